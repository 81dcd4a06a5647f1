import type { LlmCall } from '../domain/call.js'
import type { AuditEvent } from '../domain/event.js'
import type { ExcludedRecords, TaskDrift } from '../domain/inspect.js'
import type { InputSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import { ingest } from '../ingest/index.js'
import { createPriceBook } from '../prices/book.js'
import { taskDrift } from '../tasks/drift.js'
import { findTasks } from '../tasks/find-tasks.js'
import { readKnownTasks, writeKnownTasks } from './known-tasks.js'
import type { AuditOptions } from './options.js'
import { callCost, summarize } from './task-summary.js'

/** What a log holds: its usable calls and their tasks. */
export interface Discovered {
  readonly calls: readonly LlmCall[]
  readonly input: InputSummary
  readonly excluded: readonly ExcludedRecords[]
  readonly tasks: readonly Task[]
  /** Indexes of the calls that belong to no task. */
  readonly other: readonly number[]
  /** Undefined when no earlier log is known. */
  readonly drift: TaskDrift | undefined
  /** Keeps the tasks for the next log, so that their ids go on; says so when it cannot. */
  readonly remember: () => readonly AuditEvent[]
}

/** Reads the logs and finds their tasks. @throws AuditError for input that cannot be read */
export async function* discover(options: AuditOptions): AsyncGenerator<AuditEvent, Discovered> {
  const { calls, input, examples } = await ingest(options.inputs, {
    signal: options.signal,
    redact: options.config.redact,
    ...(options.stdin ? { stdin: options.stdin } : {}),
  })
  yield { type: 'ingested', input }
  const { known, warning } = readKnownTasks(options.auditDir)
  if (warning !== undefined) yield { type: 'warning', message: warning }
  const { tasks, other } = findTasks(calls, { previous: known?.tasks ?? [] })
  const book = createPriceBook(options.config)
  const summaries = tasks.map((task) => summarize(task, task.members.flatMap((index) => calls[index] ?? []), calls.length, false, (call) => callCost(call, options.config, book)))
  yield { type: 'tasks-found', tasks: summaries }
  const changes = known && taskDrift(known.tasks, known.calls, tasks.map(({ id, label, members }) => ({ id, label, calls: members.length })), calls.length)
  return {
    calls, input, excluded: examples, tasks, other,
    drift: known && changes && { since: known.savedAt, calls: known.calls, changes },
    remember: () => {
      const message = writeKnownTasks(options.auditDir, tasks, calls.length, known)
      return message === undefined ? [] : [{ type: 'warning', message }]
    },
  }
}
