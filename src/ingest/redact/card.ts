import type { Finding } from './finding.js'
import { findMatches } from './finding.js'

const DIGITS = /(?<![\p{L}\p{N}._])\d{4}(?:\d{8,15}|([ -])\d{4}\1\d{4}\1\d{1,7}|([ -])\d{6}\2\d{4,5})(?![\p{L}\p{N}_]|[.,]\d)/gu

/** Leading digits and lengths of the networks (ISO/IEC 7812 ranges): Visa, Mastercard, American Express, Discover, JCB, Diners, UnionPay. */
const NETWORK = /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d+|3[47]\d{13}|6(?:011|4[4-9]|5)\d+|35\d{14}|3(?:0[0-5]|[68])\d+|62\d{14,17})$/
const LENGTHS: ReadonlySet<number> = new Set([13, 14, 15, 16, 19])

/** Numbers of payment cards: of a network's range and with a right check digit (Luhn, ISO/IEC 7812-1). */
export function findCards(text: string): readonly Finding[] {
  return findMatches(text, DIGITS, (match) => {
    const digits = match.replace(/[ -]/g, '')
    return LENGTHS.has(digits.length) && NETWORK.test(digits) && isLuhn(digits) ? digits : undefined
  })
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
