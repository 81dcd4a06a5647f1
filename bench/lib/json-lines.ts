import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { isJsonObject } from '../../src/domain/json.js'
import type { JsonObject, JsonValue } from '../../src/domain/json.js'

/** The objects of a JSONL file, gzipped or not; a half-written last line is left out. */
export function readJsonLines(path: string): readonly JsonObject[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JsonValue).filter(isJsonObject)
}

/** The field as text; '' when it is none. */
export function textAt(row: JsonObject, field: string): string {
  const value = row[field]
  return typeof value === 'string' ? value : ''
}

/** The field as a number; undefined when it is none. */
export function numberAt(row: JsonObject, field: string): number | undefined {
  const value = row[field]
  return typeof value === 'number' ? value : undefined
}
