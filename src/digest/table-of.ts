import type { LlmCall } from '../domain/call.js'
import { createTable, type CallTable } from './call-table.js'
import { createRowWriter } from './row-writer.js'

/** Some calls as a table; their rows are their places in the list. */
export function tableOf(calls: readonly LlmCall[]): CallTable {
  const builder = createTable()
  const writer = createRowWriter()
  let file = ''
  for (const call of calls) {
    if (call.source.file !== file) builder.append(writer.take(), file)
    file = call.source.file
    writer.add(call)
  }
  builder.append(writer.take(), file)
  return builder.finish()
}
