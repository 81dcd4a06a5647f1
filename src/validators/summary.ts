import type { Validator } from '../domain/score.js'
import { likeness, nearly, score } from './accepted.js'
import { bestText } from './prose/best-text.js'
import { foldText } from './fold.js'
import { kept, namesOf, numbersOf } from './prose/facts.js'
import { turnedRound } from './prose/opposites.js'
import { rougeL, words } from './prose/rouge.js'

/** Up to this ratio of lengths, either way, a summary is not punished for it. */
const LENGTH_RATIO = 1.5
/** What a summary is worth at most that says the opposite. */
const TURNED = 0.45
/** Words in a row that make a copy. */
const COPY = 8

/**
 * A summary against a reference: the mean of ROUGE-L and of the share of its numbers and names that are covered; less for numbers that neither the
 * prompt nor the reference has, for more than 1.5 times the length or less than 1/1.5, and for copying more of the prompt in runs of eight words.
 */
export const summary = {
  name: 'summary',
  version: 4,
  validate(output, reference, context) {
    return bestText(output, reference, (given, expected) => compared(given, expected, context.input ?? ''))
  },
} as const satisfies Validator

function compared(given: string, expected: string, input: string) {
  if (given === expected || foldText(given) === foldText(expected)) return score(1, 'same text')
  const facts = [...numbersOf(expected), ...namesOf(expected)]
  const coverage = facts.length === 0 ? undefined : kept(facts, [...numbersOf(given), ...namesOf(given)])
  const overlap = rougeL(given, expected)
  const known = new Set([...numbersOf(input), ...numbersOf(expected)])
  const own = numbersOf(given)
  const invented = input === '' || own.length === 0 ? 0 : own.filter((number) => !known.has(number)).length / own.length
  const ratio = given.length / expected.length
  const length = Math.min(1, LENGTH_RATIO / Math.max(ratio, 1 / ratio))
  const copied = Math.max(0, copiedShare(given, input) - copiedShare(expected, input))
  const content = coverage === undefined ? overlap : (overlap + coverage) / 2
  const parts = [`ROUGE-L ${overlap.toFixed(2)}`, ...(coverage === undefined ? [] : [`${Math.round(100 * coverage)} % of numbers and names`]), ...(invented > 0 ? [`${Math.round(100 * invented)} % of its numbers are new`] : []), ...(length < 1 ? [`${ratio.toFixed(1)} times the length`] : []), ...(copied > 0 ? [`${Math.round(100 * copied)} % more copied`] : [])]
  const wanted = numbersOf(expected)
  const isReplaced = wanted.some((number) => !own.includes(number)) && own.some((number) => !known.has(number))
  const turned = isReplaced ? 'another number' : turnedRound(given, expected)
  const value = nearly(Math.max(0, content * (1 - invented) * length * (1 - copied)))
  return likeness(turned === undefined ? value : Math.min(TURNED, value), [...(turned === undefined ? [] : [turned]), ...parts].join(', '))
}

/** Share of a text's runs of eight words that stand in the prompt as they are. */
function copiedShare(text: string, input: string): number {
  const own = words(text)
  const runs = Math.max(0, own.length - COPY + 1)
  if (runs === 0 || input === '') return 0
  const source = ` ${words(input).join(' ')} `
  let copied = 0
  for (let i = 0; i < runs; i += 1) if (source.includes(` ${own.slice(i, i + COPY).join(' ')} `)) copied += 1
  return copied / runs
}
