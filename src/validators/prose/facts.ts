import { readable } from '../fold.js'
import { numerals, plainMath } from '../values/numeral.js'

const MOST = 20_000
const CLOCK = /(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])(?:\s?([ap])\.?m\b)?/gi
const NAME = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'’-]*(?:\s\p{Lu}[\p{L}\p{N}'’-]*){0,3}/gu

/** The numbers of a text, as plain decimals, and its times of day. At most the first 20,000 characters are read. */
export function numbersOf(text: string): readonly string[] {
  const head = text.slice(0, MOST)
  const times = head.includes(':') ? [...head.matchAll(CLOCK)].map(([, hour, minute, half]) => `${(half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0))}:${minute}`) : []
  return [...times, ...[...numerals(plainMath(readable(head)))].map(({ value, isPercent }) => `${value}${isPercent ? '%' : ''}`)]
}

/** The names of a text, lower case: capitalised words that do not merely begin a sentence. */
export function namesOf(text: string): readonly string[] {
  const head = text.slice(0, MOST)
  return [...head.matchAll(NAME)].flatMap((match) => {
    const begins = /(?:^|[.!?:\n•*-])["'“(\s]*$/.test(head.slice(Math.max(0, match.index - 4), match.index)) || match.index === 0
    const [first = '', ...rest] = match[0].split(/\s/)
    const parts = begins && !/\p{Lu}/u.test(first.slice(1)) ? rest : [first, ...rest]
    return parts.length === 0 ? [] : [parts.join(' ').toLowerCase()]
  })
}

/** Share in [0,1] of the distinct wanted facts that are among the given ones; 1 when none are wanted. */
export function kept(wanted: readonly string[], given: readonly string[]): number {
  const all = new Set(wanted)
  const there = new Set(given)
  return all.size === 0 ? 1 : [...all].filter((fact) => there.has(fact)).length / all.size
}
