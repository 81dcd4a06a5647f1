import type { CallTable } from '../../digest/call-table.js'
import type { Case } from '../../domain/case.js'
import type { ChatRequest } from '../../domain/message.js'
import { contentDigest, digest } from '../../sample/content.js'
import type { EarlierRun, EarlierTask } from './earlier-run.js'

/** Tells what nobody has looked at yet. */
export interface NewCases {
  /** By what is asked and by the conversation. */
  readonly isNewRow: (row: number, table: Pick<CallTable, 'contentOf' | 'conversationOf'>) => boolean
  /** By what other runs have looked at, and by what the user says, whatever the prompt around it: questions on which a prompt was tuned are not new under the tuned one. */
  readonly isNewRequest: (request: ChatRequest) => boolean
}

const spoken = (request: ChatRequest): string => digest(request.messages.filter(({ role }) => role !== 'system'))

/** What is new to a task of an earlier run, and to all other runs. What is new as a row does not depend on the other runs: the cases that are drawn, and the run's id, stay what they are. */
export function newCases({ cases }: EarlierTask, { lookedAt }: EarlierRun): NewCases {
  const contents = new Set(cases.map(({ request }) => contentDigest(request)))
  const conversations = new Set(cases.flatMap(({ conversation }) => conversation ?? []))
  const texts = new Set(cases.map(({ request }) => spoken(request)))
  return {
    isNewRow: (row, table) => {
      const content = table.contentOf(row)
      const conversation = table.conversationOf(row)
      return !contents.has(content) && (conversation === undefined || !conversations.has(conversation))
    },
    isNewRequest: (request) => !lookedAt.has(contentDigest(request)) && !texts.has(spoken(request)),
  }
}

const systemOf = (request: ChatRequest): string => digest(request.messages.filter(({ role }) => role === 'system'))

/** A prompt counts as kept when at least this share of the new cases have one that was known. */
const KNOWN_SHARE = 0.5

/** True where the earlier cases share few system prompts and most of the new ones have another: then another prompt was audited. */
export function promptChanged(earlier: readonly Case[], fresh: readonly Case[]): boolean {
  const known = new Set(earlier.map(({ request }) => systemOf(request)))
  if (fresh.length === 0 || known.size > earlier.length / 2) return false // each case has its own: nothing can be told
  return fresh.filter(({ request }) => known.has(systemOf(request))).length < KNOWN_SHARE * fresh.length
}
