import { readTable } from '../digest/read-table.js'
import { findTableTasks } from '../digest/table-tasks.js'
import type { AuditEvent } from '../domain/event.js'
import type { ExcludedRecords, TaskDrift } from '../domain/inspect.js'
import type { InputSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import type { KeptTraffic } from '../ingest/index.js'
import { createPriceBook } from '../prices/book.js'
import { taskDrift } from '../tasks/drift.js'
import { readKnownTasks, writeKnownTasks } from './known-tasks.js'
import type { AuditOptions } from './options.js'
import { logTraffic, type LogTraffic } from './log-traffic.js'
import { summarize } from './task-summary.js'

/** What a log holds: its usable calls and their tasks. */
export interface Discovered {
  /** To be closed when its calls are no longer needed. */
  readonly traffic: LogTraffic
  readonly input: InputSummary
  readonly excluded: readonly ExcludedRecords[]
  /** Of the excluded records: what was paid for all the same. */
  readonly kept: readonly KeptTraffic[]
  readonly tasks: readonly Task[]
  /** Rows of the calls that belong to no task. */
  readonly other: readonly number[]
  /** Undefined when no earlier log is known. */
  readonly drift: TaskDrift | undefined
  /** Keeps the tasks for the next log, so that their ids go on; says so when it cannot. */
  readonly remember: () => readonly AuditEvent[]
}

/** Reads the logs and finds their tasks. @throws AuditError for input that cannot be read */
export async function* discover(options: AuditOptions): AsyncGenerator<AuditEvent, Discovered> {
  const { table, input, examples, traffic: kept } = await readTable(options.inputs, {
    signal: options.signal,
    redact: options.config.redact,
    ...(options.stdin ? { stdin: options.stdin } : {}),
  })
  yield { type: 'ingested', input }
  const { known, warning } = readKnownTasks(options.auditDir)
  if (warning !== undefined) yield { type: 'warning', message: warning }
  const { tasks, other } = findTableTasks(table, { previous: known?.tasks ?? [] })
  const traffic = logTraffic(table, options.config, createPriceBook(options.config))
  yield { type: 'tasks-found', tasks: tasks.map((task) => summarize(task, traffic, false)) }
  const changes = known && taskDrift(known.tasks, known.calls, tasks.map(({ id, label, members }) => ({ id, label, calls: members.length })), table.rows)
  return {
    traffic, input, excluded: examples, kept, tasks, other,
    drift: known && changes && { since: known.savedAt, calls: known.calls, changes },
    remember: () => {
      const message = writeKnownTasks(options.auditDir, tasks, table.rows, known)
      return message === undefined ? [] : [{ type: 'warning', message }]
    },
  }
}
