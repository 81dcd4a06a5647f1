import { AuditError } from '../domain/error.js'
import type { DecisionRule, Verdict, VerdictReason } from '../domain/verdict.js'
import type { BettingTest } from './betting-test.js'
import { createBettingTest } from './betting-test.js'
import type { Extension } from './confidence-interval.js'
import { confidenceInterval } from './confidence-interval.js'
import { assertDifference } from './difference.js'
import { createFixedTest } from './fixed/test.js'
import { isFutile } from './futility.js'
import { moreSamples } from './more-samples.js'
import { assertCandidates, assertRule } from './rule.js'
import { createRunningInterval } from './running-interval.js'

/** Where a candidate stands; all but `undecided` are ends. */
export type MonitorState = 'undecided' | 'non-inferior' | 'inferior' | 'futile' | 'exhausted'

/** Candidate − incumbent of one case, in [-1,reach]: as each test is to see it. They differ only where a trial has no score. */
export interface PairedDifference {
  readonly nonInferiority: number
  /** ≥ nonInferiority. */
  readonly reverse: number
}

export interface MonitorSummary {
  readonly state: MonitorState
  readonly processed: number
  /** Plain mean of the non-inferiority differences; null when there are none. */
  readonly difference: number | null
  readonly interval: readonly [number, number]
  /** Wealth of the non-inferiority test, 1/K included. */
  readonly eValue: number
  readonly morePlanned: number | null
  /** Wealth that certifies: 1/α, or what several claims together ask for. */
  readonly bar: number
  /** The bet λ that the first case faced. */
  readonly firstBet: number
  readonly verdict: Verdict
  readonly reason: VerdictReason
}

/** One candidate of a ladder on its way to a verdict. */
export interface Monitor {
  readonly state: MonitorState
  readonly processed: number
  readonly eValue: number
  readonly difference: number | null
  /** The confidence sequence as it stands; undefined unless it was asked to run along. */
  readonly interval: readonly [number, number] | undefined
  /** Takes the next case in the drawn order; after an end it changes nothing. Throws `evidence/range` or `evidence/order`. */
  push(difference: PairedDifference): MonitorState
  /** Allows more samples; reopens an exhausted candidate. The past stays as it was bet, so the level holds. */
  extend(maxSamples: number): MonitorState
  /** What can be said now. The interval is computed here, some milliseconds per thousand cases. */
  summary(): MonitorSummary
}

export interface MonitorOptions {
  /** False when scores compare with another model's answer only: a disagreement then proves nothing, and no verdict is `inferior`. */
  readonly truth: boolean
  /**
   * What the bets aim at, one after the other, ascending: horizons of earlier runs over the same cases, whose bets stand, before
   * that of this one. `rule.maxSamples` alone when absent; it still ends the run. The last may lie beyond it, where later cases are planned for.
   */
  readonly horizons?: readonly number[]
  /** True keeps the interval up to date for whoever watches. */
  readonly watched?: boolean
  /** Set where the claim is one of several that are declared together (a false discovery rate over tasks). */
  readonly together?: Together
  /** Largest possible difference, ≥ 1; default 1. More where the incumbent is asked again on a sample of cases, 1/share. */
  readonly reach?: number
}

/** What one of several claims needs; both at least 1/α. */
export interface Together {
  /** The wealth that certifies. It may depend on how the other claims stand: it only says when to stop. */
  readonly bar: number
  /** The wealth that bets aim at once 1/α is reached: what a claim alone among all would need. The same whatever the bar, so that a bar that moves changes no bet. */
  readonly aim: number
}

/**
 * Starts a monitor for one of `candidates` declared candidates (strategy families count): test and reverse test start
 * from 1/candidates, so that a union bound holds over them under any dependence. Throws `rule/…` for an unusable rule.
 */
export function createMonitor(rule: DecisionRule, candidates: number, options: MonitorOptions): Monitor {
  assertRule(rule)
  assertCandidates(candidates)
  if (rule.design === 'fixed' && options.together) throw new AuditError('design/fixed', 'A fixed design has no e-value, so it takes no part in a false discovery rate.', 'Use the sequential design, or decide each task by itself.')
  const { margin, alpha, population } = rule
  const { reach = 1 } = options
  if (rule.design === 'fixed' && reach > 1) throw new AuditError('design/fixed', 'A fixed design counts whole wins and losses; cases cannot be weighted.', 'Use the sequential design, or ask the incumbent again on every case.')
  const horizonOf = (maxSamples: number): number => Math.min(maxSamples, population ?? Infinity)
  const initialWealth = 1 / candidates
  const [firstHorizon = rule.maxSamples, ...laterHorizons] = options.horizons ?? []
  const furthest = Math.max(firstHorizon, ...laterHorizons)
  const start = { nullMean: -margin, alpha, maxSamples: horizonOf(firstHorizon), initialWealth, population, reach }
  const test = createBettingTest(start)
  const reverseTest = createBettingTest({ ...start, direction: -1 })
  const running = options.watched ? createRunningInterval({ margin, alpha, maxSamples: start.maxSamples, initialWealth, population, reach }) : undefined
  const bar = Math.max(1 / alpha, options.together?.bar ?? 0)
  const fixed = rule.design === 'fixed' ? createFixedTest(rule.maxSamples, margin, alpha / candidates) : undefined
  const firstBet = test.bet()
  const nonInferiority: number[] = []
  const reverse: number[] = []
  const extensions: Extension[] = []
  let state: MonitorState = 'undecided'
  let maxSamples = rule.maxSamples
  let aim = firstHorizon
  let sum = 0
  let squares = 0

  /** Wealth is compared where the bets left off, not at its highest: a claim among others needs the e-value at its stop. */
  const certified = (): boolean => (fixed ? fixed.certified : options.together ? test.logWealth >= Math.log(bar) - 1e-12 : test.rejected)

  function nextState(): MonitorState {
    if (certified()) return 'non-inferior'
    if (reverseTest.rejected) return options.truth ? 'inferior' : 'futile'
    const processed = test.processed
    if (rule.futility && (fixed ? fixed.futile({ variance: test.variance, sum, squares }) : isFutile({ alpha: 1 / bar, wealth: test.eValue, variance: test.variance, margin, maxSamples: horizonOf(Math.max(maxSamples, furthest)), processed, sum, squares, population }))) return 'futile'
    return processed >= horizonOf(maxSamples) ? 'exhausted' : 'undecided'
  }

  /** Past bets stay as they were; only later ones aim at the new horizon, so the level holds. */
  function aimAt(horizon: number): void {
    extensions.push({ after: test.processed, maxSamples: horizonOf(horizon) })
    test.extend(horizonOf(horizon))
    reverseTest.extend(horizonOf(horizon))
    running?.extend(horizonOf(horizon))
  }

  function aimOn(): void {
    const next = laterHorizons[0]
    if (next === undefined || test.processed < horizonOf(aim)) return
    laterHorizons.shift()
    aim = next
    aimAt(next)
  }

  const mean = (): number | null => (test.processed === 0 ? null : sum / test.processed)

  return {
    get state() { return state },
    get processed() { return test.processed },
    get eValue() { return test.eValue },
    get difference() { return mean() },
    get interval() { return running?.bounds() },
    push(difference) {
      if (state !== 'undecided') return state
      assertPair(difference, reach)
      fixed?.push(difference.nonInferiority)
      test.push(difference.nonInferiority)
      reverseTest.push(difference.reverse)
      running?.push(difference.nonInferiority, difference.reverse)
      nonInferiority.push(difference.nonInferiority)
      reverse.push(difference.reverse)
      sum += difference.nonInferiority
      squares += difference.nonInferiority ** 2
      if (options.together && test.rejected) test.aimFor(options.together.aim)
      state = nextState()
      if (state === 'undecided') aimOn()
      return state
    },
    extend(to) {
      if (fixed) throw new AuditError('design/fixed', 'A fixed design has spent its level at its last sample and cannot go on.', 'Begin a new run with the sequential design, on new cases.')
      assertRule({ ...rule, maxSamples: to })
      if (to <= maxSamples) return state
      maxSamples = to
      aimAt(to)
      if (state === 'exhausted' && test.processed < horizonOf(to)) state = 'undecided'
      return state
    },
    summary() {
      const processed = test.processed
      return {
        state,
        processed,
        difference: mean(),
        interval: confidenceInterval({ margin, alpha, maxSamples: start.maxSamples, initialWealth, population, nonInferiority, reverse, extensions, reach }),
        eValue: test.eValue,
        morePlanned: fixed ? fixedFurther(state, maxSamples - processed) : furtherSamples(state, reverseTest, () => moreSamples({ alpha: 1 / bar, logWealth: test.logWealth, variance: test.variance, margin, processed, sum, population })),
        bar,
        firstBet,
        ...verdictOf(state, processed >= maxSamples),
      }
    },
  }
}

function furtherSamples(state: MonitorState, reverseTest: BettingTest, estimate: () => number | null): number | null {
  if (state === 'non-inferior' || state === 'inferior') return 0
  return reverseTest.rejected ? null : estimate()
}

/** A fixed design goes on to its last sample and no further. */
function fixedFurther(state: MonitorState, left: number): number | null {
  return state === 'undecided' ? left : state === 'non-inferior' || state === 'inferior' ? 0 : null
}

function verdictOf(state: MonitorState, spent: boolean): { readonly verdict: Verdict; readonly reason: VerdictReason } {
  switch (state) {
    case 'non-inferior': return { verdict: 'non-inferior', reason: 'certified' }
    case 'inferior': return { verdict: 'inferior', reason: 'certified' }
    case 'futile': return { verdict: 'inconclusive', reason: 'dropped-futile' }
    case 'exhausted': return { verdict: 'inconclusive', reason: spent ? 'budget' : 'data' }
    case 'undecided': return { verdict: 'inconclusive', reason: 'data' }
  }
}

function assertPair({ nonInferiority, reverse }: PairedDifference, reach: number): void {
  assertDifference(nonInferiority, reach)
  assertDifference(reverse, reach)
  if (reverse >= nonInferiority - 1e-12) return
  throw new AuditError(
    'evidence/order',
    `The reverse test would see ${reverse}, less than the ${nonInferiority} of the non-inferiority test.`,
    'A trial without a score counts against the candidate in the first and for it in the second, never the other way round.',
  )
}
