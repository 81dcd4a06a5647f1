/**
 * A calendar day as written, `YYYY-MM-DD` under either order of day and month; an unambiguous day has both, the same.
 * `at` is its place in the text.
 */
export interface WrittenDate {
  readonly dayFirst: string | undefined
  readonly monthFirst: string | undefined
  readonly at: number
}

/** The names of the twelve months in several tongues, and short forms; accents may be missing. */
const NAMES: readonly (readonly string[])[] = [
  ['january', 'jan', 'januar', 'jänner', 'janvier', 'janv', 'enero', 'ene', 'gennaio', 'janeiro', 'januari', 'январь', 'января', 'січня', 'stycznia', 'styczeń', 'ledna', 'leden', 'ocak'],
  ['february', 'feb', 'februar', 'février', 'fevrier', 'févr', 'febrero', 'febbraio', 'fevereiro', 'februari', 'февраль', 'февраля', 'лютого', 'lutego', 'luty', 'února', 'únor', 'şubat'],
  ['march', 'mar', 'märz', 'maerz', 'mrz', 'mars', 'marzo', 'março', 'marco', 'maart', 'март', 'марта', 'березня', 'marca', 'marzec', 'března', 'březen', 'mart', 'maret'],
  ['april', 'apr', 'avril', 'avr', 'abril', 'abr', 'aprile', 'апрель', 'апреля', 'квітня', 'kwietnia', 'kwiecień', 'dubna', 'duben', 'nisan'],
  ['may', 'mai', 'mayo', 'maggio', 'maio', 'mei', 'май', 'мая', 'травня', 'maja', 'maj', 'května', 'květen', 'mayıs'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'giugno', 'junho', 'июнь', 'июня', 'червня', 'czerwca', 'czerwiec', 'června', 'červen', 'haziran'],
  ['july', 'jul', 'juli', 'juillet', 'juil', 'julio', 'luglio', 'julho', 'июль', 'июля', 'липня', 'lipca', 'lipiec', 'července', 'červenec', 'temmuz', 'juli'],
  ['august', 'aug', 'août', 'aout', 'agosto', 'ago', 'augustus', 'август', 'августа', 'серпня', 'sierpnia', 'sierpień', 'srpna', 'srpen', 'ağustos', 'augusti'],
  ['september', 'sept', 'sep', 'septembre', 'septiembre', 'settembre', 'setembro', 'сентябрь', 'сентября', 'вересня', 'września', 'wrzesień', 'září', 'eylül'],
  ['october', 'oct', 'oktober', 'okt', 'octobre', 'octubre', 'ottobre', 'outubro', 'октябрь', 'октября', 'жовтня', 'października', 'październik', 'října', 'říjen', 'ekim', 'oktober'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro', 'ноябрь', 'ноября', 'листопада', 'listopada', 'listopad', 'listopadu', 'kasım'],
  ['december', 'dec', 'dezember', 'dez', 'décembre', 'decembre', 'déc', 'diciembre', 'dic', 'dicembre', 'dezembro', 'декабрь', 'декабря', 'грудня', 'grudnia', 'grudzień', 'prosince', 'prosinec', 'aralık'],
]
const MONTHS: ReadonlyMap<string, number> = new Map(NAMES.flatMap((names, i) => names.map((name) => [name, i + 1] as const)))
// Any word, looked up afterwards: a pattern of all the names takes twenty times as long.
const MONTH = `(?<!\\p{L})(\\p{L}{3,${Math.max(...[...MONTHS.keys()].map((name) => name.length))}})(?!\\p{L})\\.?`

const ISO = /(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/]|[-.]\d)/g
const COMPACT = /(?<![\d.,/-])((?:19|20)\d{2})(\d{2})(\d{2})(?![\d.,/-])/g
const NUMERIC = /(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/]|[-.]\d)/g
const DAY_MONTH = new RegExp(`(?<![\\d.])(\\d{1,2})(?:st|nd|rd|th|er|º|°)?[\\s.-]{1,2}(?:(?:of|de|di)\\s)?${MONTH}(?:[\\s,-]{1,3}|\\s(?:de|del)\\s)(\\d{4})(?!\\d)`, 'giu')
const MONTH_DAY = new RegExp(`${MONTH}[\\s-]{1,2}(?:the\\s)?(\\d{1,2})(?:st|nd|rd|th)?[\\s,-]{1,3}(\\d{4})(?!\\d)`, 'giu')
/** Year, month and day with their signs, as Chinese, Japanese and Korean write them. */
const SIGNED = /(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]/g

/** Years of Japanese eras, by the year before each began. */
const ERA = /(令和|平成|昭和)(元|\d{1,2})年(?=\d{1,2}月)/g
const ERAS: Readonly<Record<string, number>> = { 令和: 2018, 平成: 1988, 昭和: 1925 }
const inCommonEra = (text: string): string => (text.includes('年') ? text.replace(ERA, (_, era: string, year: string) => `${(ERAS[era] ?? 0) + (year === '元' ? 1 : Number(year))}年`) : text)

/** The month a word names in any tongue that is known here, 1 to 12; undefined for another word. */
export function monthNamed(word: string): number | undefined {
  return MONTHS.get(word.toLowerCase())
}

/** The dates of a text, in order of place; days that no calendar has are left out. */
export function writtenDates(text: string): readonly WrittenDate[] {
  if (!/\d/.test(text)) return []
  const [isParted, isNamed] = [/\d[-/.]\d/.test(text), /\p{L}{3}/u.test(text)]
  return [
    ...(isParted ? matches(text, ISO).flatMap((match) => sure(day(match[1], match[3], match[4]), match.index)) : []),
    ...(/\d{8}/.test(text) ? matches(text, COMPACT).flatMap((match) => sure(day(match[1], match[2], match[3]), match.index)) : []),
    ...(/[年년]/.test(text) ? matches(inCommonEra(text), SIGNED).flatMap((match) => sure(day(match[1], match[2], match[3]), match.index)) : []),
    ...(isParted ? matches(text, NUMERIC).flatMap((match) => unsure(match)) : []),
    ...(isNamed ? matches(text, DAY_MONTH).flatMap((match) => sure(day(match[3], monthOf(match[2]), match[1]), match.index)) : []),
    ...(isNamed ? matches(text, MONTH_DAY).flatMap((match) => sure(day(match[3], monthOf(match[1]), match[2]), match.index)) : []),
  ].sort((a, b) => a.at - b.at)
}

/** As matchAll does, which makes a copy of its pattern each time. */
function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) found.push(match)
  return found
}

/** Equal when one order of day and month, the same for both, makes them the same day. */
export function isSameDate(a: WrittenDate, b: WrittenDate): boolean {
  return (a.dayFirst !== undefined && a.dayFirst === b.dayFirst) || (a.monthFirst !== undefined && a.monthFirst === b.monthFirst)
}

function sure(date: string | undefined, at: number): WrittenDate[] {
  return date === undefined ? [] : [{ dayFirst: date, monthFirst: date, at }]
}

/** A date with points has the day first wherever it is in use. */
function unsure(match: RegExpExecArray): WrittenDate[] {
  const year = fullYear(match[4] ?? '')
  const dayFirst = day(year, match[3], match[1])
  const monthFirst = day(year, match[1], match[3])
  if (match[2] === '.') return sure(dayFirst, match.index)
  const date = dayFirst ?? monthFirst
  if (date === undefined) return []
  return dayFirst === undefined || monthFirst === undefined ? sure(date, match.index) : [{ dayFirst, monthFirst, at: match.index }]
}

/** Years of two digits as POSIX reads them: 69–99 are 19xx. */
function fullYear(year: string): string {
  return year.length === 2 ? `${Number(year) >= 69 ? '19' : '20'}${year}` : year
}

function monthOf(name: string | undefined): string {
  return String(MONTHS.get((name ?? '').toLowerCase()) ?? 0)
}

function day(year: string | undefined, month: string | undefined, dayOfMonth: string | undefined): string | undefined {
  const y = Number(year)
  const m = Number(month)
  const d = Number(dayOfMonth)
  if (m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) return undefined
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
