import type { ParsedRecord } from '../../src/domain/call.js'

/** What one record of a sample must become: fields of the call that must be equal (others are not looked at), or why it is excluded. */
export type Expected = { readonly call: Readonly<Record<string, unknown>>; readonly absent?: readonly string[] } | { readonly excluded: string; readonly traffic?: Readonly<Record<string, unknown>> }

/** A change of a sample's text, and what the changed record must become. */
export interface Twin {
  readonly name: string
  /** Text as it stands, or a global pattern. */
  readonly from: string | RegExp
  readonly to: string
  readonly expect: Expected
}

export interface SampleExpectation {
  readonly file: string
  /** In the order of the file; several where a record holds several. */
  readonly records: readonly Expected[]
  readonly twins: readonly Twin[]
}

/** What differs from the expectation; undefined when nothing does. */
export function difference(expected: Expected, record: ParsedRecord | undefined): string | undefined {
  if (!record) return 'no record'
  if ('excluded' in expected) {
    if (record.kind !== 'excluded') return `a call, not excluded as ${expected.excluded}`
    if (record.reason !== expected.excluded) return `excluded as ${record.reason} (${record.detail}), not ${expected.excluded}`
    return expected.traffic === undefined ? undefined : fieldDifference(expected.traffic, record.traffic, 'traffic')
  }
  if (record.kind !== 'call') return `excluded as ${record.reason} (${record.detail}), not a call`
  const present = expected.absent?.find((path) => at(record.call, path) !== undefined)
  return present === undefined ? fieldDifference(expected.call, record.call, 'call') : `${present} is ${JSON.stringify(at(record.call, present))}, not absent`
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value)
}

function fieldDifference(expected: unknown, actual: unknown, path: string): string | undefined {
  if (typeof expected !== 'object' || expected === null) return Object.is(expected, actual) ? undefined : `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`
  if (typeof actual !== 'object' || actual === null) return `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) return `${path} has ${actual.length} items, not ${expected.length}`
  for (const [key, value] of Object.entries(expected)) {
    const found = fieldDifference(value, Reflect.get(actual, key), `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
