import { isFutile } from '../../decide/index.js'
import type { DecisionRule } from '../../domain/verdict.js'

/** 98 % quantile of the standard normal distribution: a stop that is less likely than one in fifty is not waited for. */
const Z = 2.0537
/** The test looks at futility from here on, and certifies nothing so early. */
const FIRST_LOOK = 10
/** Before much was seen, differences are taken to vary so much about 0, as that many cases would show. */
const PRIOR_CASES = 20
const PRIOR_VARIANCE = 0.1
const PRIOR_GROWTH_VARIANCE = 0.01

/** What has been seen of a candidate so far, as far as it tells when its test will stop. */
export interface Course {
  /** Takes the next difference and the wealth after it. */
  readonly push: (difference: number, eValue: number) => void
  /** Cases that were pushed. */
  readonly processed: () => number
  /** True when the test may well stop within so many further cases. */
  readonly maySoonStop: (further: number) => boolean
}

/** Watches a test and foresees its stop: certification when its log-wealth may reach the bar, futility when a poor but possible run of cases would end it. */
export function createCourse(rule: DecisionRule, declared: number): Course {
  let [processed, sum, squares, eValue] = [0, 0, 0, 1 / declared]
  let growthSquares = 0
  const start = Math.log(1 / declared)
  return {
    processed: () => processed,
    push: (difference, next) => {
      processed += 1
      sum += difference
      squares += difference ** 2
      growthSquares += (Math.log(next) - Math.log(eValue)) ** 2
      eValue = next
    },
    maySoonStop: (further) => {
      if (processed + further < FIRST_LOOK) return false
      const weight = processed + PRIOR_CASES
      const growth = (Math.log(eValue) - start) / weight
      const reach = Math.log(eValue) + further * growth + Z * Math.sqrt(further * (PRIOR_GROWTH_VARIANCE * PRIOR_CASES + growthSquares) / weight)
      if (processed > 0 && reach >= -Math.log(rule.alpha)) return true
      const variance = (PRIOR_CASES * PRIOR_VARIANCE + squares) / weight
      const poor = further * (sum / weight) - Z * Math.sqrt(further * variance)
      return isFutile({
        alpha: rule.alpha, wealth: eValue, variance, margin: rule.margin, maxSamples: rule.maxSamples, population: rule.population,
        processed: processed + further, sum: sum + Math.max(-further, poor), squares: squares + further * variance,
      })
    },
  }
}

/**
 * How many cases may run ahead of the one that is decided next: as many as the test is unlikely to stop within, at least one, at
 * most `allowed`, and never more than were seen, for bad candidates fall early; up to the first look none can fall.
 */
export function runAhead(course: Course, allowed: number): number {
  const most = Math.min(allowed, Math.max(FIRST_LOOK - course.processed(), course.processed()))
  let window = 1
  while (window < most && !course.maySoonStop(Math.min(most, window * 2))) window *= 2
  if (window >= most) return most
  for (let step = window / 2; step >= 1; step /= 2) if (window + step <= most && !course.maySoonStop(window + step)) window += step
  return Math.min(window, most)
}
