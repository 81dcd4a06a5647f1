import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { LIMITS } from '../limits.js'
import { isJsonText } from './json-syntax.js'
import { pythonLiteral } from './python-literal.js'

export type ParsedText = { readonly value: JsonValue } | { readonly problem: 'cut' | 'invalid' | 'too-deep' }

/** Where one of so many texts before was no JSON, the next is looked through first: garbage comes by the million, and a failure of JSON.parse costs much memory. */
const WARY = 64
let wary = 0

/** JSON.parse that never throws and refuses nesting beyond the limit, on which recursive code would overflow. */
export function parseJsonText(text: string): ParsedText {
  if (wary > 0) {
    wary--
    if (!isJsonText(text)) return otherJson(text)
  }
  try {
    const value: JsonValue = JSON.parse(text)
    hasLargeNumber = false
    if (isTooDeep(value, LIMITS.maxDepth)) return { problem: 'too-deep' }
    return { value: hasLargeNumber ? withLargeNumbers(text) : value }
  } catch {
    return otherJson(text)
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gsu

/** What Python writes for numbers that are none, which JSON has no word for, is read as nothing. */
function otherJson(text: string): ParsedText {
  const plain = /[[:,]\s*(?:NaN|-?Infinity)\b/.test(text) ? text.replace(TOKEN, (token) => (token.startsWith('"') ? token : 'null')) : text
  return plain === text || !isJsonText(plain) ? noJson(text) : parseJsonText(plain)
}

function noJson(text: string): ParsedText {
  wary = WARY
  return { problem: isCut(text) ? 'cut' : 'invalid' }
}

/** True for text that opens an object or array and does not end with its closing bracket. */
function isCut(text: string): boolean {
  const trimmed = text.trim()
  return (trimmed.startsWith('{') && !trimmed.endsWith('}')) || (trimmed.startsWith('[') && !trimmed.endsWith(']'))
}

function isTooDeep(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item: JsonValue) => (typeof item === 'number' ? isLarge(item) && (hasLargeNumber = true, false) : isTooDeep(item, levels - 1)))
  const object: JsonObject = value as JsonObject
  for (const key in object) {
    const item = object[key]
    if (typeof item === 'object' && item !== null && isTooDeep(item, levels - 1)) return true
    if (typeof item === 'number' && isLarge(item)) hasLargeNumber = true
  }
  return false
}

/** Set while a value is looked through: it is looked through anyway. */
let hasLargeNumber = false

/** True for whole numbers that lose digits as such: 64-bit ids, nanoseconds, seeds. */
function isLarge(value: number): boolean {
  return (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) && value < 1e21 && value > -1e21
}

/** True for a whole number that would come out as another one. */
export function losesDigits(digits: string): boolean {
  return String(Number(digits)) !== digits
}

const LONG_WHOLE = /^-?\d{16,21}$/

/** The value again, with those whole numbers as text that would lose digits. */
function withLargeNumbers(text: string): JsonValue {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gsu, (token) => (LONG_WHOLE.test(token) && losesDigits(token) ? `"${token}"` : token)))
}

const looksLikeJson = (text: string): boolean => /^\s*[{["]/.test(text)

/**
 * The value, or what its text holds when it is JSON in a string (up to three levels, as exports nest it);
 * cells whose quotes were doubled twice are read too. Text that is no JSON is given back as it is.
 */
export function jsonOf(value: JsonValue | undefined): JsonValue | undefined {
  let current = value
  for (let level = 0; level < 3 && typeof current === 'string' && looksLikeJson(current); level++) {
    const plain = parseJsonText(current)
    const parsed = 'value' in plain || !current.includes('""') ? plain : parseJsonText(current.replaceAll('""', '"'))
    if (!('value' in parsed)) {
      const literal = pythonLiteral(current)
      return literal === undefined ? current : literal
    }
    if (typeof parsed.value === 'string' && !looksLikeJson(parsed.value)) break
    current = parsed.value
  }
  return current
}

/** Like `jsonOf`, but only an object. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  const json = jsonOf(value)
  return isJsonObject(json) ? json : undefined
}

/** Like `jsonOf`, but only an array. */
export function arrayOf(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  const json = jsonOf(value)
  return Array.isArray(json) ? json : undefined
}
