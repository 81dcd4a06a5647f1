import type { LlmCall } from '../domain/call.js'
import { contentKey, askedFor } from './document.js'
import type { WeightedCall } from './document.js'
import { stratumKey } from './stratum-key.js'

/** Calls that tasks are learnt from at most. */
export const FIT_CALLS = 8_000

/** The largest number that every stratum may send so that all together send at most `limit`. */
export function quota(sizes: readonly number[], limit: number): number {
  let left = limit
  const sorted = [...sizes].sort((a, b) => a - b)
  for (let at = 0; at < sorted.length; at++) {
    const share = Math.floor(left / (sorted.length - at))
    if ((sorted[at] ?? 0) > share) return share
    left -= sorted[at] ?? 0
  }
  return sorted.at(-1) ?? 0
}

/** What was asked once or more, one call that asked it, and how often. */
interface Asked {
  call: LlmCall
  times: number
  readonly key: string
}

/** Distinct requests; the call that stands for one is the first by answer and id, whatever the order of the log. */
function distinct(calls: readonly LlmCall[]): readonly Asked[] {
  const known = new Map<string, Asked>()
  for (const call of calls) {
    const key = contentKey(askedFor(call, () => undefined))
    const own = known.get(key)
    if (!own) {
      known.set(key, { call, times: 1, key })
      continue
    }
    own.times += 1
    if (call.output.text < own.call.output.text || (call.output.text === own.call.output.text && call.id < own.call.id)) own.call = call
  }
  return [...known.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/**
 * Draws the calls that tasks are learnt from: all of a small log; of a larger one as many distinct requests from each structural key, those of
 * rare keys all, each with the weight of the calls it stands for. Drawn by a hash of what is asked, so that the order of the log does not show.
 */
export function fitSample(calls: readonly LlmCall[], limit = FIT_CALLS): readonly WeightedCall[] {
  if (calls.length <= limit) return calls.map((call) => ({ call, weight: 1 }))
  const byKey = new Map<string, LlmCall[]>()
  for (const call of calls) {
    const key = stratumKey(call)
    const own = byKey.get(key)
    if (own) own.push(call)
    else byKey.set(key, [call])
  }
  const strata = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => ({ size: own.length, asked: distinct(own) }))
  const share = Math.max(1, quota(strata.map(({ asked }) => asked.length), limit))
  const sampled = strata.flatMap(({ size, asked }) => {
    const some = asked.slice(0, share)
    const seen = some.reduce((sum, { times }) => sum + times, 0)
    return some.map(({ call, times }) => ({ call, weight: (times * size) / seen }))
  })
  if (sampled.length <= limit) return sampled
  const kept = sampled.slice(0, limit)
  const all = kept.reduce((sum, { weight }) => sum + weight, 0)
  return kept.map(({ call, weight }) => ({ call, weight: (weight * calls.length) / all }))
}
