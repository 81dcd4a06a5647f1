import type { ExclusionReason, ParsedRecord, SourceRef } from '../domain/call.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import type { Adapter, AdapterRecord } from './adapter.js'
import { candidatesFor } from './candidates.js'
import { unwrap } from './container/envelope.js'
import type { ContainerItem } from './container/item.js'
import { innerRecord } from './inner-record.js'
import { excludedBy } from './read/excluded.js'
import { PLAIN_COLUMNS } from './plain/columns.js'
import { fieldOf, plainName } from './read/field.js'
import { keysUnder } from './read/shape.js'
import { objectOf } from './read/json-text.js'
import { asToolsWrite, isInCapitals } from './warehouse-names.js'

const PATHS = ['path', 'url', 'endpoint', 'requesturl', 'requestpath']
const OTHER_ENDPOINT = /\/(?:embeddings|moderations|images|audio|rerank|models|files|fine_tuning|vector_stores)\b/

/** What an item of a container became, deferred parts included; never throws, whatever the item holds. Detection is per record: files may mix formats. */
export function parseItem(item: ContainerItem, file: string): readonly AdapterRecord[] {
  const source: SourceRef = { file, line: item.line }
  if ('unreadable' in item) return [excluded('unreadable', source, item.unreadable)]
  if ('skipped' in item) return [excluded('not-a-call', source, item.skipped)]
  const records = recordsIn(item.value, source)
  return records.length === 0 ? [excluded('not-a-call', source, 'nothing lies in it')] : records
}

function recordsIn(whole: JsonValue, source: SourceRef): readonly AdapterRecord[] {
  const values = unwrap(whole)
  const [only] = values
  return values.length === 1 && only !== undefined ? parseRecord(only, source) : values.flatMap((value) => parseRecord(value, source))
}

/** How many wrappings of a log shipper a record may lie in. */
const MOST_WRAPPINGS = 3

function adapterOf(record: JsonObject): Adapter | undefined {
  for (const candidate of candidatesFor(record)) if (candidate.detect(record)) return candidate
  return undefined
}

function parseRecord(value: JsonValue, source: SourceRef, wrappings = 0): readonly AdapterRecord[] {
  if (typeof value === 'string') {
    const object = objectOf(value)
    if (object) return parseRecord(object, source, wrappings)
  }
  if (!isJsonObject(value)) return [excluded('unknown-format', source, 'the record is no JSON object')]
  const adapter = adapterOf(value)
  // The two sides of a call are known in capitals too, but the tool that wrote them is not.
  if (adapter === undefined || adapter.name === 'plain' || isInCapitals(value)) {
    const written = asToolsWrite(value)
    const found = written && adapterOf(written)
    if (written && found && found.name !== 'plain') return parseRecord(written, source, wrappings)
  }
  const inner = adapter === undefined && wrappings < MOST_WRAPPINGS && !isOtherEndpoint(value) ? innerRecord(value, (object) => isReadable(object, wrappings + 1)) : undefined
  if (inner !== undefined) return parseRecord(inner, source, wrappings + 1)
  if (!adapter) return [isOtherEndpoint(value) ? excluded('not-a-call', source, 'a request to another endpoint than chat') : excluded('unknown-format', source, unknownDetail(value))]
  try {
    return adapter.parse(value, source)
  } catch (error) {
    return [excludedBy(error, source, adapter.name)]
  }
}

function isReadable(record: JsonObject, wrappings: number): boolean {
  const adapter = adapterOf(record)
  if (adapter?.name === 'plain') return keysUnder(record, PLAIN_COLUMNS.model).length > 0
  return adapter !== undefined || (wrappings < MOST_WRAPPINGS && innerRecord(record, (object) => isReadable(object, wrappings + 1)) !== undefined)
}

function isOtherEndpoint(record: JsonObject): boolean {
  const path = fieldOf(record, PATHS)
  if (typeof path === 'string' && OTHER_ENDPOINT.test(path)) return true
  const response = objectOf(record['response']) ?? record
  const data = response['data']
  const first = Array.isArray(data) ? data[0] : undefined
  return response['object'] === 'list' && isJsonObject(first) && 'embedding' in first
}

function unknownDetail(record: JsonObject): string {
  const keys = Object.keys(record).filter((key) => plainName(key) !== '').slice(0, 8).map((key) => key.slice(0, 30))
  return `no known format has the fields ${keys.join(', ') || '(none)'}; a call needs a prompt (messages, prompt, input, question, request) and an answer (response, output, completion, answer)`
}

function excluded(reason: ExclusionReason, source: SourceRef, detail: string): ParsedRecord {
  return { kind: 'excluded', reason, source, detail }
}
