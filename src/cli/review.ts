import { appendFileSync } from 'node:fs'
import { AuditError } from '../domain/error.js'
import type { LabelRow } from '../domain/judgement.js'
import { readLabels } from '../pipeline/plan/labels.js'
import { reviewCases } from '../pipeline/record/review-cases.js'
import { reviewQueue, reviewSession, serveReview, type ReviewSession } from '../review/index.js'
import { writeTrouble } from '../text/file-trouble.js'
import type { CommandContext } from './context.js'
import { findRun } from './runs.js'
import { configured } from './settings.js'
import { tell } from './tell.js'

export interface ReviewFlags {
  readonly config?: string
  readonly labels?: string
  readonly page?: boolean
  readonly limit: number
  readonly task?: string
}

/** `audit review`: a person looks at disagreements, blind and in random order; every label is kept at once. */
export async function review(name: string | undefined, flags: ReviewFlags, context: CommandContext): Promise<void> {
  const runDir = findRun(name)
  const config = await configured(flags.config, context.signal)
  const file = flags.labels ?? config.labels
  const labelled = new Map(readLabels(file).map(({ key, random }) => [key, random]))
  const cases = reviewCases(runDir).filter(({ taskId, taskLabel }) => flags.task === undefined || taskId === flags.task || taskLabel === flags.task)
  const queue = reviewQueue(cases, labelled, flags.limit)
  if (queue.length === 0) {
    tell(cases.length === 0 ? `nothing to look at: no disagreement in ${runDir}` : `nothing left to look at: all ${cases.length} disagreements of ${runDir} have a label`)
    return
  }
  const session = reviewSession(queue, (row) => keep(file, row))
  if (flags.page) await onPage(session, context)
  else await onTerminal(session, context)
  tell(`${session.labelled()} labels added to ${file}. They count in the next audit run, and in audit decide.`)
}

function keep(file: string, row: LabelRow): void {
  try {
    appendFileSync(file, `${JSON.stringify(row)}\n`)
  } catch (error) {
    throw new AuditError('labels/unwritable', `${file}: ${writeTrouble(error)}`, 'Name a file that can be written: --labels FILE.')
  }
}

async function onTerminal(session: ReviewSession, { signal }: CommandContext): Promise<void> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) throw new AuditError('review/terminal', 'audit review takes keys, and this is no terminal', 'Run it in a terminal, or with --page in a browser.')
  const { reviewOnTerminal } = await import('../ui/review.js')
  await reviewOnTerminal(session, signal)
}

async function onPage(session: ReviewSession, { signal }: CommandContext): Promise<void> {
  const server = await serveReview(session)
  process.stdout.write(`${server.url}\n`)
  tell('Open the address in a browser on this machine. Ctrl-C ends the sitting; labels are kept as they are given.')
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await Promise.race([server.done, stopped])
  await server.close()
}
