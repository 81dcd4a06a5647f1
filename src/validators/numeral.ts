/** A number as written. `digits` is set for plain integers, which may be longer than a double can hold. */
export interface Numeral {
  readonly value: number
  readonly isPercent: boolean
  readonly digits?: string
  readonly start: number
  readonly end: number
}

const SCALE: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }
const GROUP = '[,\\u00a0\\u2009\\u202f\'’]'

const NUMERAL = new RegExp(
  '(?<![\\p{L}\\p{N}]|[\\p{L}\\p{N}]_|\\d[.,])'
  + '(?<currency>[-+]?\\s?[$€£¥₹]\\s?)?(?<sign>[-+])?'
  + `(?<main>[1-9]\\d{0,2}(?:${GROUP}\\d{3})+(?!\\d)(?:\\.\\d+)?`
  + '|\\d{1,3}(?:\\.\\d{3})+,\\d+|\\d{1,3}(?:\\.\\d{3}){2,}(?![\\d.])|(?:\\d+,\\d{1,2}|0,\\d+)(?!\\d|,\\d)|\\d+(?:\\.\\d+)?|\\.\\d+)'
  + '(?:[eE](?<exponent>[-+]?\\d{1,3})(?![\\p{L}\\d])|\\s?[×x*]\\s?10\\s?(?:\\^|\\*\\*)\\s?[{(]?(?<power>[-+]?\\d{1,3})[})]?)?'
  + '(?:\\s(?<part>\\d{1,9})/(?<whole>\\d{1,9})(?![\\d/])|\\s?/\\s?(?<denominator>\\d+(?:\\.\\d+)?)(?![\\d/]))?'
  + '(?:(?<percent>\\s?%|\\s?percent\\b)|\\s?(?<scale>thousand|million|billion|trillion)\\b|(?<kilo>k)\\b)?',
  'giu',
)

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Text with LaTeX and typographic forms of numbers written plainly, so that `numerals` can read it. */
export function plainMath(text: string): string {
  return text
    .replace(/[−–](?=\s?[$€£¥₹]?\d)/g, '-')
    .replace(/\\([$%#])/g, '$1')
    .replace(/\{,\}/g, ',')
    .replace(/\b(USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)(?=\d)/g, '$1 ')
    .replace(/\\[,;:! ]/g, '\u2009')
    .replace(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
    .replace(/\\[dtc]?frac\s?(?:\{\s?(-?[\d.,]{1,30})\s?\}\s?\{\s?([\d.,]{1,30})\s?\}|(\d)(\d))/g, (_, a: string | undefined, b: string | undefined, c: string | undefined, d: string | undefined, at: number, all: string) =>
      `${/\d/.test(all[at - 1] ?? '') ? ' ' : ''}${a ?? c}/${b ?? d}`)
    .replace(/[½¼¾]/g, (sign, at: number, all: string) => `${/\d/.test(all[at - 1] ?? '') ? ' ' : ''}${sign === '½' ? '1/2' : sign === '¼' ? '1/4' : '3/4'}`)
    .replace(/10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})/g, (_, minus: string, digits: string) => `10^${minus ? '-' : ''}${[...digits].map((digit) => SUPERSCRIPT.indexOf(digit)).join('')}`)
}

/** The numbers of a text, left to right; digits inside words (`H2O`, `x1`) are none. Give it `plainMath` text. */
export function* numerals(text: string): Generator<Numeral> {
  for (const match of text.matchAll(NUMERAL)) {
    const numeral = numeralOf(match, text)
    if (numeral) yield numeral
  }
}

function numeralOf(match: RegExpMatchArray, text: string): Numeral | undefined {
  const start = match.index ?? 0
  const part = match.groups ?? {}
  const isNegative = isMinus(part['currency'] ?? '', text, start) || (part['sign'] === '-' && (part['currency'] !== undefined || isMinus('-', text, start)))
  const main = plainDigits(part['main'] ?? '')
  const power = Number(part['exponent'] ?? part['power'] ?? 0)
  let value = power === 0 ? Number(main) : Number(`${main}e${power}`)
  if (part['denominator'] !== undefined) value /= Number(part['denominator'])
  if (part['part'] !== undefined) value += Number(part['part']) / Number(part['whole'])
  value *= SCALE[(part['scale'] ?? part['kilo'] ?? '').toLowerCase()] ?? 1
  if (!Number.isFinite(value)) return undefined
  const isPlain = /^\d+$/.test(main) && match[0].endsWith(part['main'] ?? '')
  return {
    value: isNegative ? -value : value,
    isPercent: part['percent'] !== undefined,
    ...(isPlain ? { digits: `${isNegative ? '-' : ''}${main.replace(/^0+(?=\d)/, '')}` } : {}),
    start,
    end: start + match[0].length,
  }
}

/** A minus is a sign where nothing stands before it that it could be subtracted from. */
function isMinus(lead: string, text: string, start: number): boolean {
  return lead.startsWith('-') && !/[\p{N})\]}%]\s?$|\p{L}$/u.test(text.slice(Math.max(0, start - 3), start))
}

/** Thousands separators removed, a decimal comma made a point: 1,234.56 and 1.234,56 are the same; a lone 1.234 has a decimal point, a lone 1,234 a separator. */
function plainDigits(main: string): string {
  const comma = main.lastIndexOf(',')
  const point = main.lastIndexOf('.')
  if (comma > point && point >= 0) return main.replaceAll('.', '').replace(',', '.')
  if (comma >= 0 && point < 0 && !/^[1-9]\d{0,2}(?:,\d{3})+$/.test(main)) return main.replace(',', '.')
  if (point >= 0 && main.indexOf('.') !== point) return main.replaceAll('.', '')
  return main.replace(/[^\d.]/g, '')
}
