import { readable } from '../fold.js'
import { numerals, plainMath } from './numeral.js'
import type { Numeral } from './numeral.js'
import { asksForUnit, sameQuantity, unitAt } from './unit.js'

/** True for a text that is a number and little else: `$1,200`, `3/4`, `12 km`; not `AB-1`. */
export function isNumericText(text: string): boolean {
  if (text.length > 60 || isTerm(text)) return false
  const plain = plainMath(readable(text)).replace(/\\[a-z]+|\b(?:USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)\b/g, '')
  const [first, second] = [...numerals(plain)]
  const rest = first === undefined ? '' : plain.slice(first.end)
  return first !== undefined && second === undefined && !/\p{L}/u.test(plain.slice(0, first.start)) && rest.replace(/\P{L}/gu, '').length <= 6 && !isPartOfCode(first, rest)
}

/** A power of an unknown, a fraction with one, or figures that an unknown joins; powers of units are none. */
const TERM = /(?<![\p{L}\\])(?!(?:mm|cm|dm|km|m|s|ft|in|yd|mi|kg)\b)[a-z]{1,2}\s?(?:\^|\*\*)\s?[{(]?-?[\da-z]|\\[dtc]?frac\s?\{[^{}]*\}\s?\{[^{}]*[a-z]|\d\s?\*?(?:[xyz]|\\?pi|π)\s?[-+*]\s?[\da-z(]/iu

/** True for a term of algebra such as `36x^{3}`, of which its figures are not all: what stands behind the last sign of equality is looked at. */
export function isTerm(text: string): boolean {
  return TERM.test(text.slice(text.lastIndexOf('=') + 1))
}

const ORDINAL = /^(?:st|nd|rd|th|er?|[eè]me|de|ste|ter|x|k|mo|bn|mln|mn|tr)(?![\p{L}\d])/iu

/** Seat 12A, grade 3b and the colour 1acc33 are codes: letters that are no unit stand right behind the figures. */
function isPartOfCode(numeral: Numeral, rest: string): boolean {
  return /^\p{Script=Latin}/u.test(rest) && !ORDINAL.test(rest) && unitAt(numeral) === undefined
}

/**
 * What is said beside the number, where both answers are a number and little else: 10 AM is not 10 PM, and, where a word is needed, 10 is not all of 10 AM. An
 * abbreviation says the same as its word, and a unit that the prompt asks for need not be said again. Undefined where nothing speaks against the answer.
 */
export function wordAgainst(given: string, expected: string, { input, needsWord }: { readonly input: string | undefined; readonly needsWord: boolean }): string | undefined {
  if (!isNumericText(given) || !isNumericText(expected)) return undefined
  const [said, meant] = [wordBeside(given), wordBeside(expected)]
  if (meant === '' || said === meant || abbreviates(said, meant) || abbreviates(meant, said)) return undefined
  const [one, other] = [[...numerals(plainMath(readable(given)))][0], [...numerals(plainMath(readable(expected)))][0]]
  if (one && other && sameQuantity(one, other, undefined) === true) return undefined
  if (said === '' && !needsWord) return undefined
  if (said === '' && other && input !== undefined && asksForUnit(input, other)) return undefined
  return said === '' ? `without “${meant}”` : `“${said}” instead of “${meant}”`
}

/** True where numbers of a log stand beside different words, so that a number alone does not say which. */
export function unitsVary(texts: readonly string[]): boolean {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const word = isNumericText(text) ? wordBeside(text) : ''
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const words = [...counts].filter(([, count]) => count >= OFTEN * texts.length).map(([word]) => word)
  return words.some((one) => words.some((other) => one !== other && !abbreviates(one, other) && !abbreviates(other, one)))
}

/** A word at fewer of the numbers may be a slip. */
const OFTEN = 0.05

function wordBeside(text: string): string {
  const plain = plainMath(readable(text)).replace(/\\[a-z]+/g, '')
  const end = [...numerals(plain)][0]?.end ?? plain.length
  return plain.slice(end).replace(/\P{L}/gu, '').toLowerCase()
}

/** The letters of a short form stand in its word in their order, the first at its beginning: min, minutes. */
function abbreviates(short: string, long: string): boolean {
  if (short === '' || short[0] !== long[0] || (long.length < 4 && long !== `${short}s`)) return false
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return at === short.length
}

