/**
 * The masks, in the order in which they are applied, each with a text without which it cannot match; each pattern is linear in the length of the text.
 * `{id}` comes before `{n}`: a run of letters, digits, `_` and `-` that holds a digit is one identifier unless it is all digits.
 */
const MASKS: ReadonlyArray<readonly [pattern: RegExp, mask: string, needs?: string]> = [
  [/\bhttps?:\/\/[^\s<>"']+/giu, '{url}', '://'],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu, '{email}', '@'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, '{uuid}', '-'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/gu, '{date}', '-'],
  [/\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b/gu, '{date}'],
  [/"[^"\n]{1,200}"/gu, '{quoted}', '"'],
  [/“[^”\n]{1,200}”/gu, '{quoted}', '”'],
  [/(?<![\p{L}\p{N}])'[^'\n]{1,80}'(?![\p{L}\p{N}])/gu, '{quoted}', "'"],
  [/(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu, '{id}'],
]

const ALL_DIGITS = /^-?\p{N}+$/u
const JOINED = /\{(?:n|id)\}(?:[.,:]\{(?:n|id)\})+/gu

/**
 * Puts a mask for every part of a text that changes from call to call though its prompt does not: URLs, e-mail
 * addresses, UUIDs, dates, quoted values, identifiers and numbers. Pure; linear in the length of the text.
 */
export function maskSlots(text: string): string {
  return MASKS
    .reduce((masked, [pattern, mask, needs]) => (needs !== undefined && !masked.includes(needs) ? masked : masked.replace(pattern, (found) => (mask === '{id}' && ALL_DIGITS.test(found) ? '{n}' : mask))), text)
    .replace(JOINED, (found) => (found.includes('{id}') ? '{id}' : '{n}'))
}
