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

/** Values that follow one another on a line without anything between them, as streams are stored in pieces; undefined for every other line. */
export function valuesOnLine(line: string): readonly JsonObject[] | undefined {
  if (!line.startsWith('{') || !/\}\s*\{/.test(line)) return undefined
  const values: JsonObject[] = []
  for (let at = 0; at < line.length;) {
    const end = endOfObject(line, at)
    const parsed = end === undefined ? undefined : parseJsonText(line.slice(at, end))
    if (end === undefined || parsed === undefined || !('value' in parsed) || !isJsonObject(parsed.value)) return undefined
    values.push(parsed.value)
    at = end + (/^[\s,]*/.exec(line.slice(end, end + 100))?.[0].length ?? 0)
  }
  return values
}

/** Where the object that begins at a place ends; undefined where it does not, or nothing begins there. */
export function endOfObject(text: string, start: number): number | undefined {
  if (text[start] !== '{') return undefined
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) {
      at++
      while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
    } else if (char === OPEN) depth++
    else if (char === CLOSE && --depth === 0) return at + 1
  }
  return undefined
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d]

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
