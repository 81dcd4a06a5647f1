import type { PairedDifference } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import type { Judgement } from '../../domain/judgement.js'
import type { Answered, Failed, Trial } from '../../domain/trial.js'
import type { TrialScore } from './trial-score.js'

/** Both arms' scores of one case. */
export interface ScoredPair {
  readonly index: number
  readonly candidate: TrialScore
  readonly control: TrialScore
  /** What the control's shortfall from the log counts for: 1 by default, 0 where the incumbent was not asked, 1/share where it was by lot. */
  readonly controlWeight?: number
}

/** A trial without what the model wrote: that is scored, on record, and need not fill the memory. */
export interface TrialFacts extends Omit<Trial, 'outcome'> {
  readonly outcome: (Omit<Answered, 'output'> & { readonly toolCalls: number }) | Failed
}

export function factsOf(trial: Trial): TrialFacts {
  if (trial.outcome.status === 'failed') return { ...trial, outcome: trial.outcome }
  const { output, ...outcome } = trial.outcome
  return { ...trial, outcome: { ...outcome, toolCalls: output.toolCalls.length } }
}

/** One pushed case: both arms' scores, and what the candidate's trial cost and took. */
export interface PushedCase extends ScoredPair {
  readonly one: Case
  readonly trial: TrialFacts
  readonly controlLatencyMs: number | undefined
  /** True where the validator found the candidate's answer different from the reference, whoever settled it later. */
  readonly disputed: boolean
  /** Whether a gateway's own check would let the candidate's answer pass; set where a strategy needs to know. */
  readonly passes?: boolean
  /** Of both answers, where they differ: see answerPair. */
  readonly answers?: string
  /** What the judge said, where it was asked. */
  readonly judgement?: Judgement
}

/** True for another text than the expected one, where nobody has judged whether the difference matters. */
export const isUnjudged = (score: TrialScore): boolean => score.status === 'scored' && score.otherText === 'unjudged'

const valueOr = (score: TrialScore, substitute: number): number => (score.status === 'scored' && !isUnjudged(score) ? score.value : substitute)

/** 1 − w(1 − X): without bias for the incumbent's score X, whoever is asked by lot, for E[w] = 1 (Horvitz and Thompson 1952). */
const weighed = ({ control, controlWeight = 1 }: ScoredPair, substitute: number): number => (controlWeight === 1 ? valueOr(control, substitute) : 1 - controlWeight * (1 - valueOr(control, substitute)))

/** Scores as the non-inferiority test counts them: without a score, or for a text that nobody has judged, the candidate has 0 and the incumbent 1. */
export function countedScores(pair: ScoredPair): { readonly candidate: number; readonly incumbent: number } {
  return { candidate: valueOr(pair.candidate, 0), incumbent: weighed(pair, 1) }
}

/** The case's difference for either test: whatever has no score, or is another text that nobody has judged, counts against what the test would prove (worst-case bounds: Manski 2003). */
export function pairedDifference(pair: ScoredPair): PairedDifference {
  const counted = countedScores(pair)
  return {
    nonInferiority: counted.candidate - counted.incumbent,
    reverse: valueOr(pair.candidate, 1) - weighed(pair, 0),
  }
}

/** True for an answer that has a score and is not all that the reference is. */
export const disagrees = (score: TrialScore): boolean => score.status === 'scored' && score.value < 1 - 1e-9

export const failedIn = (pair: ScoredPair): boolean => pair.candidate.status === 'failed' || pair.control.status === 'failed'

export const unscoredIn = (pair: ScoredPair): boolean => !failedIn(pair) && (pair.candidate.status === 'unscored' || pair.control.status === 'unscored')
