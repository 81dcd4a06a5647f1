import type { Task } from '../domain/task.js'
import { fitTasks, type FitOptions } from '../tasks/fit-tasks.js'
import type { FoundTasks } from '../tasks/find-tasks.js'
import type { CallTable } from './call-table.js'
import { contentNumber, distinctRequests } from './distinct-requests.js'
import { fitRows } from './fit-rows.js'
import { placePool, placeRows, type PlaceOptions, type PlacePool } from './place-rows.js'
import { requestPlacer } from './request-placer.js'

/** For each pair of structure and tag the row whose request stands for them, the one of the lowest digest. */
function examples(table: CallTable): ReadonlyMap<number, number> {
  const rows = new Map<number, number>()
  for (let row = 0; row < table.rows; row++) {
    const kind = kindOf(table, row)
    const known = rows.get(kind)
    if (known === undefined || contentNumber(table, row) < contentNumber(table, known)) rows.set(kind, row)
  }
  return rows
}

const kindOf = (table: CallTable, row: number): number => table.structureOf(row) * table.tags.length + table.tagOf(row)

/** Rows that must be placed by their texts, each text once, and which of them stands for a row; −1 for rows that need no text. */
function openRows(table: CallTable, isOpen: (kind: number) => boolean): { readonly rows: readonly number[]; readonly standFor: Int32Array } {
  const rows: number[] = []
  const standFor = new Int32Array(table.rows).fill(-1)
  const { count, of } = distinctRequests(table)
  const firstPlace = new Int32Array(count).fill(-1)
  /** Of requests that come with several tags: the places of all but the first, by request and tag. */
  const others = new Map<number, number>()
  for (let row = 0; row < table.rows; row++) {
    if (!isOpen(kindOf(table, row))) continue
    const [request, tag] = [of[row] ?? 0, table.tagOf(row)]
    const first = firstPlace[request] ?? -1
    if (first < 0) firstPlace[request] = standFor[row] = rows.push(row) - 1
    else if (table.tagOf(rows[first] ?? 0) === tag) standFor[row] = first
    else {
      const name = request * table.tags.length + tag
      const place = others.get(name) ?? rows.push(row) - 1
      others.set(name, place)
      standFor[row] = place
    }
  }
  return { rows, standFor }
}

/**
 * Finds the tasks of a log that need not fit into memory: learns them from a sample, then places every call by its structure where that
 * decides, else by its user text, read back from the store and each text once. Every row is in exactly one task or in `other`. The
 * partition does not depend on the order of the log.
 */
export async function findTableTasks(table: CallTable, options: FitOptions & PlaceOptions = {}): Promise<FoundTasks> {
  // Threads start while this one learns.
  const pool = placePool(distinctRequests(table).count, options)
  try {
    return await findWith(table, options, pool)
  } finally {
    await pool?.close()
  }
}

async function findWith(table: CallTable, options: FitOptions & PlaceOptions, pool: PlacePool | undefined): Promise<FoundTasks> {
  const model = fitTasks(fitRows(table), options)
  const { byStructure } = requestPlacer(model, table.tags)
  const byKind = new Map([...examples(table)].map(([kind, row]) => [kind, byStructure(table.requestText(row), table.tagOf(row))] as const))
  const { rows, standFor } = openRows(table, (kind) => byKind.get(kind) === undefined)
  const byText = await placeRows(table, model, rows, pool, options.signal)

  const members = model.tasks.map((): number[] => [])
  const other: number[] = []
  for (let row = 0; row < table.rows; row++) {
    const found = byKind.get(kindOf(table, row)) ?? byText[standFor[row] ?? -1] ?? -1
    const list = members[found] ?? other
    list.push(row)
  }
  const tasks = model.tasks.map((task, at): Task => ({ ...task, members: members[at] ?? [] })).filter((task) => task.members.length > 0)
  return { tasks: tasks.sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1)), other }
}
