import { isFutile } from '../../src/decide/index.js'

/** One case without expected answers: do candidate and rerun agree with the log? */
export interface Agreement {
  readonly candidate: boolean
  readonly rerun: boolean
}

export interface SampledControl {
  readonly margin: number
  readonly alpha: number
  readonly maxSamples: number
  readonly candidates: number
  /** Chance that the incumbent is asked again where the candidate agrees with the log, in (0,1]; where it does not it always is. */
  readonly share: number
}

export interface SampledOutcome {
  readonly certified: boolean
  readonly replays: number
  readonly reruns: number
}

/**
 * The betting test on D̃ = (ξ/π)(1 − X) where the candidate agrees with the log, −X where it does not; X says whether the rerun agrees, ξ is a
 * coin of chance π. E[D̃ | case] = Y − X, since ξ is independent of all else; D̃ ≥ −1, so 1 + λ(D̃ + δ) > 0 for λ ≤ 0.95/(1 − δ), and the wealth is
 * a non-negative supermartingale under E[Y − X] ≤ −δ, however large D̃ may be above (Ville 1939; inverse probability weights: Horvitz and Thompson 1952).
 * The bets are those of the product.
 */
export function decideSampled(rule: SampledControl, next: () => Agreement, uniform: () => number): SampledOutcome {
  const { margin, alpha, maxSamples, candidates, share } = rule
  let [logWealth, sum, plainSquares, squares, reruns] = [Math.log(1 / candidates), 0, 0, 30 * 0.1, 0]
  const bar = -Math.log(alpha)
  for (let processed = 0; processed < maxSamples; processed++) {
    const variance = squares / (30 + processed)
    const drift = Math.min(2 * margin, Math.max(0, sum / (processed + 200) + margin))
    const chase = Math.sqrt((2 * Math.max(0, bar - logWealth)) / (variance * (maxSamples - processed)))
    const bet = Math.min(Math.max(chase, drift / (1.5 * variance + 0.7 * drift)), 0.95 / (1 - margin))
    const { candidate, rerun } = next()
    const asked = !candidate || uniform() < share
    if (asked) reruns += 1
    const difference = !asked ? 0 : candidate ? (rerun ? 0 : 1 / share) : rerun ? -1 : 0
    logWealth += Math.log1p(bet * (difference + margin))
    squares += (difference + margin) ** 2
    plainSquares += difference ** 2
    sum += difference
    if (logWealth >= bar) return { certified: true, replays: processed + 1, reruns }
    if (isFutile({ alpha, wealth: Math.exp(logWealth), variance: squares / (31 + processed), margin, maxSamples, processed: processed + 1, sum, squares: plainSquares, population: null })) return { certified: false, replays: processed + 1, reruns }
  }
  return { certified: false, replays: maxSamples, reruns }
}
