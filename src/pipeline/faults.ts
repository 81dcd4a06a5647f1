import type { TaskResult } from '../domain/result.js'
import type { PushedCase } from './task/pair.js'

/** From this share of calls on that failed at first, a model is one to be asked twice. */
const TOLD = 0.05

/**
 * What retries hide of the models that tasks are moved to: a call that was answered the second time counts as answered, and its latency is that of the answer. Not part
 * of the result, which is the same for the same answers, however a provider fared on the day.
 */
export function faultWarnings(tasks: readonly TaskResult[], evidence: ReadonlyMap<string, ReadonlyMap<string, readonly PushedCase[]>>): readonly string[] {
  return tasks.flatMap(({ id, label, candidates }) => candidates.filter(({ viable }) => viable).flatMap(({ model }) => {
    const pushed = evidence.get(id)?.get(model) ?? []
    const faulty = pushed.filter(({ trial }) => (trial.faults ?? 0) > 0).length
    if (faulty === 0 || faulty < TOLD * pushed.length) return []
    return [`${model} on ${label}: ${faulty} of ${pushed.length} calls failed at first (server errors, timeouts) and were answered when asked again; its certificate is for a gateway that retries as often, and its latency leaves the failed attempts out`]
  }))
}
