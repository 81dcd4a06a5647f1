import type { TaskSummary } from '../../domain/result.js'
import type { Task } from '../../domain/task.js'
import type { LogTraffic } from './log-traffic.js'

/** Sum of what is known; null when nothing is. */
export function knownSum(amounts: readonly (number | undefined)[]): number | null {
  let sum: number | null = null
  for (const amount of amounts) if (amount !== undefined) sum = (sum ?? 0) + amount
  return sum
}

/** USD of some calls, as far as it is known; null when it is of none. */
export function rowsCost(rows: ArrayLike<number>, { usdOf }: Pick<LogTraffic, 'usdOf'>): number | null {
  let [known, sum] = [0, 0]
  for (let at = 0; at < rows.length; at++) {
    const usd = usdOf(rows[at] ?? 0)
    if (Number.isNaN(usd)) continue
    known++
    sum += usd
  }
  return known === 0 ? null : sum
}

/** What a task is, before anything is audited. */
export function summarize(task: Task, traffic: LogTraffic, members: boolean): TaskSummary {
  const { rows, idOf } = traffic.table
  return {
    id: task.id,
    label: task.label,
    taskType: task.taskType,
    calls: task.members.length,
    share: rows === 0 ? 0 : task.members.length / rows,
    costUsd: rowsCost(task.members, traffic),
    ...(members ? { members: task.members.map(idOf) } : {}),
  }
}
