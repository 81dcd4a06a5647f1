import type { LabelRow } from '../domain/judgement.js'
import { judgeAccuracy, type JudgeAccuracy } from './accuracy.js'
import { rectifierLower } from './rectifier.js'

/** Below this lower bound of sensitivity + specificity − 1 a judge may not decide. */
export const LEAST_YOUDEN = 0.25
/** Fewer random labels of one candidate cannot bound a judge's bias towards it. */
export const FEWEST_RANDOM = 20

export interface CalibrationInput {
  /** All labels of the task by this judge, and those of this candidate that were drawn at random. */
  readonly labels: readonly LabelRow[]
  readonly random: readonly LabelRow[]
  readonly cases: number
  readonly disagreements: number
  readonly margin: number
  /** Level that the candidate's verdict may spend in all. */
  readonly alpha: number
}

/** What a judge may be used for. */
export interface Calibration {
  readonly accuracy: JudgeAccuracy
  /** Margin for judged differences, in (0, margin); undefined when the judge may not decide. */
  readonly margin: number | undefined
  /** Level left for the test on judged differences. */
  readonly alpha: number
  /** `nondifferential`: its errors are taken to be the same for both models; `random-labels`: nothing is taken for granted. */
  readonly assumption: 'nondifferential' | 'random-labels'
  readonly message: string
}

/**
 * Corrects the margin for a judge's errors. Half of the level goes to the test, half to the bounds, which hold however often one looks. Where
 * enough labels of the candidate were drawn at random, the margin is δ + the lower bound of the mean of (true − judged): the true difference is
 * the judged one plus that mean, whatever the judge does. Else it is J·δ, J the lower bound of sensitivity + specificity − 1, which holds when
 * errors do not favour either model. Either way a J below LEAST_YOUDEN blocks.
 */
export function calibrate({ labels, random, cases, disagreements, margin, alpha }: CalibrationInput): Calibration {
  const accuracy = judgeAccuracy(labels, alpha / 2)
  const hasRandom = random.filter((row) => row.judged !== undefined).length >= FEWEST_RANDOM
  const shrunk = Math.max(0, accuracy.youdenLower) * margin
  const powered = hasRandom ? margin + rectifierLower({ labels: random, cases, disagreements, alpha: alpha / 2 }) : margin
  const corrected = hasRandom ? powered : shrunk
  const assumption = hasRandom ? 'random-labels' : 'nondifferential'
  const { sensitivity, specificity, youdenLower } = accuracy
  const seen = `of ${sensitivity.of} labelled losses the judge finds ${sensitivity.hits}, of ${specificity.of} others it passes ${specificity.hits}`
  if (sensitivity.of + specificity.of === 0) return { accuracy, margin: undefined, alpha: alpha / 2, assumption, message: 'the judge has not been calibrated: no labels' }
  if (youdenLower < LEAST_YOUDEN) return { accuracy, margin: undefined, alpha: alpha / 2, assumption, message: `the judge may not decide: ${seen}, so sensitivity + specificity − 1 may be as low as ${youdenLower.toFixed(2)}, and ${LEAST_YOUDEN} is needed` }
  if (corrected <= 0) return { accuracy, margin: undefined, alpha: alpha / 2, assumption, message: `the judge may not decide: it may favour this candidate by more than the margin; ${seen}` }
  return { accuracy, margin: corrected, alpha: alpha / 2, assumption, message: `${seen}; margin ${(100 * margin).toFixed(1)} → ${(100 * corrected).toFixed(2)} points for judged differences` }
}
