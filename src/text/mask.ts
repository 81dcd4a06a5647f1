export interface Mask {
  readonly pattern: RegExp
  readonly mask: string
  /** False only for texts in which the pattern cannot match: most texts are spared most patterns. */
  readonly may: (text: string) => boolean
}

/**
 * The masks, in the order in which they are applied; each pattern is linear in the length of the text.
 * `{id}` comes before `{n}`: a run of letters, digits, `_` and `-` that holds a digit is one identifier unless it is all digits.
 */
export const MASKS: readonly Mask[] = [
  { pattern: /\bhttps?:\/\/[^\s<>"']+/giu, mask: '{url}', may: (text) => text.includes('://') },
  { pattern: /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu, mask: '{email}', may: (text) => text.includes('@') },
  { pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, mask: '{uuid}', may: (text) => /-[0-9a-f]{4}-[0-9a-f]{4}-/i.test(text) },
  { pattern: /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/gu, mask: '{date}', may: (text) => /\d-\d\d-\d/.test(text) },
  { pattern: /\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b/gu, mask: '{date}', may: (text) => /\d[/.]\d/.test(text) },
  { pattern: /"[^"\n]{1,200}"/gu, mask: '{quoted}', may: (text) => text.includes('"') },
  { pattern: /“[^”\n]{1,200}”/gu, mask: '{quoted}', may: (text) => text.includes('“') },
  { pattern: /(?<![\p{L}\p{N}])'[^'\n]{1,80}'(?![\p{L}\p{N}])/gu, mask: '{quoted}', may: (text) => text.includes("'") },
]

const ID = /(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu
const ALL_DIGITS = /^-?\p{N}+$/u
const JOINED = /\{(?:n|id)\}(?:[.,:]\{(?:n|id)\})+/gu
const BEYOND_ASCII = /\P{ASCII}/u

/** True where a run of letters, digits, `_` and `-` goes on, of ASCII. */
export function isRun(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 45 || code === 95
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** What the pattern ID finds in a text of ASCII, without trying it at every word. */
function maskAsciiIds(text: string): string {
  let masked = ''
  let done = 0
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue
    let [start, end] = [at, at + 1]
    while (start > done && isRun(text.charCodeAt(start - 1))) start--
    let digits = true
    for (; end < text.length && isRun(text.charCodeAt(end)); end++) digits &&= isDigit(text.charCodeAt(end))
    digits &&= start === at || (start === at - 1 && text[start] === '-')
    masked += text.slice(done, start) + (digits ? '{n}' : '{id}')
    done = end
    at = end
  }
  return done === 0 ? text : masked + text.slice(done)
}

/**
 * Puts a mask for every part of a text that changes from call to call though its prompt does not: URLs, e-mail
 * addresses, UUIDs, dates, quoted values, identifiers and numbers. Pure; linear in the length of the text.
 */
export function maskSlots(text: string): string {
  let masked = text
  for (const { pattern, mask, may } of MASKS) if (may(masked)) masked = masked.replace(pattern, mask)
  masked = BEYOND_ASCII.test(masked) ? masked.replace(ID, (found) => (ALL_DIGITS.test(found) ? '{n}' : '{id}')) : maskAsciiIds(masked)
  return joinMasks(masked)
}

/** Makes one mask of numbers and identifiers that stand together. */
export function joinMasks(masked: string): string {
  return /\}[.,:]\{/.test(masked) ? masked.replace(JOINED, (found) => (found.includes('{id}') ? '{id}' : '{n}')) : masked
}
