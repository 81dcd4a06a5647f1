import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import type { TaskSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import { tierCost, type PriceBook } from '../prices/book.js'
import { servedAs } from './incumbent.js'

/** USD of one call: as logged, else its tokens at the price of its service tier; undefined when neither is known. */
export function callCost(call: LlmCall, config: AuditConfig, book: PriceBook): number | undefined {
  if (call.costUsd !== undefined) return call.costUsd
  const price = book.priceOf(servedAs(call, config))
  return price && tierCost(call.usage, price, call.serviceTier)
}

/** Sum of what is known; null when nothing is. */
export function knownSum(amounts: readonly (number | undefined)[]): number | null {
  const known = amounts.filter((amount) => amount !== undefined)
  return known.length === 0 ? null : known.reduce((sum, amount) => sum + amount, 0)
}

/** What a task is, before anything is audited. */
export function summarize(task: Task, calls: readonly LlmCall[], usable: number, members: boolean, costOfCall: (call: LlmCall) => number | undefined): TaskSummary {
  return {
    id: task.id,
    label: task.label,
    taskType: task.taskType,
    calls: calls.length,
    share: usable === 0 ? 0 : calls.length / usable,
    costUsd: knownSum(calls.map(costOfCall)),
    ...(members ? { members: calls.map((call) => call.id) } : {}),
  }
}
