import type { Reference, Validator } from '../domain/score.js'
import { acceptedScalars, excerpt, hasGold, score, unscored } from './accepted.js'
import { isClose } from './closeness.js'
import { readable } from './fold.js'
import { demandsBox } from './form.js'
import { lastNumeral, numerals, plainMath } from './numeral.js'
import type { Numeral } from './numeral.js'
import { isErrorText } from './error-text.js'
import { statements } from './statement.js'
import type { Statement } from './statement.js'

const FILLER = /^(?:[\s*_`"'([{:=≈~]|\\\(|\\\[|\\text|\\boxed|\\approx|approximately\b|about\b|around\b|roughly\b|exactly\b|simply\b|therefore\b|thus\b|equals?\b|to\b|now\b|a total of\b|USD\b|EUR\b|GBP\b|Rs\b){0,12}/i
const HEDGED = /^(?:\s*(?:or|and|to|\/)\s*|[-–])[$€£¥₹]?\s?(?=[\d.])/i

/**
 * Same number: the one in the last box, after `####`, or after “the answer is”, whichever stands last; else the last of the text.
 * Numbers are compared by isClose, integers of more than 15 digits digit by digit.
 * 50 % equals both 50 and 0.5. The last number of a text that was cut, of an error, or where the prompt asks for a box, is no answer.
 */
export const number = {
  name: 'number',
  version: 2,
  binary: true,
  validate(output, reference, context) {
    const accepted = acceptedNumbers(reference)
    const first = accepted?.[0]
    if (!accepted || !first) return unscored('the reference has no number')
    const given = readNumber(output.text, { isCut: output.finishReason === 'length', isBoxed: demandsBox(context.input) && referenceIsBoxed(reference) })
    if (!given) return score(0, 'the output states no number')
    return accepted.some((expected) => isSameNumber(given, expected, context.tolerance))
      ? score(1, `${written(given)} as expected`)
      : score(0, `${written(given)} instead of ${written(first)}`)
  },
} as const satisfies Validator

/** The numbers a reference accepts; undefined when any cannot be read. */
function acceptedNumbers(reference: Reference): readonly Numeral[] | undefined {
  if (!hasGold(reference)) {
    const read = reference.output && readNumber(reference.output.text, { isCut: reference.output.finishReason === 'length', isBoxed: false })
    return read && [read]
  }
  const golds = acceptedScalars(reference.gold)?.map((gold) => (typeof gold === 'boolean' ? undefined : numeralOfGold(String(gold))))
  return golds?.every((gold) => gold !== undefined) ? golds : undefined
}

function numeralOfGold(gold: string): Numeral | undefined {
  return /^-?(?:0|[1-9]\d{0,14})$/.test(gold) ? { value: Number(gold), isPercent: false, digits: gold, start: 0, end: gold.length } : readNumber(gold, { isCut: false, isBoxed: false })
}

/** A log whose own answer has no box shows that the box is not needed. */
function referenceIsBoxed(reference: Reference): boolean {
  return hasGold(reference) || (reference.output?.text.includes('\\boxed') ?? false)
}

/** The number that a text gives as its answer; undefined when it gives none, or two. */
export function readNumber(text: string, how: { readonly isCut: boolean; readonly isBoxed: boolean }): Numeral | undefined {
  const plain = plainMath(readable(text))
  for (const statement of statements(plain).toReversed()) {
    if (statement.kind === 'named' && !/(?:^|\n)[\s"'*_{]{0,4}$/.test(plain.slice(Math.max(0, statement.at - 6), statement.at))) continue
    const read = numberOfStatement(statement)
    if (read === 'two') return undefined
    if (read) return read
    if (statement.kind === 'boxed') return undefined
  }
  const lone = plain.length <= 40 ? [...numerals(plain)] : []
  if (lone.length === 2 && lone[0] && HEDGED.test(plain.slice(lone[0].end))) return undefined
  if (how.isBoxed || (lone.length !== 1 && how.isCut) || isErrorText(plain)) return undefined
  // From the end, in windows: a number that starts at a window's very beginning may have been cut off its own.
  for (const reach of [200, 4000]) {
    const last = plain.length > reach ? lastNumeral(plain.slice(-reach), 100) : undefined
    if (last) return last
  }
  return lastNumeral(plain, 0)
}

function numberOfStatement(statement: Statement): Numeral | 'two' | undefined {
  if (statement.kind === 'reverse') return undefined
  const whole = statement.kind === 'cue' || statement.kind === 'named' ? directly(statement.content) : statement.content
  if (whole === undefined) return undefined
  const equals = Math.max(whole.lastIndexOf('='), whole.lastIndexOf('≈'))
  const content = equals >= 0 && /\d/.test(whole.slice(equals)) ? whole.slice(equals + 1) : whole
  const found: Numeral[] = []
  for (const numeral of numerals(content)) {
    found.push(numeral)
    if (found.length === 2) break
  }
  const [first, second] = found
  const hedged = first && second && second.start <= first.end + 6 && HEDGED.test(content.slice(first.end))
  return hedged && !isSameNumber(first, second, undefined) ? 'two' : first
}

/** The statement from its number on, when the number comes directly; “the answer is found by dividing 6 by 2” states none. */
function directly(content: string): string | undefined {
  const rest = content.replace(FILLER, '')
  return /^[-+]?\s?[$€£¥₹]?\s?[-+]?\.?\d/.test(rest) ? rest : /^[a-z]\s?=\s?/i.test(rest) ? rest : undefined
}

/** Equality of two numbers as written; see `number` for the rule. */
export function isSameNumber(a: Numeral, b: Numeral, tolerance: number | undefined): boolean {
  if (a.digits && b.digits && Math.max(a.digits.length, b.digits.length) > 15) return a.digits === b.digits
  if (isClose(a.value, b.value, tolerance)) return true
  if (a.isPercent === b.isPercent) return false
  return a.isPercent ? isClose(a.value / 100, b.value, tolerance) : isClose(a.value, b.value / 100, tolerance)
}

/** True for a text that is a number and little else: `$1,200`, `3/4`, `12 km`; not `AB-1`. */
export function isNumericText(text: string): boolean {
  if (text.length > 60) return false
  const plain = plainMath(readable(text)).replace(/\\[a-z]+|\b(?:USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)\b/g, '')
  const [first, second] = [...numerals(plain)]
  return first !== undefined && second === undefined && !/\p{L}/u.test(plain.slice(0, first.start)) && plain.slice(first.end).replace(/\P{L}/gu, '').length <= 6
}

function written(numeral: Numeral): string {
  return excerpt(`${numeral.digits ?? numeral.value}${numeral.isPercent ? '%' : ''}`)
}
