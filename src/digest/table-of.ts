import type { LlmCall } from '../domain/call.js'
import { createTable, type CallTable } from './call-table.js'
import { createRowWriter } from './row-writer.js'

/** Some calls of one source as a table; their rows are their places in the list. */
export function tableOf(calls: readonly LlmCall[], file: string): CallTable {
  const builder = createTable()
  const writer = createRowWriter()
  for (const call of calls) writer.add(call)
  builder.append(writer.take(), file)
  return builder.finish()
}
