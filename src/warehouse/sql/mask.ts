import { alphabet } from './alphabet.js'
import type { Dialect } from './dialect.js'

/** What JavaScript's \s means, as the body of a class. */
export const WHITE_SPACE = '\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'
/** Marks that stand for something while masks are applied; the alphabet does not hold them. */
const [ONE, TWO, THREE] = ['\u0001', '\u0002', '\u0003']

type Step = readonly [pattern: string, replacement: string]

/**
 * The steps of text/mask.ts and text/fingerprint.ts without look-around. Quotes are first told apart by their neighbours (after a
 * letter, before one, both), and runs and chains are put between marks, so that what they hold can be asked in a step of its own.
 */
function steps({ wordStart, wordEnd }: Dialect): readonly Step[] {
  const { word, number } = alphabet()
  const local = 'A-Za-z0-9_.+-'
  const run = `${word}_-`
  return [
    [`${wordStart}[Hh][Tt][Tt][Pp][Ss]?://[^${WHITE_SPACE}<>"']+`, '{url}'],
    [`(^|[^${local}])[${local}]{1,64}@[A-Za-z0-9_-]{1,63}(?:[.][A-Za-z0-9_-]{1,63}){1,6}`, '\\1{email}'],
    [`${wordStart}${UUID}${wordEnd}`, '{uuid}'],
    [`${wordStart}[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?`, '{date}'],
    [`${wordStart}[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}${wordEnd}`, '{date}'],
    ['"[^"\n]{1,200}"', '{quoted}'],
    ['“[^”\n]{1,200}”', '{quoted}'],
    [`([${word}])'`, `\\1${ONE}`],
    [`${ONE}([${word}])`, `${THREE}\\1`],
    [`'([${word}])`, `${TWO}\\1`],
    [`['${TWO}][^'${ONE}${TWO}${THREE}\n]{1,80}['${ONE}]`, '{quoted}'],
    [`[${ONE}${TWO}${THREE}]`, "'"],
    [`([${run}]*[${number}][${run}]*)`, `${ONE}\\1${TWO}`],
    [`${ONE}-?[${number}]+${TWO}`, '{n}'],
    [`${ONE}[^${TWO}]*${TWO}`, '{id}'],
    ['([{](?:n|id)[}](?:[.,:][{](?:n|id)[}])+)', `${ONE}\\1${TWO}`],
    [`${ONE}[^${TWO}]*[{]id[}][^${TWO}]*${TWO}`, '{id}'],
    [`${ONE}[^${TWO}]*${TWO}`, '{n}'],
    [`[${WHITE_SPACE}]+`, ' '],
    ['^ | $', ''],
  ]
}

const UUID = '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'

/**
 * How prompts are told apart: by their masks, or by their text with every digit (and every UUID) made zeros. No mask asks which digit it is, so that
 * texts alike in the latter have one fingerprint; it costs a tenth, and tells apart more: whatever differs in quotes, addresses and names.
 */
export type PromptDetail = 'zeroed' | 'masked'

/** A text of the same fingerprint, equal for prompts that differ in ASCII digits and UUIDs alone. Holds for every text, known or not. */
export function zeroedText({ wordStart, wordEnd, replaceAll }: Dialect, text: string): string {
  return replaceAll(replaceAll(text, `${wordStart}${UUID}${wordEnd}`, '00000000-0000-0000-0000-000000000000'), '[1-9]', '0')
}

/** True for a text with characters on which the masks in SQL are not proven to agree with those here. */
export function isUnknown(dialect: Dialect, text: string): string {
  return dialect.matches(text, `[^${alphabet().known}]`)
}

/** What a prompt fingerprint is the hash of, for texts that are not `isUnknown`. */
export function maskedText(dialect: Dialect, text: string): string {
  return steps(dialect).reduce((masked, [pattern, replacement]) => dialect.replaceAll(masked, pattern, replacement), text)
}
