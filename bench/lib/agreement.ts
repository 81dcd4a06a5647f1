const pairs = (n: number): number => (n * (n - 1)) / 2

export function tally(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const entropy = (counts: ReadonlyMap<string, number>, n: number): number => [...counts.values()].reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0)

/** How well a partition matches a known one. */
export interface Agreement {
  /** Adjusted Rand index (Hubert and Arabie 1985). */
  readonly ari: number
  /** V-measure (Rosenberg and Hirschberg 2007). */
  readonly v: number
  readonly purity: number
}

export function agreement(found: readonly string[], known: readonly string[]): Agreement {
  const n = found.length
  const [inFound, inKnown, both] = [tally(found), tally(known), tally(found.map((group, at) => `${group}\u0000${known[at] ?? ''}`))]
  const sumPairs = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + pairs(count), 0)
  const [a, b, together] = [sumPairs(inFound), sumPairs(inKnown), sumPairs(both)]
  const chance = (a * b) / pairs(n)
  const [hFound, hKnown, hBoth] = [entropy(inFound, n), entropy(inKnown, n), entropy(both, n)]
  const mutual = hFound + hKnown - hBoth
  const largest = new Map<string, number>()
  for (const [key, count] of both) { const group = key.split('\u0000')[0] ?? ''; largest.set(group, Math.max(largest.get(group) ?? 0, count)) }
  const most = (a + b) / 2
  return { ari: most === chance ? 1 : (together - chance) / (most - chance), v: hFound + hKnown === 0 ? 1 : (2 * mutual) / (hFound + hKnown), purity: [...largest.values()].reduce((sum, count) => sum + count, 0) / n }
}

