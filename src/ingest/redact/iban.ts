import type { Finding } from './finding.js'

/** Lengths by country (ISO 13616 registry). */
const LENGTHS: ReadonlyMap<string, number> = new Map(Object.entries({
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24,
  FI: 18, FK: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32,
  LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27, MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24,
  RS: 22, RU: 33, SA: 24, SC: 31, SD: 18, SE: 24, SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
}))

const START = /(?<![A-Za-z0-9]|[A-Za-z0-9][\u2010-])(?:IBAN[: ]{0,2})?(?=[A-Za-z]{2}\d{2})|(?<=IBAN)(?=[A-Za-z]{2}\d{2})/g
const SEPARATOR = /(?:[ .\u00A0\u2009\u202F\u2010\u2011\u2013-]{1,2}|\r?\n {0,8})(?=[A-Za-z0-9])/y

/** For countries that the registry has added since: groups of four capitals and digits. */
const UNLISTED = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g

/**
 * International bank account numbers with right check digits (ISO 13616, modulus 97), in one piece or with separators, in
 * capitals or not; of the length of their country, where that is listed.
 */
export function findIbans(text: string): readonly Finding[] {
  const findings: Finding[] = []
  let reached = 0
  for (const match of text.matchAll(START)) {
    const start = match.index + match[0].length
    if (start < reached) continue
    const finding = listedAt(text, start)
    if (!finding) continue
    findings.push(finding)
    reached = finding.end
  }
  const others = [...text.matchAll(UNLISTED)].flatMap((match) => unlistedIn(match[0], match.index) ?? [])
  return [...findings, ...others.filter((other) => !findings.some((one) => other.start < one.end && one.start < other.end))].toSorted((a, b) => a.start - b.start)
}

function listedAt(text: string, start: number): Finding | undefined {
  const country = text.slice(start, start + 2).toUpperCase()
  const length = LENGTHS.get(country)
  if (length === undefined) return undefined
  let value = ''
  let at = start
  while (at < text.length && value.length < length) {
    const character = text[at] ?? ''
    if (/[A-Za-z0-9]/.test(character)) {
      value += character.toUpperCase()
      at++
      continue
    }
    SEPARATOR.lastIndex = at
    if (!SEPARATOR.test(text)) return undefined
    at = SEPARATOR.lastIndex
  }
  const isWhole = value.length === length && !/[A-Za-z0-9]/.test(text[at] ?? '')
  return isWhole && isValid(value) ? { start, end: at, value } : undefined
}

/** Words in capitals may follow a number: the longest right beginning counts. */
function unlistedIn(match: string, start: number): Finding | undefined {
  for (let found = match; found.length >= 15; found = found.slice(0, Math.max(found.lastIndexOf(' '), 0))) {
    const value = found.replaceAll(' ', '')
    if (value.length >= 15 && value.length <= 34 && isValid(value)) return { start, end: start + found.length, value }
  }
  return undefined
}

function isValid(iban: string): boolean {
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
