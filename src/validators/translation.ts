import type { Validator } from '../domain/score.js'
import { likeness, score } from './accepted.js'
import { bestText } from './best-text.js'
import { chrf } from './chrf.js'
import { kept, namesOf, numbersOf } from './facts.js'
import { foldText } from './fold.js'
import { languageOf } from './language.js'

const MOST = 10_000

/**
 * A translation against a reference: 0 in another language than the reference's; else chrF, times the share of the reference's numbers that are
 * kept, times the share of those names that source and reference both have. Of several references the best counts.
 */
export const translation = {
  name: 'translation',
  version: 2,
  validate(output, reference, context) {
    const source = new Set(namesOf(context.input ?? ''))
    return bestText(output, reference, (given, expected) => compared(given, expected, source))
  },
} as const satisfies Validator

function compared(given: string, expected: string, source: ReadonlySet<string>) {
  if (given === expected || foldText(given) === foldText(expected)) return score(1, 'same text')
  const [own, wanted] = [languageOf(given), languageOf(expected)]
  if (own !== undefined && wanted !== undefined && own !== wanted) return score(0, `written in ${own} instead of ${wanted}`)
  const numbers = kept(numbersOf(expected), numbersOf(given))
  const names = kept(namesOf(expected).filter((name) => source.has(name)), namesOf(given))
  const same = Math.min(1, chrf(given.slice(0, MOST), expected.slice(0, MOST)))
  return likeness(same * numbers * names, `chrF ${same.toFixed(3)}, ${Math.round(100 * numbers)} % of the numbers and ${Math.round(100 * names)} % of the names kept`)
}
