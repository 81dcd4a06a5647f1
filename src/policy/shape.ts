import { isJsonObject } from '../domain/json.js'

export type Path = readonly (string | number)[]

/** A place in a document and what is wrong there. */
export interface PolicyIssue {
  readonly path: Path
  readonly message: string
}

/** Where a check stands, and how it goes further down. */
export interface Around {
  readonly path: Path
  readonly depth: number
  readonly visit: (value: unknown, shape: Shape, path: Path, depth: number) => void
  /** Ids that routes have taken so far. */
  readonly seen: Set<unknown>
}

/**
 * What a value must be: a text that matches, one of some words `a|b`, `@table` for the name of an entry of a table of the document, a check that says what is
 * wrong, a list of a shape (with `0`: perhaps empty), or a map by key. In a map `key!` must be there, `*` stands for every key, and with `!` no other key is allowed.
 */
export type Shape = RegExp | string | readonly [Shape] | readonly [Shape, 0] | ((value: unknown, around: Around) => string | undefined) | { readonly [key: string]: Shape }

export const kind = (name: string, is: (value: unknown) => boolean): Shape => (value) => (is(value) ? undefined : `must be ${name}`)
export const range = (low: number, high: number, whole?: 1): Shape => kind(`a ${whole ? 'whole ' : ''}number from ${low} to ${high}`, (value) => typeof value === 'number' && value >= low && value <= high && !(whole && value % 1))

/** A text that can be read; what the reader throws is what is wrong. */
export const readable = (read: (text: string) => unknown): Shape => (value) => {
  if (typeof value !== 'string') return 'must be a text'
  try {
    read(value)
  } catch (error) {
    return `is not usable: ${(error as Error).message}`
  }
  return undefined
}

export const TEXT = /[^]/
export const NUMBER = range(-Number.MAX_VALUE, Number.MAX_VALUE)
export const FLAG = kind('true or false', (value) => typeof value === 'boolean')
export const ANY: Shape = () => undefined

/** All that a document lacks of a shape. Never throws on data that came from JSON. */
export function faultsOf(document: unknown, whole: Shape): readonly PolicyIssue[] {
  const issues: PolicyIssue[] = []
  const seen = new Set<unknown>()
  const tables: Record<string, ReadonlySet<unknown>> = {}
  const names = (table: string): ReadonlySet<unknown> => tables[table] ??= new Set(namesOf(table))
  const namesOf = (table: string): readonly unknown[] => {
    const entries = isJsonObject(document) ? document[table] : undefined
    return Array.isArray(entries) ? entries.map((entry: unknown) => (isJsonObject(entry) ? entry['id'] : undefined)) : Object.keys(entries ?? {})
  }
  const visit = (value: unknown, shape: Shape, path: Path, depth: number): void => {
    const fault = (message: string | undefined): void => { if (message) issues.push({ path, message }) }
    if (typeof shape === 'function') fault(shape(value, { path, depth, visit, seen }))
    else if (shape instanceof RegExp) fault(typeof value === 'string' && shape.test(value) ? '' : `must match ${shape}`)
    else if (typeof shape === 'string') {
      const known = shape[0] === '@' ? names(shape.slice(1)) : new Set<unknown>(shape.split('|'))
      if (!known.has(value)) fault(`${JSON.stringify(value)} is none of ${[...known].slice(0, 20)}`)
    } else if (isList(shape)) {
      if (!Array.isArray(value) || value.length + shape.length < 2) fault('must be a list that is not empty')
      else value.forEach((item: unknown, at) => visit(item, shape[0], [...path, at], depth))
    } else if (!isJsonObject(value)) fault('must be a map')
    else {
      for (const [key, inner] of Object.entries(shape)) {
        const name = key.replace('!', '')
        const keys = name === '*' ? Object.keys(value) : name && (name !== key || value[name] !== undefined) ? [name] : []
        for (const each of keys) visit(Object.hasOwn(value, each) ? value[each] : undefined, inner, [...path, each], depth)
      }
      if (shape['!']) for (const key of Object.keys(value)) if (!Object.hasOwn(shape, key) && !Object.hasOwn(shape, `${key}!`)) visit(key, () => 'is not a field here', [...path, key], depth)
    }
  }
  visit(document, whole, [], 0)
  return issues
}

const isList = (shape: Shape): shape is readonly [Shape] | readonly [Shape, 0] => Array.isArray(shape)
