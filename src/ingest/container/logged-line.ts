import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { parseJsonText } from '../read/json-text.js'

/** How far into its line a record may begin, behind what a logger writes before it. */
const LONGEST_PREFIX = 300
const TIME = /^\W{0,3}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d\d:?\d\d)?)/

/**
 * The record behind a prefix on its line (`2026-05-04 10:00:00 INFO llm {…}`); with the time of the prefix beside it where there is one.
 * Undefined for every other line.
 */
export function loggedRecord(line: string): JsonObject | undefined {
  const at = prefixOf(line)
  if (at === undefined) return undefined
  const parsed = parseJsonText(line.slice(at))
  if (!('value' in parsed) || !isJsonObject(parsed.value)) return undefined
  const time = TIME.exec(line)?.[1]
  return time === undefined ? parsed.value : { time, record: parsed.value }
}

/** Where the record of a line begins that does not begin with it. */
function prefixOf(line: string): number | undefined {
  if (!line.endsWith('}')) return undefined
  const at = line.slice(0, LONGEST_PREFIX + 2).indexOf('{"')
  return at > 0 ? at : undefined
}

/** True for text whose lines hold records behind prefixes, and which is no table whose last cell is JSON. */
export function isLogged(text: string): boolean {
  const lines = text.split('\n', 50).map((line) => line.trim()).filter((line) => line !== '')
  const found = lines.find((line) => loggedRecord(line) !== undefined)
  if (found === undefined) return false
  const prefix = found.slice(0, prefixOf(found))
  const header = lines[0] ?? ''
  // In a table the cell begins where the one before it ends, and the header has as many.
  const delimiter = /[,;\t](?= *$)/.exec(prefix)?.[0]
  return found === header || delimiter === undefined || header.split(delimiter).length !== prefix.split(delimiter).length
}
