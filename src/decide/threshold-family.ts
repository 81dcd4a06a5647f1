import { AuditError } from '../domain/error.js'
import type { DecisionRule } from '../domain/verdict.js'
import type { MonitorSummary, PairedDifference, Together } from './monitor.js'
import { createMonitor } from './monitor.js'

/**
 * One paid case as a two-model strategy sees it. `doubt` is what a runtime can tell by itself before it settles for the cheap answer:
 * of the answer (a cascade: does it parse, how long is it) or of the question (a split: what a classifier says). Never of the score.
 */
export interface DoubtfulCase {
  readonly difference: PairedDifference
  /** The higher, the sooner the incumbent is asked; Infinity always is. */
  readonly doubt: number
  /** USD of the candidate's call and of the incumbent's; ≥ 0. */
  readonly candidateUsd: number
  readonly incumbentUsd: number
}

/** A strategy: the candidate answers where doubt is below the threshold, the incumbent elsewhere. */
export interface ThresholdResult {
  readonly threshold: number
  /** Share of the cases that go to the incumbent, in [0,1]. */
  readonly escalated: number
  readonly costPerCallUsd: number
  readonly summary: MonitorSummary
}

export interface FamilyResult {
  /** From the safest threshold on, up to and including the first that was not certified. */
  readonly tested: readonly ThresholdResult[]
  /** The cheapest that was certified; undefined when not even the safest was. */
  readonly chosen: ThresholdResult | undefined
}

export interface FamilyOptions {
  readonly rule: DecisionRule
  /** K: candidates and strategy families declared for the task, this one included. */
  readonly families: number
  readonly truth: boolean
  /** Whether an escalated case has paid for the candidate's answer, too: true of a cascade, false of a split. */
  readonly paysTwice: boolean
  /** Set where the family is one of several claims that are declared together. */
  readonly together?: Together
}

/**
 * Tests the thresholds of one family from the safest (lowest) up, each by its own e-process at α/K, and stops at the first that is not
 * certified: fixed-sequence testing, so that the chance of certifying any strategy of the family that is worse by more than the margin is at
 * most α/K without a correction for the number of thresholds (Bauer 1991; Angelopoulos, Bates, Candès, Jordan & Lei 2025, Learn then Test).
 * An escalated case has the incumbent's own answer, so its difference is 0. Thresholds and their order must be fixed before any score is seen.
 *
 * @param cases in the pre-drawn order
 * @throws AuditError `strategy/thresholds` when they do not ascend
 */
export function decideFamily(cases: readonly DoubtfulCase[], thresholds: readonly number[], options: FamilyOptions): FamilyResult {
  if (thresholds.length === 0 || !thresholds.every((threshold, at) => at === 0 || threshold > (thresholds[at - 1] ?? Infinity))) {
    throw new AuditError('strategy/thresholds', `Thresholds must ascend from the safest; they are ${thresholds.join(', ') || 'none'}.`, 'Sort them, and fix them before the first trial.')
  }
  const tested: ThresholdResult[] = []
  for (const threshold of thresholds) {
    const result = tryThreshold(cases, threshold, options)
    tested.push(result)
    if (result.summary.state !== 'non-inferior') break
  }
  const certified = tested.filter(({ summary }) => summary.state === 'non-inferior')
  return { tested, chosen: certified.toSorted((a, b) => a.costPerCallUsd - b.costPerCallUsd)[0] }
}

function tryThreshold(cases: readonly DoubtfulCase[], threshold: number, { rule, families, truth, paysTwice, together }: FamilyOptions): ThresholdResult {
  const monitor = createMonitor({ ...rule, futility: false }, families, { truth, ...(together ? { together } : {}) })
  const isEscalated = ({ doubt }: DoubtfulCase): boolean => !(doubt < threshold)
  for (const one of cases) {
    if (monitor.push(isEscalated(one) ? { nonInferiority: 0, reverse: 0 } : one.difference) !== 'undecided') break
  }
  const costs = cases.map((one) => (isEscalated(one) ? one.incumbentUsd + (paysTwice ? one.candidateUsd : 0) : one.candidateUsd))
  return {
    threshold,
    escalated: cases.filter(isEscalated).length / Math.max(1, cases.length),
    costPerCallUsd: costs.reduce((sum, cost) => sum + cost, 0) / Math.max(1, cases.length),
    summary: monitor.summary(),
  }
}

/**
 * The alternative: conformal risk control (Angelopoulos, Bates, Fisch, Lei & Schuster 2024). The loosest threshold with
 * n/(n+1)·meanLoss + 1/(n+1) ≤ δ, loss = max(0, incumbent − candidate) where the candidate answers. It bounds the expected loss alone, not with
 * probability 1 − α, and counts no wins; n ≥ 1/δ − 1 cases are needed.
 * @returns undefined when no threshold keeps the bound
 */
export function conformalThreshold(cases: readonly DoubtfulCase[], thresholds: readonly number[], margin: number): number | undefined {
  const n = cases.length
  return thresholds.findLast((threshold) => {
    const loss = cases.reduce((sum, { doubt, difference }) => sum + (doubt < threshold ? Math.max(0, -difference.nonInferiority) : 0), 0)
    return (loss + 1) / (n + 1) <= margin
  })
}
