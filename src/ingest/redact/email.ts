import type { Finding } from './finding.js'
import { findMatches } from './finding.js'

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}/gu

/** Addresses of electronic mail; upper and lower case are one. */
export function findEmails(text: string): readonly Finding[] {
  return text.includes('@') ? findMatches(text, EMAIL, (match) => match.toLowerCase()) : []
}
