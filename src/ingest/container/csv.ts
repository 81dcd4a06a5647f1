import { CsvError, parse } from 'csv-parse'
import { AuditError } from '../../domain/error.js'
import type { Limits } from '../limits.js'
import { mebibytes } from '../limits.js'
import type { CsvDialect } from './detect-container.js'
import { pump } from '../source/pump.js'
import type { ContainerItem } from './item.js'

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** What to do with the header before any row is read; throws when the table cannot hold calls. */
export type CheckColumns = (columns: readonly string[]) => void

/**
 * Rows of a CSV file as objects of strings, keyed by its header; `line` is where the row starts.
 * A row with more or fewer cells than the header is unreadable: its text stands in the wrong columns or is cut.
 */
export async function* readCsv(source: AsyncIterable<string>, file: string, { delimiter, hasQuotes, isApostrophe, isEscaped, isBackslash }: CsvDialect, checkColumns: CheckColumns, limits: Limits): AsyncGenerator<ContainerItem> {
  const parser = parse({ delimiter, bom: true, ...(hasQuotes ? { relax_quotes: true, ...(isApostrophe === true && { quote: "'" as const, escape: "'" as const }), ...(isBackslash === true && { escape: '\\' as const }) } : { quote: false }), relax_column_count: true, skip_empty_lines: true, info: true, max_record_size: limits.maxRecordBytes })
  let columns: readonly string[] | undefined
  let repeated: Repeated = []
  /** A table drawn with bars, as Markdown has it. */
  let isDrawn = false
  let last = 0
  try {
    for await (const row of pump<Row>(source, parser)) {
      const line = last + 1
      last = row.info.lines
      if (columns === undefined) {
        // Spreadsheets are told the delimiter in a line of its own.
        if (/^sep=/i.test(row.record[0] ?? '') && row.record.length <= 2) continue
        columns = row.record.map((name) => name.trim())
        repeated = repeatedIn(columns)
        isDrawn = delimiter === '|' && columns.length > 2 && columns[0] === '' && columns.at(-1) === ''
        checkColumns(columns)
      } else if (!(isDrawn && row.record.every((cell) => /^\s*(?::?-+:?)?\s*$/.test(cell)))) {
        yield readRow(columns, repeated, isEscaped === true ? row.record.map(plainCell) : isDrawn ? row.record.map((cell) => cell.trim()) : row.record, line)
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_MAX_RECORD_SIZE') {
      throw new AuditError('input-line-too-long', `${file}:${last + 1} is a row larger than ${mebibytes(limits.maxRecordBytes)}`, 'A quote that is never closed swallows the rest of a file: look at that line')
    }
    const detail = error.code === 'CSV_QUOTE_NOT_CLOSED' ? `a quote that opens here is never closed: the ${Math.max(0, parser.info.lines - last - 1)} lines behind it were taken for its text` : 'the row is not valid CSV'
    yield { line: last + 1, unreadable: detail }
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([['n', '\n'], ['t', '\t'], ['r', '\r'], ['b', '\b'], ['f', '\f'], ['v', '\v'], ['0', '']])

/** A cell as it was before a database wrote it; nothing is no text. */
function plainCell(cell: string): string {
  return cell === String.raw`\N` ? '' : cell.replace(/\\(.)/gs, (_, char: string) => ESCAPES.get(char) ?? char)
}

/** Places of columns whose name stood before, with the place where it did. */
type Repeated = readonly (readonly [at: number, first: number])[]

const repeatedIn = (columns: readonly string[]): Repeated => columns.flatMap((name, at) => {
  const first = columns.indexOf(name)
  return first < at ? [[at, first] as const] : []
})

function readRow(columns: readonly string[], repeated: Repeated, cells: readonly string[], line: number): ContainerItem {
  if (cells.length !== columns.length) {
    return { line, unreadable: `the row has ${cells.length} cells, the header ${columns.length} (a delimiter or quote that is not escaped?)` }
  }
  if (cells.some((cell) => cell.includes('\0'))) return { line, unreadable: 'the row holds NUL bytes' }
  // Of two columns of one name the later would be the value, whichever is meant.
  const twice = repeated.find(([at, first]) => cells[at] !== cells[first])
  if (twice) return { line, unreadable: `the header names the column ${JSON.stringify((columns[twice[0]] ?? '').slice(0, 40))} twice, and its cells differ` }
  return { line, value: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])) }
}
