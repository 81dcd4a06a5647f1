import type { Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, score, unscored } from './accepted.js'
import { foldSpace } from './fold.js'

/** Same text after Unicode NFC, trimming and folding of whitespace; case counts. Of several accepted golds any one suffices. */
export const exact = {
  name: 'exact',
  version: 2,
  binary: true,
  validate(output, reference) {
    const accepted = acceptedTexts(reference)
    if (!accepted) return unscored('the reference has no text')
    const given = foldSpace(output.text)
    if (given === '') return score(0, 'the output is empty')
    return accepted.some((text) => foldSpace(text) === given)
      ? score(1, 'same text')
      : score(0, `“${excerpt(given)}” is not “${excerpt(foldSpace(accepted[0] ?? ''))}”`)
  },
} as const satisfies Validator
