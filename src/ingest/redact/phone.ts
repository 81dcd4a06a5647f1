import type { Finding } from './finding.js'
import { findMatches } from './finding.js'

/** With a country code: +49 171 1234567, +1 (415) 555-2671, 0049 30 12345678. */
const INTERNATIONAL = String.raw`(?:\+|(?<!\d )00(?=[2-9]\d{0,2}[ (.-]))[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?[ ./-]?\d{1,14}(?:[ .-]\d{1,14}){0,5}`
const INTERNATIONAL_SLASHED = String.raw`\+[1-9]\d{0,2}/\d{2,5}/\d{4,9}`
/** North American: (415) 555-2671, 415-555-2671, 1.415.555.2671. */
const AMERICAN = String.raw`(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}`
/** National with a trunk zero: 0171 1234567, 030/1234567, 06 12 34 56 78, 0(532) 123 45 67. */
const NATIONAL = String.raw`(?<!\d )(?:\(0[1-9]\d{0,4}\) ?|0\([1-9]\d{1,4}\) ?|0[1-9]\d{0,4}[ /-])\d{2,8}(?:[ -]\d{2,8}){0,4}`
/** In pairs between points: 06.12.34.56.78, 0470/12.34.56. */
const PAIRS = String.raw`0[1-9]\d{0,2}[./]\d{2}(?:\.\d{2}){2,3}`
/** An area of two digits in brackets: (11) 91234-5678. */
const AREA = String.raw`\([1-9]\d\) ?\d{4,5}-\d{4}`
/** With the trunk prefix 8: 8 (495) 123-45-67, 8-916-123-45-67. */
const TRUNK_EIGHT = String.raw`8[ -]?(?:\(\d{3,5}\)|\d{3})[ -]?\d{1,3}[ -]\d{2}[ -]\d{2}`
const PHONE = new RegExp(String.raw`(?<![\p{L}\p{N}_.,/#$€£+-])(?=[+(0-9])(?:${[INTERNATIONAL_SLASHED, INTERNATIONAL, AMERICAN, PAIRS, NATIONAL, AREA, TRUNK_EIGHT].join('|')})(?![\p{L}\p{N}_%]|[-.,:/]\d| \d)`, 'gu')

const WORDS = ['phone', 'telephone', 'telefon', 'telefono', 'teléfono', 'téléphone', 'tel', 'tél', 'mobile', 'mobil', 'móvil', 'movil', 'cell', 'cellphone', 'celular', 'handy', 'fax', 'whatsapp', 'sms', 'msisdn']
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const NAME = [
  `(?<!\\p{L})(?:${[...WORDS, ...WORDS.map((word) => word.toUpperCase())].join('|')})`, `(?:(?<!\\p{L})|(?<=\\p{Ll}))(?:${[...WORDS.map(capital), 'WhatsApp'].join('|')})`,
  '手机号?|电话|電話|携帯|전화|(?<!\\p{L})[Тт]ел(?:ефон)?',
].join('|')
/** A word that says what follows: `"phone": "4155552671"`, `Tel. 612 345 678`, `mobile_number: …`. */
const SAYS = new RegExp(`(?:(?:${NAME})(?:[ _-]?(?:[Nn]umbers?|[Nn]umm?er|NUMBER|[Nn]o|[Nn]r|NO|[Pp]hones?))?\\.?["'\\\\]{0,3}\\s{0,3}(?:[:=：]|is)?\\s{0,3}["'\\\\[]{0,4})$`, 'u')
const ASKS = /(?<!\p{L})(?:[Cc]all|[Rr]ing|[Tt]ext|[Rr]each)(?: (?:me|us|him|her|them))?(?: (?:at|on))? $/u
const LONGEST_WORDS = 48
/** Digits that a word must say to be a number: in one piece or in groups. */
const BARE = /(?<![\d+])\+?\(?\d[\d ()./-]{5,20}\d(?![\p{L}\p{N}_%]|[-.,:/]\d)/gu
const GROUPED = /^\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}$/

const DATE = /^0?\d{1,2}[ /.-]\d{1,2}[ /.-]\d{4}|^(?:1\d|20)\d{2}[-/.]\d{2}[-/.]\d{2}/
/** Six numbers of two digits and more are a draw or a list; telephone numbers in pairs have five. */
const LIST = /^\d{2}(?: \d{2}){5,}$/

/** Telephone numbers that show it: a country code, brackets, groups, or a word before them. Other bare digits are left: they are orders, counts, prices, dates. */
export function findPhones(text: string): readonly Finding[] {
  const shown = findMatches(text, PHONE, (match) => {
    const digits = digitsOf(match)
    const isGrouped = /[ ()/.-]/.test(match)
    const count = digits.replace('+', '').length
    const least = digits.startsWith('+') ? (isGrouped ? 8 : 10) : 9
    return count >= least && count <= 15 && !DATE.test(match) && !LIST.test(match) ? digits : undefined
  })
  const said = findMatches(text, BARE, (match, start) => {
    const digits = digitsOf(match)
    const count = digits.replace('+', '').length
    if (count < 8 || count > 15 || DATE.test(match)) return undefined
    const before = text.slice(Math.max(0, start - LONGEST_WORDS), start)
    return SAYS.test(before) || GROUPED.test(match) && ASKS.test(before) ? digits : undefined
  })
  if (said.length === 0) return shown
  return [...said.filter((one) => !shown.some((other) => one.start < other.end && other.start < one.end)), ...shown].toSorted((a, b) => a.start - b.start)
}

/** The digits, and the sign of an international number in its one form. */
function digitsOf(number: string): string {
  return number.replace(/\(0\)/, '').replace(/[^\d+]/g, '').replace(/^00/, '+')
}
