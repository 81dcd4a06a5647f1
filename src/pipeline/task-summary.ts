import type { TaskSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import type { LogTraffic } from './log-traffic.js'

/** Sum of what is known; null when nothing is. */
export function knownSum(amounts: readonly (number | undefined)[]): number | null {
  let sum: number | null = null
  for (const amount of amounts) if (amount !== undefined) sum = (sum ?? 0) + amount
  return sum
}

/** What a task is, before anything is audited. */
export function summarize(task: Task, { table, costOf }: LogTraffic, members: boolean): TaskSummary {
  return {
    id: task.id,
    label: task.label,
    taskType: task.taskType,
    calls: task.members.length,
    share: table.rows === 0 ? 0 : task.members.length / table.rows,
    costUsd: knownSum(task.members.map(costOf)),
    ...(members ? { members: task.members.map(table.idOf) } : {}),
  }
}
