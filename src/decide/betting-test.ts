import { AuditError } from '../domain/error.js'
import { assertDifference } from './difference.js'

/** Largest share of the wealth that one total loss can take; below 1, so that no loss is ruin. */
const CAP = 0.95
/** Second moment to plan with, and how many cases that plan is worth: the variance is never 0. */
const PRIOR_VARIANCE = 0.1
const PRIOR_SAMPLES = 30
/** How many cases of difference 0 the drift is shrunk by. */
const DRIFT_SAMPLES = 200
/** Two thirds of a Kelly bet that knows a loss to be one whole unit. */
const KELLY_VARIANCE = 1.5
const KELLY_DRIFT = 0.7

export interface BettingTestOptions {
  /** Boundary m of the null hypothesis, in (-1,1): mean ≤ m, or mean ≥ m in direction −1. */
  readonly nullMean: number
  /** Level, in (0,1): the test rejects at wealth 1/alpha. */
  readonly alpha: number
  /** Horizon the bets aim at, ≥ 1; it never affects validity, only power. */
  readonly maxSamples: number
  /** In (0,1], default 1; 1/K makes the level alpha/K. */
  readonly initialWealth?: number
  readonly direction?: 1 | -1
  /** Size of the finite population when drawn without replacement. */
  readonly population?: number | null
  /** Largest drift that is bet on, ≥ 0; default 2·|nullMean|. */
  readonly driftLimit?: number
  /** Largest possible difference, ≥ 1; default 1. More where a difference stands for cases that were left out at random (inverse probability weights). */
  readonly reach?: number
}

/** A test by betting: one account that grows only if the null hypothesis is false. */
export interface BettingTest {
  /** Differences pushed so far. */
  readonly processed: number
  /** ln of the wealth; Infinity when the differences have ruled the null out with certainty. */
  readonly logWealth: number
  /** The wealth, `initialWealth` included, capped at Number.MAX_VALUE so that JSON can hold it. */
  readonly eValue: number
  /** True once the wealth has ever reached 1/alpha, and from then on. */
  readonly rejected: boolean
  /** Estimated second moment about the null mean, as the next bet uses it. */
  readonly variance: number
  /** The bet λ ≥ 0 on the next difference; fixed before it is seen. */
  bet(): number
  /** Takes the next difference in [-1,reach], in the pre-drawn order; throws `evidence/range` or `evidence/population`. */
  push(difference: number): void
  /** Moves the horizon of the bets to come; free at any time (optional continuation). */
  extend(maxSamples: number): void
  /** Lets the bets to come aim at a greater wealth than 1/alpha, where the e-value is wanted for more than this one claim; free at any time. */
  aimFor(wealth: number): void
}

/**
 * Tests a bounded mean by betting: wealth ← wealth·(1 + λ(D − m)) with 0 ≤ λ ≤ 0.95/(b + m), D ≥ −b (b = 1, or the reach in direction −1), chosen before D is seen,
 * a non-negative supermartingale under the null, so P(wealth ever ≥ 1/alpha) ≤ alpha·initialWealth (Ville 1939),
 * for any stopping rule and any bounded scores: Waudby-Smith & Ramdas (2024), J. R. Stat. Soc. B 86(1), also for
 * draws without replacement. The bet is the larger of target recalculation √(2·ln(target/wealth)/(σ²·remaining))
 * (STaR-Bets: Voráček & Orabona 2025) and a fractional Kelly bet on the shrunk drift.
 */
export function createBettingTest(options: BettingTestOptions): BettingTest {
  const { nullMean, alpha, initialWealth = 1, direction = 1, population = null } = options
  const driftLimit = options.driftLimit ?? 2 * Math.abs(nullMean)
  const reach = options.reach ?? 1
  /** How far a case may fall: 1 + λ(D − m) stays positive for D ≥ −worst. */
  const worst = direction === 1 ? 1 : reach
  assertOptions(options, driftLimit)
  const mean = direction * nullMean
  const bar = -Math.log(alpha)
  let target = bar
  let maxSamples = options.maxSamples
  let processed = 0
  let logWealth = Math.log(initialWealth)
  let maxLogWealth = logWealth
  let sum = 0
  let squares = PRIOR_SAMPLES * PRIOR_VARIANCE

  const variance = (): number => squares / (PRIOR_SAMPLES + processed)
  /** Mean of what is left to draw, were the null just true. */
  const remainingMean = (): number => (population === null ? mean : (population * mean - sum) / (population - processed))

  function betOn(nullNow: number): number {
    const remaining = maxSamples - processed
    // A null mean near −1 would ask for an unbounded bet: rounding there once cost the level.
    if (remaining <= 0 || !(nullNow < 1) || nullNow < -1 + 1e-6) return 0
    const spread = variance()
    const missing = Math.max(0, target - logWealth)
    const drift = Math.min(driftLimit, Math.max(0, sum / (processed + DRIFT_SAMPLES) - mean))
    const chase = Math.sqrt((2 * missing) / (spread * remaining))
    const kelly = drift / (KELLY_VARIANCE * spread + KELLY_DRIFT * drift)
    return Math.min(Math.max(chase, kelly), CAP / (worst + nullNow))
  }

  function settle(value: number): void {
    logWealth = value
    if (value > maxLogWealth) maxLogWealth = value
  }

  return {
    get processed() { return processed },
    get logWealth() { return logWealth },
    get eValue() { return Math.min(Math.exp(logWealth), Number.MAX_VALUE) },
    get rejected() { return maxLogWealth >= bar - 1e-12 },
    get variance() { return variance() },
    bet: () => (processed === population ? 0 : betOn(remainingMean())),
    push(difference) {
      assertDifference(difference, reach)
      if (population !== null && processed >= population) throw populationExceeded(population)
      const value = direction * difference
      const nullNow = remainingMean()
      if (nullNow < -1 - 1e-9) settle(Infinity) // even losing all that is left cannot bring the mean down to the null
      else settle(logWealth + Math.log1p(betOn(nullNow) * (value - nullNow)))
      squares += (value - mean) ** 2
      sum += value
      processed += 1
      if (processed === population && sum / population - mean > 1e-9) settle(Infinity) // all seen: the mean is known
    },
    aimFor(wealth) {
      if (wealth * alpha >= 1 - 1e-12 && wealth < Infinity) target = Math.log(wealth)
      else throw new AuditError('rule/aim', `Bets cannot aim at a wealth of ${wealth}: a certificate alone takes ${1 / alpha}.`, 'Aim at 1/alpha or more.')
    },
    extend(to) {
      if (Number.isSafeInteger(to) && to >= 1) maxSamples = to
      else throw new AuditError('rule/maxSamples', `The number of samples must be a whole number from 1 up; it is ${to}.`, 'Give a whole number, e.g. 1000.')
    },
  }
}

function assertOptions(options: BettingTestOptions, driftLimit: number): void {
  const { nullMean, alpha, maxSamples, initialWealth = 1, population = null, reach = 1 } = options
  const sound = nullMean > -1 && nullMean < 1 && alpha > 0 && alpha < 1 && initialWealth > 0 && initialWealth <= 1
    && Number.isSafeInteger(maxSamples) && maxSamples >= 1 && driftLimit >= 0
    && (population === null || (Number.isSafeInteger(population) && population >= 1 && reach === 1)) && reach >= 1 && reach < Infinity
  if (!sound) {
    throw new AuditError(
      'rule/test',
      `A betting test cannot run with nullMean ${nullMean}, alpha ${alpha}, maxSamples ${maxSamples}, initialWealth ${initialWealth}, population ${population}, driftLimit ${driftLimit}, reach ${reach}.`,
      'nullMean lies in (-1,1), alpha in (0,1), initialWealth in (0,1]; maxSamples and population are whole numbers from 1 up; reach is 1 or more, and 1 with a population.',
    )
  }
}

function populationExceeded(population: number): AuditError {
  return new AuditError('evidence/population', `More differences than the population of ${population} has cases.`, 'Set population to the number of eligible cases, or to null for traffic beyond the log.')
}
