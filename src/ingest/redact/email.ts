import type { Finding } from './finding.js'
import { findMatches } from './finding.js'

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}/gu

/** Addresses of electronic mail; upper and lower case are one. A quote that stands before an address is not part of it. */
export function findEmails(text: string): readonly Finding[] {
  if (!text.includes('@')) return []
  return findMatches(text, EMAIL, (match) => match.toLowerCase()).map(({ start, end, value }) => {
    const lead = /^['.%-]+/.exec(value)?.[0].length ?? 0
    return { start: start + lead, end, value: value.slice(lead) }
  }).filter(({ value }) => !value.startsWith('@'))
}
