/** Normal quantile of 95 % confidence, two-sided. */
const Z = 1.959963984540054

/** Interval of 95 % confidence for a share of which `share` was seen among `n` drawn at random (Wilson 1927); `[0, 1]` for none. */
export function shareInterval(share: number, n: number): readonly [number, number] {
  if (n === 0) return [0, 1]
  const z2 = Z * Z
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))]
}
