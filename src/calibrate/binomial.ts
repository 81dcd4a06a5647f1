/**
 * Exact confidence interval of a proportion (Clopper & Pearson 1934): each side errs with probability `alpha` at most.
 * [0,1] when there are no trials.
 */
export function clopperPearson(successes: number, trials: number, alpha: number): readonly [lower: number, upper: number] {
  if (trials === 0) return [0, 1]
  const lower = successes === 0 ? 0 : solve((p) => atLeast(successes, trials, p), alpha)
  const upper = successes === trials ? 1 : solve((p) => 1 - atMost(successes, trials, p), 1 - alpha)
  return [lower, upper]
}

/** The p in [0,1] where an increasing function reaches `level`; 60 halvings are below double precision. */
function solve(increasing: (p: number) => number, level: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2
    if (increasing(middle) < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function atLeast(successes: number, trials: number, p: number): number {
  return 1 - atMost(successes - 1, trials, p)
}

/** P(X ≤ k) of a binomial, summed in logarithms from its largest terms. */
function atMost(k: number, n: number, p: number): number {
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
