import type { WarehouseSource } from '../../config/schema.js'
import type { Column } from '../connection.js'
import type { Dialect } from '../sql/dialect.js'
import { heliconeView } from './helicone.js'
import { langfuseView } from './langfuse.js'
import { litellmView } from './litellm.js'
import { mappedView } from './mapped.js'
import type { TableView } from './table-view.js'

export type TableFormat = 'langfuse' | 'helicone' | 'litellm' | 'mapped'

/** Columns by which a tool's own table is known. */
const SIGNATURES: readonly (readonly [TableFormat, readonly string[]])[] = [
  ['langfuse', ['trace_id', 'type', 'start_time', 'usage_details', 'provided_model_name', 'input', 'output']],
  ['helicone', ['request_id', 'request_body', 'response_body', 'prompt_tokens', 'request_created_at']],
  ['litellm', ['request_id', 'proxy_server_request', 'spend', 'prompt_tokens', 'startTime', 'endTime', 'response']],
]

/** Whose table it is, by its columns; a mapping in the configuration makes it `mapped`. */
export function tableFormat(columns: readonly Column[], source: WarehouseSource | undefined): TableFormat {
  if (source?.columns !== undefined) return 'mapped'
  const names = new Set(columns.map(({ name }) => name))
  return SIGNATURES.find(([, signature]) => signature.every((name) => names.has(name)))?.[0] ?? 'mapped'
}

/** How a table is read. @throws AuditError naming the columns that are there when it cannot be told */
export function createView(dialect: Dialect, from: string, columns: readonly Column[], source: WarehouseSource | undefined, shown: string): TableView {
  switch (tableFormat(columns, source)) {
    case 'langfuse': return langfuseView(dialect, from, columns, source)
    case 'helicone': return heliconeView(dialect, from, columns, source)
    case 'litellm': return litellmView(dialect, from, columns, source)
    case 'mapped': return mappedView(dialect, from, columns, source, shown)
  }
}
