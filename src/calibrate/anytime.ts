import { binomialAtMost } from './binomial.js'

/**
 * Lower bound of a proportion that holds at every number of trials at once, so that one may look after each: it is too high at any time
 * with probability `alpha` at most. The wealth against a null share p bets uniformly on all shares above p, ∫ₚ¹ qˢ(1−q)ᶠ dq / (1−p) over pˢ(1−p)ᶠ (a
 * method of mixtures, Robbins 1970, one-sided), and the bound is the largest p that it has not yet refuted. 0 without a success.
 */
export function anytimeLower(successes: number, trials: number, alpha: number): number {
  if (successes === 0) return 0
  const failures = trials - successes
  const logBeta = logFactorial(successes) + logFactorial(failures) - logFactorial(trials + 1)
  const refutes = (p: number): boolean =>
    logBeta + Math.log(binomialAtMost(successes, trials + 1, p)) - successes * Math.log(p) - (failures + 1) * Math.log1p(-p) >= -Math.log(alpha)
  let low = 0
  let high = successes / trials
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2
    if (refutes(middle)) low = middle
    else high = middle
  }
  return low
}

/** Upper bound of the same kind. */
export function anytimeUpper(successes: number, trials: number, alpha: number): number {
  return 1 - anytimeLower(trials - successes, trials, alpha)
}

function logFactorial(n: number): number {
  let sum = 0
  for (let i = 2; i <= n; i += 1) sum += Math.log(i)
  return sum
}
