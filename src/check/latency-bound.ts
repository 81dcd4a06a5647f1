/** Fewer calls say nothing about a 95th percentile. */
const LEAST = 20
/** Chance of crying wolf where exactly 5 % of the calls take longer than the bound. */
const LEVEL = 0.01

/**
 * True when more calls took longer than the bound than a 95th percentile within it allows: P(X ≥ k) ≤ 1 % for X binomial
 * with n calls and chance 5 % (exact tail sum).
 */
export function latencyExceeded(latenciesMs: readonly number[], boundMs: number): boolean {
  const n = latenciesMs.length
  const over = latenciesMs.filter((ms) => ms > boundMs).length
  if (n < LEAST) return false
  let [term, below] = [0.95 ** n, 0]
  for (let k = 0; k < over; k++) {
    below += term
    term *= ((n - k) / (k + 1)) * (0.05 / 0.95)
  }
  return 1 - below <= LEVEL
}
