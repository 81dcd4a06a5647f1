import type { HumanLabel, LabelRow, Preference } from '../domain/judgement.js'
import { anytimeLower, anytimeUpper } from './anytime.js'

/** A share with its interval, each side at the level it was asked for, at every number of labels at once. */
export interface Share {
  readonly hits: number
  readonly of: number
  readonly share: number | null
  readonly interval: readonly [number, number]
}

/** How well a judge finds the cases in which the candidate is worse, as people see them. */
export interface JudgeAccuracy {
  /** Of the cases where people prefer the incumbent, those where the judge does. */
  readonly sensitivity: Share
  /** Of the cases where they do not, those where the judge does not either. */
  readonly specificity: Share
  /** Lower bound of sensitivity + specificity − 1 (Youden 1950), by a union bound over both. */
  readonly youdenLower: number
}

/** What a person's label says: both and neither are a tie. */
export function preferenceOf(label: HumanLabel): Preference {
  return label === 'candidate' || label === 'incumbent' ? label : 'tie'
}

/** Accuracy over the labelled cases that were judged and drawn at random, for those picked because the judge contradicted itself stand for themselves alone; the bound of their sum errs with probability `alpha` at most. */
export function judgeAccuracy(labels: readonly LabelRow[], alpha: number): JudgeAccuracy {
  const judged = labels.filter((row) => row.random && row.judged !== undefined)
  const losses = judged.filter(({ label }) => label === 'incumbent')
  const others = judged.filter(({ label }) => label !== 'incumbent')
  const sensitivity = shareOf(losses.filter((row) => row.judged === 'incumbent').length, losses.length, alpha / 2)
  const specificity = shareOf(others.filter((row) => row.judged !== 'incumbent').length, others.length, alpha / 2)
  return { sensitivity, specificity, youdenLower: sensitivity.interval[0] + specificity.interval[0] - 1 }
}

function shareOf(hits: number, of: number, alpha: number): Share {
  return { hits, of, share: of === 0 ? null : hits / of, interval: of === 0 ? [0, 1] : [anytimeLower(hits, of, alpha), anytimeUpper(hits, of, alpha)] }
}
