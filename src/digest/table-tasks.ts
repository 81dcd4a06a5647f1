import type { ChatRequest } from '../domain/message.js'
import { lastUserText, systemText } from '../domain/message.js'
import type { Task } from '../domain/task.js'
import { taskPlacer } from '../tasks/assign.js'
import { fitTasks, type FitOptions } from '../tasks/fit-tasks.js'
import type { FoundTasks } from '../tasks/find-tasks.js'
import { formatKey, toolNames } from '../tasks/structural-key.js'
import { tagReader } from '../tasks/tag-field.js'
import type { CallTable } from './call-table.js'
import { contentNumber, fitRows } from './fit-rows.js'

const NONE = -1

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

/**
 * Finds the tasks of a log that need not fit into memory: learns them from a sample, then places every call by its structure where that
 * decides, else by its user text, read back from the store and each text once. Every row is in exactly one task or in `other`. The
 * partition does not depend on the order of the log.
 */
export function findTableTasks(table: CallTable, options: FitOptions = {}): FoundTasks {
  const model = fitTasks(fitRows(table), options)
  const place = taskPlacer(model)
  const tagOf = tagReader(model.tagFields, model.askedFields)
  const tags = table.tags.map((text) => tagOf({ metadata: Object.fromEntries(JSON.parse(text) as [string, string][]) }))

  const readRequest = (row: number): ChatRequest => JSON.parse(table.requestText(row)) as ChatRequest
  const parts = (row: number, request: ChatRequest) => ({ tag: tags[table.tagOf(row)], tools: toolNames(request), format: formatKey(request), system: systemText(request) })
  const byKind = new Map([...examples(table)].map(([kind, row]) => [kind, place(parts(row, readRequest(row)))] as const))

  const members = model.tasks.map((): number[] => [])
  const other: number[] = []
  const byContent = new Map<number, Map<number, number>>()
  for (let row = 0; row < table.rows; row++) {
    const kind = kindOf(table, row)
    let found = byKind.get(kind)
    if (found === undefined) {
      const known = byContent.get(kind) ?? new Map<number, number>()
      if (known.size === 0) byContent.set(kind, known)
      const content = contentNumber(table, row)
      found = known.get(content)
      if (found === undefined) {
        const request = readRequest(row)
        found = place({ ...parts(row, request), user: lastUserText(request) ?? '' }) ?? NONE
        known.set(content, found)
      }
    }
    const list = members[found] ?? other
    list.push(row)
  }
  const tasks = model.tasks.map((task, at): Task => ({ ...task, members: members[at] ?? [] })).filter((task) => task.members.length > 0)
  return { tasks: tasks.sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1)), other }
}
