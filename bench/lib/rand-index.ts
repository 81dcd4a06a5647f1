const pairs = (count: number): number => (count * (count - 1)) / 2

function tally(keys: readonly string[]): readonly number[] {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts.values()]
}

const pairsIn = (keys: readonly string[]): number => tally(keys).reduce((sum, count) => sum + pairs(count), 0)

/**
 * Agreement of two groupings of the same items: 1 when equal, 0 as by chance.
 * Adjusted Rand index: L. Hubert, P. Arabie, Comparing partitions, Journal of Classification 2 (1985), equation 5.
 */
export function adjustedRandIndex(a: readonly string[], b: readonly string[]): number {
  const together = pairsIn(a.map((key, at) => `${key}\u0000${b[at] ?? ''}`))
  const [ofA, ofB] = [pairsIn(a), pairsIn(b)]
  const expected = (ofA * ofB) / pairs(a.length)
  const most = (ofA + ofB) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}
