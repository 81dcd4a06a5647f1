import type { Finding } from './finding.js'
import { findMatches } from './finding.js'

/** With a country code: +49 171 1234567, +1 (415) 555-2671. */
const INTERNATIONAL = String.raw`\+[1-9]\d{0,2}(?:[ .-]?\(\d{1,4}\))?[ .-]?\d{1,14}(?:[ .-]\d{1,14}){0,5}`
/** North American: (415) 555-2671, 415-555-2671, 1.415.555.2671. */
const AMERICAN = String.raw`(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}`
/** National with a trunk zero: 0171 1234567, 030/1234567, 06 12 34 56 78. */
const NATIONAL = String.raw`(?<!\d )(?:\(0[1-9]\d{0,4}\) ?|0[1-9]\d{0,4}[ /-])\d{2,8}(?:[ -]\d{2,8}){0,4}`
const PHONE = new RegExp(String.raw`(?<![\p{L}\p{N}_.,/#$€£+-])(?:${INTERNATIONAL}|${AMERICAN}|${NATIONAL})(?![\p{L}\p{N}_%]|[-.,:/]\d| \d)`, 'gu')

const DATE = /^0?\d{1,2}[ /.-]\d{1,2}[ /.-]\d{4}|^\d{4}-\d{2}-\d{2}/

/** Telephone numbers that show it: a country code, brackets or groups. Bare digits are left: they are orders, counts, prices, dates. */
export function findPhones(text: string): readonly Finding[] {
  return findMatches(text, PHONE, (match) => {
    const digits = match.replace(/[^\d+]/g, '')
    const isGrouped = /[ ()/.-]/.test(match)
    const count = digits.replace('+', '').length
    const least = digits.startsWith('+') ? (isGrouped ? 8 : 10) : 9
    return count >= least && count <= 15 && !DATE.test(match) ? digits : undefined
  })
}
