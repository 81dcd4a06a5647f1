import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { shapeOf } from '../read/shape.js'

/**
 * The rows of a data frame that was written as one object: by rows under their numbers, by columns, or split into names and rows. Undefined for
 * everything else. The rows of a frame have names; those without are left as they are.
 */
export function frameRows(object: JsonObject): readonly JsonObject[] | undefined {
  const { keys } = shapeOf(object)
  const [first] = keys
  if (first === undefined) return undefined
  if (first === '0' || first === '1') return keys.every((key) => /^\d+$/.test(key) && isJsonObject(object[key])) ? keys.map((key) => object[key]).filter(isJsonObject) : undefined
  const head = object[first]
  if (first === 'columns' || first === 'index' || first === 'data') return splitRows(object)
  // As ClickHouse writes its compact form.
  if (first === 'meta' && Array.isArray(head) && Array.isArray(object['data'])) return splitRows({ columns: head.map((column: JsonValue) => (isJsonObject(column) ? column['name'] ?? null : null)), data: object['data'] })
  return isJsonObject(head) && ('0' in head) ? columnRows(object, keys) : undefined
}

function splitRows({ columns, data, ...rest }: JsonObject): readonly JsonObject[] | undefined {
  if (!Array.isArray(columns) || !Array.isArray(data) || Object.keys(rest).some((key) => key !== 'index')) return undefined
  if (!columns.every((name: JsonValue) => typeof name === 'string') || new Set(columns).size < columns.length) return undefined
  if (!data.every((row: JsonValue) => Array.isArray(row) && row.length === columns.length)) return undefined
  return (data as readonly (readonly JsonValue[])[]).map((row) => Object.fromEntries(columns.map((name: JsonValue, at) => [String(name), row[at] ?? null])))
}

function columnRows(object: JsonObject, keys: readonly string[]): readonly JsonObject[] | undefined {
  const columns = keys.map((key) => object[key])
  if (!columns.every(isJsonObject)) return undefined
  const numbers = Object.keys(columns[0] ?? {})
  const isFrame = keys.length > 1 && columns.every((column) => Object.keys(column).length === numbers.length && numbers.every((number) => /^\d+$/.test(number) && number in column))
  return isFrame ? numbers.map((number) => Object.fromEntries(keys.map((key, at) => [key, columns[at]?.[number] ?? null]))) : undefined
}
