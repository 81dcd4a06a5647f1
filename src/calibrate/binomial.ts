/** P(X ≤ k) of a binomial, summed in logarithms from its largest terms. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n || p <= 0) return 1
  if (p >= 1) return 0
  let logTerm = n * Math.log1p(-p)
  let sum = Math.exp(logTerm)
  const odds = Math.log(p) - Math.log1p(-p)
  for (let i = 1; i <= k; i += 1) {
    logTerm += Math.log((n - i + 1) / i) + odds
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}
