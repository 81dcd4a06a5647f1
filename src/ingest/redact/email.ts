import type { Finding } from './finding.js'

const LOCAL = /(?:[\p{L}\p{N}._%+'-]{1,64}|"[^"\\\s@<>{}:,][^"\\\n@<>{}:,]{0,62}")$/u
const LONGEST_LOCAL = 64
const DOMAIN = /@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|\p{L}{2,24})/uy

/** Pictures for screens of twice the density: icon@2x.png. */
const PICTURE = /^@\d(?:\.\d)?x\.\p{L}+$/u

/** Addresses of electronic mail; upper and lower case are one. A quote that stands before an address is not part of it. Looked for from its sign. */
export function findEmails(text: string): readonly Finding[] {
  const findings: Finding[] = []
  let reached = 0
  for (let sign = text.indexOf('@'); sign !== -1; sign = text.indexOf('@', sign + 1)) {
    DOMAIN.lastIndex = sign
    const domain = DOMAIN.exec(text)?.[0]
    if (domain === undefined || PICTURE.test(domain)) continue
    const local = LOCAL.exec(text.slice(Math.max(reached, sign - LONGEST_LOCAL - 2), sign))?.[0].replace(/^['.%-]+/, '')
    if (local === undefined || local === '') continue
    reached = sign + domain.length
    findings.push({ start: sign - local.length, end: reached, value: (local + domain).toLowerCase() })
  }
  return findings
}
