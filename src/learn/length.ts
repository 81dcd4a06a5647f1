import { separationOf, shareOf, type Rule } from './rule.js'
import type { Unit } from './unit.js'

const SHARES = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95] as const

/** The number of input tokens above which failures are densest, of some round shares of the traffic; undefined where longer inputs do not fail more often. */
export function lengthRule(units: readonly Unit[], traffic: readonly Unit[], most: number): Rule | undefined {
  const lengths = traffic.map(({ inputTokens }) => inputTokens).toSorted((a, b) => a - b)
  const bounds = [...new Set(SHARES.map((share) => lengths[Math.floor(share * (lengths.length - 1))] ?? 0))]
  const longer = (bound: number) => ({ inputTokens }: Unit): boolean => inputTokens > bound
  const [best] = bounds.filter((bound) => shareOf(traffic, longer(bound)) <= most).map((bound) => ({ bound, z: separationOf(units, longer(bound)) })).filter(({ z }) => z > 0).toSorted((a, b) => b.z - a.z || b.bound - a.bound)
  return best === undefined ? undefined : { kind: 'length', words: `it is longer than ${best.bound} tokens`, condition: () => ({ field: 'tokens.input', gt: best.bound }) }
}
