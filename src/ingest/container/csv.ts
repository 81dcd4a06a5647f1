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
export async function* readCsv(source: AsyncIterable<string>, file: string, { delimiter, hasQuotes }: CsvDialect, checkColumns: CheckColumns, limits: Limits): AsyncGenerator<ContainerItem> {
  const parser = parse({ delimiter, bom: true, ...(hasQuotes ? { relax_quotes: true } : { quote: false }), relax_column_count: true, skip_empty_lines: true, info: true, max_record_size: limits.maxRecordBytes })
  let columns: readonly string[] | undefined
  let last = 0
  try {
    for await (const row of pump<Row>(source, parser)) {
      const line = last + 1
      last = row.info.lines
      if (columns === undefined) {
        columns = row.record.map((name) => name.trim())
        checkColumns(columns)
      } else {
        yield readRow(columns, row.record, line)
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

function readRow(columns: readonly string[], cells: readonly string[], line: number): ContainerItem {
  if (cells.length !== columns.length) {
    return { line, unreadable: `the row has ${cells.length} cells, the header ${columns.length} (a delimiter or quote that is not escaped?)` }
  }
  if (cells.some((cell) => cell.includes('\0'))) return { line, unreadable: 'the row holds NUL bytes' }
  return { line, value: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])) }
}
