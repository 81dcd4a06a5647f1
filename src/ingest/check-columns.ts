import { AuditError } from '../domain/error.js'
import { plainName } from './read/field.js'
import { LINES } from './inner-record.js'
import { KNOWN_TABLES, PROMPT_COLUMNS } from './registry.js'

/** Throws AuditError `input-no-prompt-column` when no adapter would find a prompt in a table with these columns. */
export function checkColumns(columns: readonly string[], file: string): void {
  if (columns.some((column) => PROMPT_COLUMNS.includes(plainName(column)))) return
  const names = columns.map(plainName)
  // Exports of logs in general hold the record in the column of the printed line.
  if (columns.length > 1 && names.some((name) => LINES.has(name))) return
  if (KNOWN_TABLES.some((table) => table.every((column) => names.includes(column)))) return
  if (columns.length < 2) {
    throw new AuditError('input-format', `${file} is not JSON Lines, JSON or CSV with a header`, 'Give a log with one JSON object a line, a JSON array of records, or a table with a header line')
  }
  const there = columns.slice(0, 20).map((column) => column.slice(0, 40)).join(', ')
  throw new AuditError('input-no-prompt-column', `${file} has no column with the prompt; its columns are: ${there}`, `Rename the column of the prompt to one of: ${PROMPT_COLUMNS.join(', ')}`)
}
