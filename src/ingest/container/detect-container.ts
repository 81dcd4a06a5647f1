import { parseJsonText } from '../read/json-text.js'
import { isListPath } from './envelope.js'
import { endOfObject, isLogged } from './logged-line.js'

/** How a table is written. */
export interface CsvDialect {
  readonly delimiter: string
  /** False where a quote is a character like any other. */
  readonly hasQuotes: boolean
  /** True where cells are quoted by apostrophes. */
  readonly isApostrophe?: boolean
  /** True where quotes inside cells are written behind a backslash, as Spark does. */
  readonly isBackslash?: boolean
  /** True where databases wrote line breaks, tabs and nothing as `\\n`, `\\t` and `\\N`. */
  readonly isEscaped?: boolean
}

export type Container = { readonly type: 'json-lines' } | { readonly type: 'json-array' } | { readonly type: 'json-document' } | ({ readonly type: 'csv' } & CsvDialect)

/** Tells the container by the first characters of an input; undefined when there are none but white space. */
export function detectContainer(head: string): Container | undefined {
  const text = head.replace(/^\uFEFF/, '').trimStart()
  if (text === '') return undefined
  if (text.startsWith('[')) return { type: 'json-array' }
  if (text.startsWith('{')) return { type: isDocument(text) ? 'json-document' : 'json-lines' }
  if (isLogged(text) || /^"\s*\{\s*\\"/.test(text) || isHeaded(text)) return { type: 'json-lines' }
  const delimiter = /^sep=([,;|\t])\r?\n/i.exec(text)?.[1] ?? delimiterOf(text)
  const quoted = { type: 'csv' as const, delimiter, hasQuotes: delimiter !== '\t' || hasQuotes(text) }
  if (delimiter === '\t' && /(?:^|[\t\n])\\N(?=[\t\r\n])/.test(text)) return { ...quoted, hasQuotes: false, isEscaped: true }
  if (quoted.hasQuotes && isBackslash(text, delimiter)) return { ...quoted, isBackslash: true }
  return isApostrophe(text, delimiter) ? { ...quoted, isApostrophe: true } : quoted
}

/** Tells an object over many lines, or an envelope on one long line, from JSON Lines (whose first line may be cut). */
function isDocument(text: string): boolean {
  const lines = text.split('\n', 3).map((line) => line.trim())
  const first = lines[0] ?? ''
  if ('value' in parseJsonText(first)) return false
  if (lines.length === 1) return opensEnvelope(first) || isChained(text)
  return /[{[,:]$/.test(first) && !(lines[1] ?? '').startsWith('{"') || first === '{'
}

/** True for objects that follow one another on one long line: so long that it need not be a line at all. */
function isChained(text: string): boolean {
  const end = text.length < LONG ? undefined : endOfObject(text, 0)
  return end !== undefined && text.slice(end, end + 100).trimStart().startsWith('{')
}

const LONG = 60_000

/** True for lines of records behind words that are no header of a table: a comment, or what a program says when it starts. */
function isHeaded(text: string): boolean {
  const lines = text.split('\n', 50).slice(0, -1).map((line) => line.trim()).filter((line) => line !== '')
  const [first = ''] = lines
  if (/[,;|\t]/.test(first) || /^\w+$/.test(first)) return false
  return lines.some((line) => line.startsWith('{"') && line.endsWith('}') && 'value' in parseJsonText(line))
}

/** True for `{"object":"list","data":[` and the like at the start of a text. */
function opensEnvelope(text: string): boolean {
  const keys = /^\{(?:\s*"\w{1,40}"\s*:\s*(?:"[^"\\]{0,200}"|[\w.+-]{1,40})\s*,){0,12}\s*"(\w{1,40})"\s*:\s*(?:\[|\{\s*"(\w{1,40})"\s*:\s*\[)/.exec(text.slice(0, 4096))
  const path = keys ? [keys[1], keys[2]].filter((key) => key !== undefined) : []
  return path.length > 0 && isListPath(path)
}

/**
 * Whether cells between tabs may be quoted. They are not where every whole line has its cells as it stands, and some cell opens with a quote that it does
 * not end with: databases write tabs and line breaks as escapes, and a quotation at the beginning of a text must not swallow the rest of the file.
 */
function hasQuotes(text: string): boolean {
  const lines = text.split(/\r?\n/).slice(0, -1).map((line) => line.split('\t'))
  const isWhole = lines.every((cells) => cells.length === lines[0]?.length)
  return !isWhole || !lines.some((cells) => cells.some((cell) => cell.startsWith('"') && (cell.length === 1 || !cell.endsWith('"'))))
}

/** Whether cells that open with a quote hold quotes behind backslashes, and none that are doubled. */
function isBackslash(text: string, delimiter: string): boolean {
  const bare = text.replaceAll('\\\\', '')
  const opened = new RegExp(`(?:^|[\\n${delimiter === '|' ? '\\|' : delimiter}])"[^"\\\\]*\\\\"[^"\\r\\n${delimiter === '|' ? '\\|' : delimiter}]`)
  return opened.test(bare) && !/[^\\]""(?![\r\n,;\t|]|$)/.test(bare.replace(/(^|[\n,;\t|])""(?=[\r\n,;\t|]|$)/g, '$1'))
}

/** Whether apostrophes do what quotes do elsewhere: there are no quotes, and rows have cells that begin and end with apostrophes. */
function isApostrophe(text: string, delimiter: string): boolean {
  if (text.includes('"')) return false
  const rows = text.split(/\r?\n/).slice(1, -1)
  const isQuoted = (row: string): boolean => {
    const cells = row.split(delimiter)
    return cells.some((cell) => cell.startsWith("'")) && cells.some((cell) => cell.endsWith("'"))
  }
  return rows.length > 0 && rows.filter(isQuoted).length > rows.length / 2
}

/** The delimiter that occurs most in the header, outside quotes: comma, semicolon, tab or bar. */
function delimiterOf(text: string): string {
  const header = (text.split(/\r?\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (delimiter: string): number => header.split(delimiter).length
  return [',', ';', '\t', '|'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}
