import type { AuditEvent } from '../domain/event.js'
import type { LlmCall } from '../domain/call.js'
import type { InputSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import { ingest } from '../ingest/index.js'
import { createPriceBook } from '../prices/book.js'
import { findTasks } from '../tasks/find-tasks.js'
import type { AuditOptions } from './options.js'
import { callCost, summarize } from './task-summary.js'

/** What a log holds: its usable calls and their tasks. */
export interface Discovered {
  readonly calls: readonly LlmCall[]
  readonly input: InputSummary
  readonly tasks: readonly Task[]
  /** Indexes of the calls that belong to no task. */
  readonly other: readonly number[]
}

/** Reads the logs and finds their tasks. @throws AuditError for input that cannot be read */
export async function* discover(options: AuditOptions): AsyncGenerator<AuditEvent, Discovered> {
  const { calls, input } = await ingest(options.inputs, {
    signal: options.signal,
    redact: options.config.redact,
    ...(options.stdin ? { stdin: options.stdin } : {}),
  })
  yield { type: 'ingested', input }
  const { tasks, other } = findTasks(calls)
  const book = createPriceBook(options.config)
  const summaries = tasks.map((task) => summarize(task, task.members.flatMap((index) => calls[index] ?? []), calls.length, false, (call) => callCost(call, options.config, book)))
  yield { type: 'tasks-found', tasks: summaries }
  return { calls, input, tasks, other }
}
