import { AuditError } from '../../domain/error.js'
import type { AuditEvent } from '../../domain/event.js'
import type { TaskDrift } from '../../domain/inspect.js'
import type { TaskSummary } from '../../domain/result.js'
import type { Task } from '../../domain/task.js'
import { createPriceBook } from '../../prices/book.js'
import { taskDrift } from '../../tasks/drift.js'
import { taskKin } from '../../tasks/naming/previous-task.js'
import type { PlacedGroups, PlacedTask, WarehouseDigest } from '../../warehouse/index.js'
import { isWarehouse, openTable, placeGroups, readDigest, withoutCredentials } from '../../warehouse/index.js'
import type { KeptPlaceholders } from '../../ingest/index.js'
import { readPlaceholders, writePlaceholders } from './kept-placeholders.js'
import { readKnownTasks, writeKnownTasks } from './known-tasks.js'
import type { AuditOptions } from '../options.js'
import { callsOf, partsCost } from './part-figures.js'

/** What a log in a database holds: its digest, and the tasks that its groups are of, most calls first. */
export interface WarehouseLog extends PlacedGroups {
  readonly digest: WarehouseDigest
  /** Usable calls. */
  readonly calls: number
  readonly drift: TaskDrift | undefined
  readonly remember: () => readonly AuditEvent[]
  readonly placeholders: KeptPlaceholders
}

/** True when the log lies in a database. @throws AuditError when databases and files, or several databases, are mixed */
export function readsWarehouse({ inputs }: Pick<AuditOptions, 'inputs'>): boolean {
  const tables = inputs.filter(isWarehouse)
  if (tables.length > 0 && inputs.length > 1) {
    throw new AuditError('warehouse/mixed', `${inputs.map(withoutCredentials).join(', ')}: a log in a database is read alone`, 'Audit one table at a time, or export the smaller log to a file and audit files')
  }
  return tables.length === 1
}

/** Summary of a placed task; calls and cost are estimates where its parts are. */
export function partsSummary({ task, parts }: PlacedTask, usable: number, options: AuditOptions): TaskSummary {
  const calls = callsOf(parts)
  return { id: task.id, label: task.label, taskType: task.taskType, calls, share: usable === 0 ? 0 : calls / usable, costUsd: partsCost(parts, options.config, createPriceBook(options.config)) }
}

/** Counts and samples the log where it lies and finds its tasks. @throws AuditError for a table that cannot be read */
export async function* discoverWarehouse(options: AuditOptions, perGroup: number): AsyncGenerator<AuditEvent, WarehouseLog> {
  const { config, env, seed, signal, auditDir } = options
  const table = await openTable(options.inputs[0] ?? '', { sources: config.sources, env, signal })
  const { placeholders, warning: unnumbered } = readPlaceholders(auditDir)
  if (unnumbered !== undefined && config.redact.length > 0) yield { type: 'warning', message: unnumbered }
  const digest = await readDigest(table, { seed, perGroup, redact: config.redact, placeholders, signal }).finally(() => table.connection.close())
  for (const message of digest.warnings) yield { type: 'warning', message }
  yield { type: 'ingested', input: digest.input }
  const { known, warning } = readKnownTasks(auditDir)
  if (warning !== undefined) yield { type: 'warning', message: warning }
  const placed = placeGroups(digest, { previous: known?.tasks ?? [] })
  const tasks = placed.tasks.toSorted((a, b) => callsOf(b.parts) - callsOf(a.parts) || (a.task.id < b.task.id ? -1 : 1))
  const calls = digest.groups.reduce((sum, group) => sum + group.calls, 0)
  yield { type: 'tasks-found', tasks: tasks.map((one) => partsSummary(one, calls, options)) }
  const counts = tasks.map(({ task, parts }) => ({ id: task.id, label: task.label, calls: callsOf(parts) }))
  const changes = known && taskDrift(known.tasks, known.calls, counts, calls, taskKin(tasks.map(({ task }) => task), known.tasks.filter((one) => one.calls > 0)))
  return {
    ...placed, tasks, digest, calls, placeholders,
    drift: known && changes && { since: known.savedAt, calls: known.calls, changes },
    remember: () => {
      const remembered = tasks.map(({ task, parts }): Task => ({ ...task, members: Array.from({ length: callsOf(parts) }, (_, at) => at) }))
      return [writeKnownTasks(auditDir, remembered, calls, known), writePlaceholders(auditDir, placeholders)].flatMap((message) => (message === undefined ? [] : [{ type: 'warning', message }]))
    },
  }
}
