import { isAscii } from '../fold.js'

/** A number as written. `digits` is set for plain integers, which may be longer than a double can hold. */
export interface Numeral {
  readonly value: number
  readonly isPercent: boolean
  readonly digits?: string
  readonly start: number
  readonly end: number
  /** The text that it was read from. */
  readonly source: string
}

const SCALE: Readonly<Record<string, number>> = { millionen: 1e6, millones: 1e6, millions: 1e6, milioni: 1e6, milhões: 1e6, miljoner: 1e6, miljoen: 1e6, млн: 1e6, миллиона: 1e6, миллионов: 1e6, milliarden: 1e9, milliards: 1e9, miliardi: 1e9, miljarder: 1e9, miljard: 1e9, млрд: 1e9, миллиардов: 1e9, tausend: 1e3, тыс: 1e3, тысяч: 1e3, 万: 1e4, 만: 1e4, 億: 1e8, 亿: 1e8, 억: 1e8, k: 1e3, thousand: 1e3, lakh: 1e5, crore: 1e7, m: 1e6, b: 1e9, million: 1e6, mio: 1e6, mrd: 1e9, bn: 1e9, billion: 1e9, trillion: 1e12 }
/** Groups of three that leave the comma to the decimals: 86 439,16. */
const BLANK_GROUP = '[\\u00a0\\u2009\\u202f\'’]'
const GROUP = '[,\\u00a0\\u2009\\u202f\'’]'

// Most places hold no number: a look at one character spares them the rest. Groups have numbers, not names: named ones cost an object a match.
const NUMERAL = new RegExp(
  '(?=[-+\\s$€£¥₹.\\d])(?<![\\p{L}\\p{N}^]|\\^\\{|[\\p{L}\\p{N}]_|\\d[.,:])'
  + '([-+]?\\s?[$€£¥₹]\\s?)?([-+])?'
  + `([1-9]\\d{0,2}(?:${GROUP}\\d{3})+(?!\\d)(?:\\.\\d+|(?<=${BLANK_GROUP}\\d{3}),\\d{1,2}(?!\\d))?|[1-9]\\d?(?:,\\d\\d)+,\\d{3}(?![\\d,])(?:\\.\\d+)?`
  + '|\\d{1,3}(?:\\.\\d{3})+,\\d+|\\d{1,3}(?:\\.\\d{3}){2,}(?![\\d.])|(?:\\d+,\\d{1,2}|0,\\d+)(?!\\d|,\\d)|\\d+(?:\\.\\d+)?|\\.\\d+)'
  + '(?!\\d|[:x]\\d)(?:[eE]([-+]?\\d{1,3})(?![\\p{L}\\d])|\\s?[×x*]\\s?10\\s?(?:\\^|\\*\\*)\\s?[{(]?([-+]?\\d{1,3})[})]?|\\^\\{?(-?\\d{1,3})(?![\\d.])\\}?)?'
  + '(?:\\s(\\d{1,9})/(\\d{1,9})(?![\\d/])|\\s?/\\s?(\\d+(?:\\.\\d+)?)(?![\\d/]))?'
  + '(?:(\\s?[%‰]|\\s?per\\s?cent\\b|\\s?pct\\b|\\s?prozent\\b|\\s?por\\sc(?:iento|ento)\\b|\\s?pour\\scent\\b|\\s?per\\scento\\b|\\s?процент\\p{L}{0,3})|\\s?(thousand|lakh|crore|millionen|millones|millions|milioni|milhões|miljoner|miljoen|millions?|mio|mrd|bn|billion|trillion|milliarden|milliards|miliardi|miljarder|miljard|tausend|млн|млрд|миллиона|миллионов|миллиардов|тысяч|тыс)(?!\\p{L})|\\s?([万만億亿억])|([kmb])\\b)?',
  'giu',
)

const CODE_DIGIT = /\b(USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)(?=\d)/g
/** Sums whose groups of three are set apart by plain blanks, before what they are sums of. */
const BLANK_GROUPS = /(?<![\d.,]|\d )([1-9]\d{0,2}(?: \d{3})+)(?=(?:[.,]\d{1,2})?\s?(?:[€£$¥₽₹%]|(?:euros?|eur|usd|gbp|chf|руб|крон|kronor|kroner|kr|sek|nok|dkk|zł|pln|kč|czk|ft|huf|uah|грн|долл|francs?|dollars?|km|kg|m²|m2|habitants|personnes|человек)(?![a-z])))/giu
const SIGNS: Readonly<Record<string, string>> = { '½': '1/2', '¼': '1/4', '¾': '3/4', '⅓': '1/3', '⅔': '2/3' }
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Text with LaTeX and typographic forms of numbers written plainly, so that `numerals` can read it. */
export function plainMath(text: string): string {
  const ascii = isAscii(text)
  const typed = ascii ? text : text.replace(/[−–](?=\s?[$€£¥₹]?\d)/g, '-')
  const plain = (typed.includes('\\') || typed.includes('{,}')) && LATEX.test(typed) ? withoutLatex(typed) : typed
  const coded = plain.replace(CODE_DIGIT, '$1 ')
  const spaced = coded.includes('_') ? coded.replace(/(?<=\d)_(?=\d{3}(?!\d))/g, ',') : coded
  const grouped = spaced.includes(' ') && BLANK.test(spaced) ? spaced.replace(BLANK_GROUPS, (groups: string) => groups.replaceAll(' ', '\u202f')) : spaced
  return ascii ? grouped : withoutSigns(grouped)
}

const BLANK = /\d \d{3}/

/** What withoutLatex looks for. */
const LATEX = /\\(?:[$%#,;:! ]|times|cdot|[dtc]?frac)|\{,\}/

function withoutLatex(text: string): string {
  return text
    .replace(/\\([$%#])/g, '$1')
    .replace(/\{,\}|,\\!/g, ',')
    .replace(/\\[,;:! ]/g, '\u2009')
    .replace(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
    .replace(/\\[dtc]?frac\s?(?:\{\s?(-?[\d.,]{1,30})\s?\}\s?\{\s?([\d.,]{1,30})\s?\}|(\d)(\d))/g, (_, a: string | undefined, b: string | undefined, c: string | undefined, d: string | undefined, at: number, all: string) =>
      `${/\d/.test(all[at - 1] ?? '') ? ' ' : ''}${a ?? c}/${b ?? d}`)
}

function withoutSigns(text: string): string {
  return SPECIAL.test(text) ? withoutSpecial(text) : text
}

/** What withoutSpecial looks for: one pass spares most texts its four. */
const SPECIAL = /[½¼¾⅓⅔\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0d6f\u0e50-\u0e59⁰¹²³⁴-⁹\u1100-\u11ff\u2e80-\udfff\uf900-\uffff]/

const WIDE = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\uffff]|[\ud800-\udfff]/

/** The value of a decimal digit of any script: its place among the ten in a row. */
function figureOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return code - zero
}

function withoutSpecial(text: string): string {
  const narrow = text
    .replace(/[½¼¾⅓⅔]/g, (sign, at: number, all: string) => `${/\d/.test(all[at - 1] ?? '') ? ' ' : ''}${SIGNS[sign] ?? sign}`)
    .replace(/(?![0-9])\p{Nd}/gu, (digit) => String(figureOf(digit)))
    .replace(/10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})/g, (_, minus: string, digits: string) => `10^${minus ? '-' : ''}${[...digits].map((digit) => SUPERSCRIPT.indexOf(digit)).join('')}`)
  return WIDE.test(narrow) ? narrow.replace(/(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])(?=[-$€£¥₹]?\d)/gu, ' ') : narrow
}

/** The numbers of a text, left to right; digits inside words (`H2O`, `x1`) are none. Give it `plainMath` text. */
export function* numerals(text: string): Generator<Numeral> {
  let at = 0
  for (;;) {
    NUMERAL.lastIndex = at
    const match = NUMERAL.exec(text)
    if (!match) return
    at = NUMERAL.lastIndex
    const numeral = numeralOf(match, text)
    if (numeral) yield numeral
  }
}

/** The last number of a text that starts at `from` or later; undefined when the last one starts earlier, or there is none. */
export function lastNumeral(text: string, from: number): Numeral | undefined {
  let last: RegExpExecArray | undefined
  NUMERAL.lastIndex = 0
  for (let match = NUMERAL.exec(text); match; match = NUMERAL.exec(text)) last = match
  const numeral = last && (numeralOf(last, text) ?? [...numerals(text)].at(-1))
  return numeral && numeral.start >= from ? numeral : undefined
}

function numeralOf(match: RegExpExecArray, text: string): Numeral | undefined {
  const start = match.index
  const [all, currency, sign, written = '', exponent, power, raised, part, whole, denominator, percent, scale, myriad, suffix] = match
  const isNegative = isMinus(currency ?? '', text, start) || (sign === '-' && (currency !== undefined || isMinus('-', text, start))) || (sign === undefined && saysMinus(text, start))
  const main = plainDigits(written)
  const ten = Number(exponent ?? power ?? 0)
  let value = ten === 0 ? Number(main) : Number(`${main}e${ten}`)
  if (raised !== undefined) value **= Number(raised)
  if (denominator !== undefined) value /= Number(denominator)
  if (part !== undefined) value += Number(part) / Number(whole)
  if (percent?.endsWith('‰') === true) value /= 10
  const unit = (scale ?? myriad ?? suffix)?.toLowerCase()
  // 5m is a length, $5m is a sum.
  if (unit !== undefined && (unit.length > 1 || unit === 'k' || myriad !== undefined || currency !== undefined)) value *= SCALE[unit] ?? 1
  if (!Number.isFinite(value)) return undefined
  const isPlain = /^\d+$/.test(main) && all.endsWith(written)
  return {
    value: isNegative ? -value : value,
    isPercent: percent !== undefined,
    ...(isPlain ? { digits: `${isNegative ? '-' : ''}${main.replace(/^0+(?=\d)/, '')}` } : {}),
    start,
    end: start + all.length,
    source: text,
  }
}

/** “minus 7” where nothing stands before that it could be subtracted from, and “negative 7”. */
function saysMinus(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 20), start)
  return /[SsEeOoсС]\s$|[负負]\s?$|ス\s?$/.test(before) && /(?:\bnegative|(?:^|[\n:=(]|\b(?:is|be|equals|ist|est|es|è|é)\s)(?:minus|moins|menos|meno|минус)|[负負]|マイナス)\s?$/i.test(before)
}

/** A minus is a sign where nothing stands before it that it could be subtracted from; before a blank at a line's beginning it is a bullet. */
function isMinus(lead: string, text: string, start: number): boolean {
  if (/^-\s/.test(lead) && (start === 0 || text[start - 1] === '\n')) return false
  return lead.startsWith('-') && !/[\p{N})\]}%]\s?$|\p{L}$/u.test(text.slice(Math.max(0, start - 3), start))
}

/** Thousands separators removed, a decimal comma made a point: 1,234.56 and 1.234,56 are the same; a lone 1.234 has a decimal point, a lone 1,234 a separator. */
function plainDigits(written: string): string {
  if (/^\d+$/.test(written)) return written
  const main = written.replace(/[\u00a0\u2009\u202f'’]/g, '')
  const comma = main.lastIndexOf(',')
  const point = main.lastIndexOf('.')
  if (comma > point && point >= 0) return main.replaceAll('.', '').replace(',', '.')
  if (comma >= 0 && point < 0 && !/^[1-9]\d{0,2}(?:,\d{3})+$|^[1-9]\d?(?:,\d\d)+,\d{3}$/.test(main)) return main.replace(',', '.')
  if (point >= 0 && main.indexOf('.') !== point) return main.replaceAll('.', '')
  return main.replace(/[^\d.]/g, '')
}
