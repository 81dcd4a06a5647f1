/** Fewer calls say nothing about a 95th percentile. */
const LEAST = 20
/** Chance of crying wolf where exactly 5 % of the calls are at fault. */
const LEVEL = 0.01

/** True when more calls took longer than the bound than a 95th percentile within it allows. */
export function latencyExceeded(latenciesMs: readonly number[], boundMs: number): boolean {
  return moreThanTwentieth(latenciesMs.length, latenciesMs.filter((ms) => ms > boundMs).length)
}

/** True when so many of n calls are at fault that more than 5 % of all must be: P(X ≥ over) ≤ 1 % for X binomial with n calls and chance 5 % (exact tail sum). */
export function moreThanTwentieth(n: number, over: number): boolean {
  if (n < LEAST) return false
  let [term, below] = [0.95 ** n, 0]
  for (let k = 0; k < over; k++) {
    below += term
    term *= ((n - k) / (k + 1)) * (0.05 / 0.95)
  }
  return 1 - below <= LEVEL
}
