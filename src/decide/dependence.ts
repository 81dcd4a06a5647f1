import { createGenerator } from './generator.js'

/** How far the values of one group go the same way. */
export interface Dependence {
  /** Values that share their group with another. */
  readonly shared: number
  /** Groups, each value without one counted as its own. */
  readonly groups: number
  /** Mean product of two centred values of one group over the variance: the correlation within groups, at most 1. */
  readonly correlation: number
  /** Chance in (0,1] of values as alike within groups, were groups dealt out at random among the values. */
  readonly chance: number
}

/** So many deals at random; the least chance that can be found is one in one more. */
const DEALS = 1999

/**
 * Whether values that share a group go the same way, by a permutation test on the sum of the squared sums of groups (Fisher 1935; the correlation is
 * the pairwise estimate of the intra-class one, Donner 1986). Undefined where all values are one, or no two share a group: then nothing can be told.
 * @param groups the name of each value's group, undefined for one that stands alone; as many as there are values
 */
export function dependence(values: readonly number[], groups: readonly (string | undefined)[], seed: number): Dependence | undefined {
  const places = placesOf(groups).filter(({ length }) => length > 1)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const centred = values.map((value) => value - mean)
  const squares = centred.reduce((sum, value) => sum + value ** 2, 0)
  if (places.length === 0 || squares < 1e-12 * values.length) return undefined
  const alike = (deal: readonly number[]): number => places.reduce((total, place) => total + place.reduce((sum, at) => sum + (deal[at] ?? 0), 0) ** 2, 0)
  const found = alike(centred)
  const own = places.flat().reduce((sum, at) => sum + (centred[at] ?? 0) ** 2, 0)
  const pairs = places.reduce((sum, { length }) => sum + length * (length - 1), 0)
  const uniform = createGenerator(seed)
  const deal = [...centred]
  let asAlike = 0
  for (let round = 0; round < DEALS; round++) {
    for (let last = deal.length - 1; last > 0; last--) {
      const other = Math.floor(uniform() * (last + 1))
      const kept = deal[last] ?? 0
      deal[last] = deal[other] ?? 0
      deal[other] = kept
    }
    if (alike(deal) >= found * (1 - 1e-9)) asAlike += 1
  }
  const shared = places.flat().length
  return { shared, groups: values.length - shared + places.length, correlation: Math.min(1, (found - own) / pairs / (squares / values.length)), chance: (asAlike + 1) / (DEALS + 1) }
}

/**
 * How many independent values they are worth at least, were the groups as alike as the values still allow: n/(1 + (m − 1)·ρ) (Kish 1965), m the mean size of a value's group
 * and ρ the upper 95 % bound of the chance that the mate of a value other than 0 goes the same way. All but the number of groups where no value differs from 0.
 */
export function leastEffective(values: readonly number[], groups: readonly (string | undefined)[]): number {
  const places = placesOf(groups)
  const alone = values.length - places.flat().length
  let [mates, alike] = [0, 0]
  for (const place of places) {
    const signs = place.map((at) => Math.sign(values[at] ?? 0))
    const [wins, losses] = [signs.filter((sign) => sign > 0).length, signs.filter((sign) => sign < 0).length]
    mates += (wins + losses) * (place.length - 1)
    alike += wins * (wins - 1) + losses * (losses - 1)
  }
  // For no event in n the bound is 3/n; for some, the normal one of a Poisson count beside it.
  const bound = Math.min(1, (alike + 2 * Math.sqrt(alike) + 3) / Math.max(1, mates))
  const size = (alone + places.reduce((sum, { length }) => sum + length ** 2, 0)) / Math.max(1, values.length)
  return values.length / (1 + Math.max(0, size - 1) * bound)
}

function placesOf(groups: readonly (string | undefined)[]): readonly (readonly number[])[] {
  const members = new Map<string, number[]>()
  groups.forEach((name, at) => {
    if (name === undefined) return
    const known = members.get(name)
    if (known) known.push(at)
    else members.set(name, [at])
  })
  return [...members.values()]
}
