import type { LabelRow, Preference } from '../domain/judgement.js'
import { confidenceInterval } from '../decide/index.js'
import { preferenceOf } from './accuracy.js'
import { anytimeUpper } from './anytime.js'

/** Candidate − incumbent, as a preference puts it. */
export function differenceOf(preference: Preference): -1 | 0 | 1 {
  return preference === 'candidate' ? 1 : preference === 'incumbent' ? -1 : 0
}

export interface RectifierInput {
  /** Labels drawn at random among the candidate's disagreements. */
  readonly labels: readonly LabelRow[]
  /** Cases on which candidate and incumbent were compared, and on how many of them they disagreed. */
  readonly cases: number
  readonly disagreements: number
  readonly alpha: number
}

/** Labels that the bets aim at, first and when there are more: fixed, or the bets would differ from look to look. */
const HORIZON = 100
const EXTENSIONS = [{ after: HORIZON, maxSamples: 400 }, { after: 400, maxSamples: 2000 }]
/** Of the level, what bounds the share of disagreements: it is known from ten times as many cases as there are labels, so that little suffices. */
const SHARE_PART = 0.1
/** Middle of the grid over which the bound is sought, in halves of a difference: a lenient judge lies below 0. */
const CENTRE = 0.15

/**
 * Lower bound, never above 0, of the mean over all cases of (true − judged difference), the rectifier of a prediction-powered mean
 * (Angelopoulos et al. 2023). Where both answers agree it is 0, so it is the share of disagreements times its mean there: the first bounded
 * above by an anytime-valid bound, the second below by a betting confidence sequence, both at every number of labels at once. −1·(share) without labels.
 */
export function rectifierLower({ labels, cases, disagreements, alpha }: RectifierInput): number {
  const share = cases === 0 ? 1 : anytimeUpper(disagreements, cases, SHARE_PART * alpha)
  const halves = labels.flatMap((row) => (row.judged === undefined ? [] : [(differenceOf(preferenceOf(row.label)) - differenceOf(row.judged)) / 2]))
  if (halves.length === 0) return -2 * share
  const [lower] = confidenceInterval({ margin: CENTRE, alpha: (1 - SHARE_PART) * alpha, maxSamples: HORIZON, extensions: EXTENSIONS, initialWealth: 1, population: null, nonInferiority: halves.slice(0, 2000), reverse: [] })
  return 2 * share * Math.min(0, lower)
}
