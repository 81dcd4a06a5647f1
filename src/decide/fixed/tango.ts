/**
 * Score statistic for a paired difference of proportions (Tango 1998, Stat. Med. 17:891): the standardised distance of the observed
 * difference from `nullDifference`, its variance estimated under that null.
 *
 * With n pairs, w wins, l losses, hypothesised difference Δ: q = (√(B² − 4AC) − B)/(2A), A = 2n, B = −w − l + (2n − w + l)Δ,
 * C = −lΔ(1 − Δ); z = (w − l − nΔ)/√(n(2q + Δ(1 − Δ))).
 *
 * @param wins, losses whole numbers ≥ 0, wins + losses ≤ pairs
 * @param nullDifference in (−1,1)
 * @returns z; 0 where numerator and variance vanish together
 */
export function tangoScore(wins: number, losses: number, pairs: number, nullDifference: number): number {
  const a = 2 * pairs
  const b = -wins - losses + (2 * pairs - wins + losses) * nullDifference
  const c = -losses * nullDifference * (1 - nullDifference)
  const q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a)
  const variance = pairs * (2 * q + nullDifference * (1 - nullDifference))
  const distance = wins - losses - pairs * nullDifference
  if (variance <= 0) return distance === 0 ? 0 : distance > 0 ? Infinity : -Infinity
  return distance / Math.sqrt(variance)
}
