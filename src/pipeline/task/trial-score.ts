import type { Case } from '../../domain/case.js'
import type { ModelOutput } from '../../domain/message.js'
import type { Reference, Score, ValidationContext, Validator } from '../../domain/score.js'
import type { Trial } from '../../domain/trial.js'
import { textOf } from '../../domain/message.js'
import { countedValue } from '../../validators/index.js'
import { isOtherModel } from './other-model.js'

/**
 * A scored output, or why there is no score: the call failed, or the validator cannot say. Of another text than the expected one only its likeness is
 * known; `unjudged` where that does not count, so that nobody can say whether the difference matters.
 */
export type TrialScore =
  | { readonly status: 'scored'; readonly value: number; readonly reason: string; readonly otherText?: 'by-likeness' | 'unjudged' }
  | { readonly status: 'unscored' | 'failed'; readonly reason: string }

export type Scorer = (output: ModelOutput, one: Case) => TrialScore

/** Scores outputs of one task with its validator, as the decision counts them. Gold, where a case has it, wins over the incumbent's answer. */
export function createScorer(validator: Validator, context: ValidationContext): Scorer {
  return (output, one) => {
    const reference: Reference = one.gold === undefined ? { output: one.reference } : { gold: one.gold, output: one.reference }
    const { tools } = one.request
    const score: Score = validator.validate(output, reference, { ...context, input: textOf(one.request.messages), ...(tools ? { tools } : {}) })
    const value = countedValue(score, context)
    return value === null ? { status: 'unscored', reason: score.reason } : { status: 'scored', value, reason: value === score.value ? score.reason : `${score.reason}; counts ${Number(value.toFixed(2))}`, ...(score.partial === 'other' ? { otherText: context.partialCredit === false ? 'unjudged' : 'by-likeness' } : {}) }
  }
}

/** The score of a replayed trial. An answer that our own cap cut, or that another model gave, says nothing about the model. `incumbent`: `provider/model`, where a candidate was asked. */
export function scoreTrial(trial: Trial, one: Case, scorer: Scorer, incumbent?: string): TrialScore {
  if (trial.outcome.status === 'failed') return { status: 'failed', reason: `${trial.outcome.failure}: ${trial.outcome.message}` }
  const { responseModel } = trial.outcome
  if (responseModel !== undefined && isOtherModel(trial.model, responseModel, incumbent)) return { status: 'unscored', reason: `${responseModel.slice(0, 80)} answered instead of ${trial.model}: something on the way falls back or is set to another model` }
  if (trial.outcome.cutByCap) return { status: 'unscored', reason: 'our output cap cut the answer' }
  return scorer(trial.outcome.output, one)
}
