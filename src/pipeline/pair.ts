import type { PairedDifference } from '../decide/index.js'
import type { Case } from '../domain/case.js'
import type { Answered, Failed, Trial } from '../domain/trial.js'
import type { TrialScore } from './trial-score.js'

/** Both arms' scores of one case. */
export interface ScoredPair {
  readonly index: number
  readonly candidate: TrialScore
  readonly control: TrialScore
}

/** A trial without what the model wrote: that is scored, on record, and need not fill the memory. */
export interface TrialFacts extends Omit<Trial, 'outcome'> {
  readonly outcome: Omit<Answered, 'output'> | Failed
}

export function factsOf(trial: Trial): TrialFacts {
  if (trial.outcome.status === 'failed') return { ...trial, outcome: trial.outcome }
  const { output: _, ...outcome } = trial.outcome
  return { ...trial, outcome }
}

/** One pushed case: both arms' scores, and what the candidate's trial cost and took. */
export interface PushedCase extends ScoredPair {
  readonly one: Case
  readonly trial: TrialFacts
  readonly controlLatencyMs: number | undefined
}

const valueOr = (score: TrialScore, substitute: number): number => (score.status === 'scored' ? score.value : substitute)

/** Scores as the non-inferiority test counts them: without a score the candidate has 0 and the incumbent 1. */
export function countedScores(pair: ScoredPair): { readonly candidate: number; readonly incumbent: number } {
  return { candidate: valueOr(pair.candidate, 0), incumbent: valueOr(pair.control, 1) }
}

/** The case's difference for either test: whatever has no score counts against what the test would prove. */
export function pairedDifference(pair: ScoredPair): PairedDifference {
  const counted = countedScores(pair)
  return {
    nonInferiority: counted.candidate - counted.incumbent,
    reverse: valueOr(pair.candidate, 1) - valueOr(pair.control, 0),
  }
}

export const failedIn = (pair: ScoredPair): boolean => pair.candidate.status === 'failed' || pair.control.status === 'failed'

export const unscoredIn = (pair: ScoredPair): boolean => !failedIn(pair) && (pair.candidate.status === 'unscored' || pair.control.status === 'unscored')
