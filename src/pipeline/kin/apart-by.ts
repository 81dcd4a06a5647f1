import type { CallTable } from '../../digest/call-table.js'
import { AuditError } from '../../domain/error.js'
import { fieldAt } from '../../sample/field.js'

/**
 * Takes the calls that a field gives one value for one conversation, so that one case of each is drawn; calls without the field keep their conversation.
 * @throws AuditError `config/one-per` where no call has it
 */
export function apartBy<T extends Pick<CallTable, 'call' | 'conversationOf'>>(field: string, rows: readonly number[], table: T, label: string): T {
  const names = new Map(rows.flatMap((row): readonly (readonly [number, string])[] => {
    const value = fieldAt(table.call(row), field)
    return value === undefined || value === null || value === '' ? [] : [[row, `${field}:${JSON.stringify(value)}`]]
  }))
  if (rows.length > 0 && names.size === 0) {
    const keys = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(table.call(row).metadata)))].slice(0, 12)
    throw new AuditError('config/one-per', `task "${label}": no call has a field "${field}", which quality.one_per names`, `Metadata fields seen there: ${keys.map((key) => `metadata.${key}`).join(', ') || 'none'}; skip: true leaves a task out.`)
  }
  return { ...table, conversationOf: (row: number) => names.get(row) ?? table.conversationOf(row) }
}
