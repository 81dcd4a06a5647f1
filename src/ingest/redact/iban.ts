import type { Finding } from './finding.js'

const START = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g

/** International bank account numbers with right check digits (ISO 13616, modulus 97), with or without spaces. */
export function findIbans(text: string): readonly Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(START)) {
    // Words in capitals may follow a number: the longest right beginning counts.
    for (let found = match[0]; found.length >= 15; found = found.slice(0, Math.max(found.lastIndexOf(' '), 0))) {
      const value = found.replaceAll(' ', '')
      if (value.length >= 15 && value.length <= 34 && isValid(value)) {
        findings.push({ start: match.index, end: match.index + found.length, value })
        break
      }
    }
  }
  return findings
}

function isValid(iban: string): boolean {
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
