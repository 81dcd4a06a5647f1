import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { isArray } from './accepted.js'
import { isClose } from './closeness.js'
import { composed } from './fold.js'

/** Fields that agree, in units of leaves, and leaves of the union of both values. */
export interface Agreement {
  readonly agreed: number
  readonly fields: number
  /** Path of the first field that differs. */
  readonly differs?: string
}

/**
 * Field-wise agreement of two JSON values no deeper than 100. Objects are compared by key, arrays of scalars as one field regardless of
 * order (Jaccard index of multisets), other arrays element by element. Strings: NFC, whitespace and case folded; numbers by isClose; null is as good as absent.
 */
export function agreement(given: JsonValue | undefined, expected: JsonValue | undefined, tolerance: number | undefined, path = '$'): Agreement {
  if (isJsonObject(given) && isJsonObject(expected)) return objects(given, expected, tolerance, path)
  if (isArray(given) && isArray(expected)) return arrays(given, expected, tolerance, path)
  if (isLeaf(given) && isLeaf(expected) && isSameScalar(given ?? null, expected ?? null, tolerance)) return { agreed: 1, fields: 1 }
  return { agreed: 0, fields: Math.max(1, leaves(given), leaves(expected)), differs: path }
}

function objects(given: JsonObject, expected: JsonObject, tolerance: number | undefined, path: string): Agreement {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(given)])]
  if (keys.length === 0) return { agreed: 1, fields: 1 }
  return total(keys.map((key) => agreement(own(given, key), own(expected, key), tolerance, step(path, key))))
}

function arrays(given: readonly JsonValue[], expected: readonly JsonValue[], tolerance: number | undefined, path: string): Agreement {
  if ([...given, ...expected].every(isLeaf)) {
    const share = jaccard(given.map(scalarKey), expected.map(scalarKey))
    return { agreed: share, fields: 1, ...(share < 1 ? { differs: path } : {}) }
  }
  const longest = Math.max(given.length, expected.length)
  return total(Array.from({ length: longest }, (_, i) => agreement(given[i], expected[i], tolerance, step(path, String(i)))))
}

function total(parts: readonly Agreement[]): Agreement {
  let agreed = 0
  let fields = 0
  for (const part of parts) {
    agreed += part.agreed
    fields += part.fields
  }
  const differs = parts.find((part) => part.differs !== undefined)?.differs
  return { agreed, fields, ...(differs === undefined ? {} : { differs }) }
}

function jaccard(given: readonly string[], expected: readonly string[]): number {
  if (given.length === 0 && expected.length === 0) return 1
  const left = new Map<string, number>()
  for (const key of expected) left.set(key, (left.get(key) ?? 0) + 1)
  let shared = 0
  for (const key of given) {
    const count = left.get(key) ?? 0
    if (count > 0) {
      shared += 1
      left.set(key, count - 1)
    }
  }
  return shared / (given.length + expected.length - shared)
}

/** Equality of two scalars of the same kind; see `agreement`. */
export function isSameScalar(given: JsonValue, expected: JsonValue, tolerance: number | undefined): boolean {
  if (typeof given === 'number' && typeof expected === 'number') return isClose(given, expected, tolerance)
  return scalarKey(given) === scalarKey(expected)
}

function scalarKey(value: JsonValue): string {
  return typeof value === 'string' ? `s${composed(value).replace(/\s+/g, ' ').trim().toLowerCase()}` : `${typeof value}${String(value)}`
}

function isLeaf(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || typeof value !== 'object'
}

function leaves(value: JsonValue | undefined): number {
  if (isLeaf(value) || value === undefined) return 1
  if (isArray(value)) return value.every(isLeaf) ? 1 : sum(value.map(leaves))
  return isJsonObject(value) ? sum(Object.keys(value).map((key) => leaves(own(value, key)))) : 1
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

/** A value's own field: `constructor` or `__proto__` of a hostile answer must not reach the prototype. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function step(path: string, key: string): string {
  return path.length > 60 ? path : `${path}.${key.slice(0, 40)}`
}
