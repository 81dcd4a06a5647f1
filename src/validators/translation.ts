import type { Validator } from '../domain/score.js'
import { acceptedTexts, score, unscored } from './accepted.js'
import { chrf } from './chrf.js'
import { isErrorAnswer } from './error-text.js'
import { kept, namesOf, numbersOf } from './facts.js'
import { foldSpace } from './fold.js'
import { languageOf } from './language.js'

const MOST = 10_000

/**
 * A translation against a reference: 0 in another language than the reference's; else chrF, times the share of the reference's numbers that are
 * kept, times the share of those names that source and reference both have. Of several references the best counts.
 */
export const translation = {
  name: 'translation',
  version: 1,
  validate(output, reference, context) {
    const accepted = acceptedTexts(reference)
    if (!accepted) return unscored('the reference has no text')
    const given = foldSpace(output.text)
    if (given === '') return score(0, 'the output is empty')
    if (isErrorAnswer(given)) return score(0, 'the output is an error message')
    const source = namesOf(context.input ?? '')
    const scored = accepted.slice(0, 20).map((text) => compared(given, foldSpace(text), new Set(source)))
    return scored.reduce((best, one) => ((one.value ?? 0) > (best.value ?? 0) ? one : best))
  },
} as const satisfies Validator

function compared(given: string, expected: string, source: ReadonlySet<string>) {
  if (given === expected) return score(1, 'same text')
  const [own, wanted] = [languageOf(given), languageOf(expected)]
  if (own !== undefined && wanted !== undefined && own !== wanted) return score(0, `written in ${own} instead of ${wanted}`)
  const numbers = kept(numbersOf(expected), numbersOf(given))
  const names = kept(namesOf(expected).filter((name) => source.has(name)), namesOf(given))
  const likeness = Math.min(1, chrf(given.slice(0, MOST), expected.slice(0, MOST)))
  return score(likeness * numbers * names, `chrF ${likeness.toFixed(3)}, ${Math.round(100 * numbers)} % of the numbers and ${Math.round(100 * names)} % of the names kept`)
}
