import type { ModelOutput } from '../../domain/message.js'
import type { Reference, Score } from '../../domain/score.js'
import { acceptedTexts, score, unscored } from '../accepted.js'
import { isErrorAnswer } from '../error-text.js'
import { foldSpace } from '../fold.js'

/** References beyond this many are not looked at. */
const MOST_REFERENCES = 20

/** Compares free text with every accepted text and takes the best; nothing, and an error message, are worth nothing. White space is folded in both. */
export function bestText(output: ModelOutput, reference: Reference, compare: (given: string, expected: string) => Score): Score {
  const accepted = acceptedTexts(reference)
  if (!accepted) return unscored('the reference has no text')
  const given = foldSpace(output.text)
  if (given === '') return score(0, 'the output is empty')
  if (isErrorAnswer(given)) return score(0, 'the output is an error message')
  return accepted.slice(0, MOST_REFERENCES).map((text) => compare(given, foldSpace(text))).reduce((best, one) => ((one.value ?? 0) > (best.value ?? 0) ? one : best))
}
