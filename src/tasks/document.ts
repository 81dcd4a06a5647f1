import { lastUserText, systemText } from '../domain/message.js'
import type { LlmCall } from '../domain/call.js'
import { promptFingerprint, shortHash } from '../text/fingerprint.js'
import { maskSlots } from '../text/mask.js'
import { tokens } from '../text/words.js'
import { outputShape } from './output-shape.js'
import type { OutputShape } from './output-shape.js'
import { formatKey, toolNames } from './structural-key.js'
import type { TagOf } from './tag-field.js'

/** A distinct request of a log, with all the calls that made it. */
export interface PromptDocument {
  /** Hash of what was asked; orders documents whatever the order of the log. */
  readonly key: string
  /** Indexes of its calls, ascending. */
  readonly rows: readonly number[]
  /** `field=value` of its explicit task tag. */
  readonly tag: string | undefined
  /** Tool names, sorted. */
  readonly tools: readonly string[]
  /** What the response format asks for; '' for free text. */
  readonly format: string
  readonly system: string | undefined
  readonly fingerprint: string | undefined
  readonly user: string
  /** Tokens of the masked user text. */
  readonly userTokens: readonly string[]
  readonly shape: OutputShape
  /** Beginning of an answer to it, lower case: tells a closed set of answers from free ones. */
  readonly answer: string
}

const ANSWER = 60
const HEAD = 6_000
const TAIL = 3_000

/** Beginning and end of a text: templates live there, and a hundred pages of context cost nothing. */
export function excerpt(text: string): string {
  return text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)}\n…\n${text.slice(-TAIL)}`
}

interface Content extends Pick<PromptDocument, 'key' | 'tag' | 'tools' | 'format' | 'system' | 'user'> {
  readonly rows: number[]
}

function mostCommon(shapes: readonly OutputShape[]): OutputShape {
  const counts = new Map<OutputShape, number>()
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return [...counts].sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))[0]?.[0] ?? 'empty'
}

/** The first in order of the answers to a request, so that the order of its calls does not show. */
function answerOf(calls: readonly LlmCall[]): string {
  return calls.map((call) => call.output.text.trim().slice(0, ANSWER).toLowerCase()).sort()[0] ?? ''
}

/** Groups calls by what they ask, exactly; documents come in the order of their keys. */
export function promptDocuments(calls: readonly LlmCall[], tagOf: TagOf): readonly PromptDocument[] {
  const contents = new Map<string, Content>()
  calls.forEach((call, row) => {
    const system = systemText(call.request)
    const user = lastUserText(call.request) ?? ''
    const tag = tagOf(call)
    const tools = toolNames(call.request)
    const format = formatKey(call.request)
    const content = JSON.stringify([system ?? null, user, tag ?? null, tools, format])
    const known = contents.get(content)
    if (known) known.rows.push(row)
    else contents.set(content, { key: shortHash(content, 24), rows: [row], tag, tools, format, system, user })
  })
  return [...contents.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map((content) => {
    const own = content.rows.flatMap((row) => calls[row] ?? [])
    return {
      ...content,
      fingerprint: content.system === undefined ? undefined : promptFingerprint(content.system),
      userTokens: tokens(maskSlots(excerpt(content.user))),
      shape: mostCommon(own.map((call) => outputShape(call.output))),
      answer: answerOf(own),
    }
  })
}

/** Number of calls behind some documents. */
export function rowCount(documents: readonly PromptDocument[]): number {
  return documents.reduce((sum, document) => sum + document.rows.length, 0)
}
