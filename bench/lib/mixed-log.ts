import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskSummary } from '../../src/domain/result.js'
import { readJsonLines, textAt } from './json-lines.js'

/** The hidden task of one record of the mixed log. */
export interface HiddenTask {
  readonly label: string
  /** Name of the task in the recordings. */
  readonly sourceTask: string
  readonly incumbent: string
}

export const mixedLog = (data: string): string => join(data, 'logs/mixed.openai.jsonl.gz')

/** Hidden tasks by record id; records that are provider errors are left out. */
export function readHiddenTasks(data: string): ReadonlyMap<string, HiddenTask> {
  return new Map(readJsonLines(join(data, 'logs/mixed.labels.jsonl.gz')).flatMap((row) => {
    const label = textAt(row, 'task')
    return label === 'error' ? [] : [[textAt(row, 'id'), { label, sourceTask: textAt(row, 'source_task'), incumbent: textAt(row, 'incumbent') }] as const]
  }))
}

/** The hidden task that most members of a found task belong to; undefined for a task without members. */
export function majorityOf(task: TaskSummary, hidden: ReadonlyMap<string, HiddenTask>): HiddenTask | undefined {
  const counts = new Map<string, { readonly hidden: HiddenTask; count: number }>()
  for (const id of task.members ?? []) {
    const own = hidden.get(id)
    if (!own) continue
    const entry = counts.get(own.label) ?? { hidden: own, count: 0 }
    entry.count += 1
    counts.set(own.label, entry)
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0]?.hidden
}

/** Writes the records of the named hidden tasks, as they stand, to a log of their own. Returns how many. */
export function writeSlice(data: string, labels: readonly string[], path: string): number {
  const hidden = readHiddenTasks(data)
  const rows = readJsonLines(mixedLog(data)).filter((row) => labels.includes(hidden.get(textAt(row, 'id'))?.label ?? ''))
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  return rows.length
}
