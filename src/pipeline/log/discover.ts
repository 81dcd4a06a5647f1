import { readTable } from '../../digest/read-table.js'
import { findTableTasks } from '../../digest/table-tasks.js'
import type { AuditEvent } from '../../domain/event.js'
import type { ExcludedRecords, TaskDrift } from '../../domain/inspect.js'
import type { InputSummary } from '../../domain/result.js'
import type { Task } from '../../domain/task.js'
import { createPriceBook } from '../../prices/book.js'
import { taskDrift } from '../../tasks/drift.js'
import { taskKin } from '../../tasks/naming/previous-task.js'
import type { KeptPlaceholders } from '../../ingest/index.js'
import { createKeptCost, type PaidTraffic } from './kept-cost.js'
import { readPlaceholders, writePlaceholders } from './kept-placeholders.js'
import { readKnownTasks, writeKnownTasks } from './known-tasks.js'
import type { AuditOptions } from '../options.js'
import { logTraffic, type LogTraffic } from './log-traffic.js'
import { summarize } from './task-summary.js'

/** What a log holds: its usable calls and their tasks. */
export interface Discovered {
  /** To be closed when its calls are no longer needed. */
  readonly traffic: LogTraffic
  readonly input: InputSummary
  readonly excluded: readonly ExcludedRecords[]
  /** Of the excluded records: what was paid for all the same. */
  readonly kept: PaidTraffic
  readonly tasks: readonly Task[]
  /** Rows of the calls that belong to no task. */
  readonly other: readonly number[]
  /** Undefined when no earlier log is known. */
  readonly drift: TaskDrift | undefined
  /** Keeps the tasks for the next log, so that their ids go on; says so when it cannot. */
  readonly remember: () => readonly AuditEvent[]
  readonly placeholders: KeptPlaceholders
}

/**
 * Reads the logs and finds their tasks. Where `orPaid`, a log without any usable call is read, too, if something in it was paid for.
 * @throws AuditError for input that cannot be read
 */
export async function* discover(options: AuditOptions, orPaid = false): AsyncGenerator<AuditEvent, Discovered> {
  const book = createPriceBook(options.config)
  const kept = createKeptCost(options.config, book)
  const { placeholders, warning: unnumbered } = readPlaceholders(options.auditDir)
  if (unnumbered !== undefined && options.config.redact.length > 0) yield { type: 'warning', message: unnumbered }
  const { table, input, examples } = await readTable(options.inputs, {
    keep: kept.add,
    orPaid,
    signal: options.signal,
    redact: options.config.redact,
    placeholders,
    workers: options.workers ?? 0,
    ...(options.stdin ? { stdin: options.stdin } : {}),
  })
  yield { type: 'ingested', input }
  const { known, warning } = readKnownTasks(options.auditDir)
  if (warning !== undefined) yield { type: 'warning', message: warning }
  const { tasks, other } = await findTableTasks(table, { previous: known?.tasks ?? [], workers: options.workers ?? 0, signal: options.signal })
  const traffic = logTraffic(table, options.config, book)
  yield { type: 'tasks-found', tasks: tasks.map((task) => summarize(task, traffic, false)) }
  // A log without texts has no tasks to compare, and none to remember.
  const changes = known && table.rows > 0 && taskDrift(known.tasks, known.calls, tasks.map(({ id, label, members }) => ({ id, label, calls: members.length })), table.rows, taskKin(tasks, known.tasks.filter(({ calls }) => calls > 0)))
  return {
    traffic, input, excluded: examples, kept, tasks, other, placeholders,
    drift: known && changes ? { since: known.savedAt, calls: known.calls, changes } : undefined,
    remember: () => {
      const messages = table.rows === 0 ? [] : [writeKnownTasks(options.auditDir, tasks, table.rows, known), writePlaceholders(options.auditDir, placeholders)]
      return messages.flatMap((message) => (message === undefined ? [] : [{ type: 'warning', message }]))
    },
  }
}
