import type { JsonObject } from '../../domain/json.js'
import { RECORD_PREFIX } from './expression.js'

/** The fetched columns under their own names, without those that are NULL. */
export function plainRecord(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (name.startsWith(RECORD_PREFIX) && value !== null ? [[name.slice(RECORD_PREFIX.length), value]] : [])))
}
