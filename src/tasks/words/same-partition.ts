const pairs = (n: number): number => (n * (n - 1)) / 2

function counts(names: Iterable<number>): readonly number[] {
  const tally = new Map<number, number>()
  for (const name of names) tally.set(name, (tally.get(name) ?? 0) + 1)
  return [...tally.values()]
}

/** How far two partitions of the same things are the same: 1 if they are, 0 if they agree no more than chance would have it. Adjusted Rand index (Hubert and Arabie 1985). */
export function samePartition(a: Int32Array, b: Int32Array): number {
  const joint = counts([...a].map((name, at) => name * (b.length + 1) + (b[at] ?? 0)))
  const [inA, inB, together] = [counts(a), counts(b), joint].map((sizes) => sizes.reduce((sum, n) => sum + pairs(n), 0)) as [number, number, number]
  const chance = (inA * inB) / Math.max(1, pairs(a.length))
  const most = (inA + inB) / 2
  return most === chance ? 1 : (together - chance) / (most - chance)
}
