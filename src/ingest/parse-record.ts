import type { ExclusionReason, ParsedRecord, SourceRef } from '../domain/call.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import type { Adapter, AdapterRecord } from './adapter.js'
import { unwrap } from './container/envelope.js'
import type { ContainerItem } from './container/item.js'
import { excludedBy } from './read/excluded.js'
import { fieldOf, plainName } from './read/field.js'
import { objectOf } from './read/json-text.js'
import { ADAPTERS } from './registry.js'

const PATHS = ['path', 'url', 'endpoint', 'requesturl', 'requestpath']
const OTHER_ENDPOINT = /\/(?:embeddings|moderations|images|audio|rerank|models|files|fine_tuning|vector_stores)\b/

/** What an item of a container became, deferred parts included; never throws, whatever the item holds. Detection is per record: files may mix formats. */
export function parseItem(item: ContainerItem, file: string): readonly AdapterRecord[] {
  const source: SourceRef = { file, line: item.line }
  if ('unreadable' in item) return [excluded('unreadable', source, item.unreadable)]
  if ('skipped' in item) return [excluded('not-a-call', source, item.skipped)]
  return unwrap(item.value).flatMap((value) => parseRecord(value, source))
}

function parseRecord(value: JsonValue, source: SourceRef): readonly AdapterRecord[] {
  if (!isJsonObject(value)) return [excluded('unknown-format', source, 'the record is no JSON object')]
  const adapter: Adapter | undefined = ADAPTERS.find((candidate) => candidate.detect(value))
  if (!adapter) return [isOtherEndpoint(value) ? excluded('not-a-call', source, 'a request to another endpoint than chat') : excluded('unknown-format', source, unknownDetail(value))]
  try {
    return adapter.parse(value, source)
  } catch (error) {
    return [excludedBy(error, source, adapter.name)]
  }
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
  return `no known format has the fields ${keys.join(', ') || '(none)'}`
}

function excluded(reason: ExclusionReason, source: SourceRef, detail: string): ParsedRecord {
  return { kind: 'excluded', reason, source, detail }
}
