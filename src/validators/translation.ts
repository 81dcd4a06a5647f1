import type { Validator } from '../domain/score.js'
import { likeness, nearly, score } from './accepted.js'
import { bestText } from './prose/best-text.js'
import { chrf } from './prose/chrf.js'
import { kept, namesOf, numbersOf } from './prose/facts.js'
import { foldText } from './fold.js'
import { languageOf } from './prose/language.js'
import { turnedRound } from './prose/opposites.js'

const MOST = 10_000
/** What a text is worth at most in which a number or a name of the reference is missing: most of its characters agree all the same. */
const FACT_MISSING = 0.45
/** Texts so alike are of one language, whatever a detector makes of short ones. */
const SAME_TONGUE = 0.7

/**
 * A translation against a reference: 0 in another language than the reference's; else chrF, times the share of the reference's numbers that are
 * kept, times the share of those names that source and reference both have, and at most 0.45 where one is missing or the sense is turned round (see turnedRound). Of several references the best counts.
 */
export const translation = {
  name: 'translation',
  version: 5,
  validate(output, reference, context) {
    const source = new Set(nameWords(context.input ?? ''))
    return bestText(output, reference, (given, expected) => compared(given, expected, source))
  },
} as const satisfies Validator

function compared(given: string, expected: string, source: ReadonlySet<string>) {
  if (given === expected || foldText(given) === foldText(expected)) return score(1, 'same text')
  const same = nearly(chrf(given.slice(0, MOST), expected.slice(0, MOST)))
  const [own, wanted] = same >= SAME_TONGUE ? [] : [languageOf(given), languageOf(expected)]
  if (own !== undefined && wanted !== undefined && own !== wanted) return score(0, `written in ${own} instead of ${wanted}`)
  const numbers = kept(numbersOf(expected), numbersOf(given))
  const names = kept(nameWords(expected).filter((name) => source.has(name)), nameWords(given))
  const value = same * numbers * names
  const turned = turnedRound(given, expected)
  return likeness(numbers * names < 1 || turned !== undefined ? Math.min(FACT_MISSING, value) : value, `${turned === undefined ? '' : `${turned}, `}chrF ${same.toFixed(3)}, ${Math.round(100 * numbers)} % of the numbers and ${Math.round(100 * names)} % of the names kept`)
}

/** Names word by word: Mrs Petit is Mme Petit. */
function nameWords(text: string): readonly string[] {
  return namesOf(text).flatMap((name) => name.split(' '))
}
