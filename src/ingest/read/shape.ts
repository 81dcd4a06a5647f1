import type { JsonObject } from '../../domain/json.js'
import { plainName } from './plain-name.js'

/** What follows from the names of a record's fields alone; the records of a log share few shapes, so it is found out once for each. */
export interface Shape {
  readonly keys: readonly string[]
  /** Keys by plain name, in their order. */
  readonly byName: ReadonlyMap<string, readonly string[]>
  /** Keys under each of some lists of names, in the order of preference. */
  readonly preferred: Map<readonly string[], readonly string[]>
  /** Keys whose plain name passes a test. */
  readonly passing: Map<(name: string) => boolean, readonly string[]>
}

const REMEMBERED = 500
const LONGEST = 4_000
/** Questions that are remembered per shape. */
const QUESTIONS = 200
const shapes = new Map<string, Shape>()

/** The records that were asked about last, by identity: readers ask again and again about the few that they are at. */
const SLOTS = 4
const recent: { record: JsonObject | undefined; shape: Shape }[] = []
let next = 0
/** The shapes that came up last: to compare keys one by one costs less than to join them. */
const usual: Shape[] = []
let nextUsual = 0

/** The shape of a record. Records must not change after they were asked about. */
export function shapeOf(record: JsonObject): Shape {
  for (const slot of recent) if (slot.record === record) return slot.shape
  const shape = shapeOfKeys(Object.keys(record))
  const slot = recent[next]
  if (slot) {
    slot.record = record
    slot.shape = shape
  } else recent[next] = { record, shape }
  next = (next + 1) % SLOTS
  return shape
}

function shapeOfKeys(keys: readonly string[]): Shape {
  for (const shape of usual) if (isSame(shape.keys, keys)) return shape
  const name = keys.join('\u0000')
  const shape = shapes.get(name) ?? remember(name, keys)
  usual[nextUsual] = shape
  nextUsual = (nextUsual + 1) % SLOTS
  return shape
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function remember(name: string, keys: readonly string[]): Shape {
  const byName = new Map<string, string[]>()
  for (const key of keys) {
    const own = byName.get(plainName(key))
    if (own) own.push(key)
    else byName.set(plainName(key), [key])
  }
  const shape = { keys, byName, preferred: new Map(), passing: new Map() }
  // Hostile logs with ever new names must not fill the memory.
  if (name.length <= LONGEST && shapes.size < REMEMBERED) shapes.set(name, shape)
  return shape
}

/** The keys of a record whose plain name is one of `names`, in their order of preference; `names` must be a constant. */
export function keysUnder(record: JsonObject, names: readonly string[]): readonly string[] {
  const { byName, preferred } = shapeOf(record)
  const known = preferred.get(names)
  if (known) return known
  const keys = names.flatMap((name) => byName.get(name) ?? [])
  if (preferred.size < QUESTIONS) preferred.set(names, keys)
  return keys
}

/** The keys of a record whose plain name passes; `test` must be a constant that depends on nothing but the name. */
export function keysPassing(record: JsonObject, test: (name: string) => boolean): readonly string[] {
  const { keys, passing } = shapeOf(record)
  const known = passing.get(test)
  if (known) return known
  const own = keys.filter((key) => test(plainName(key)))
  if (passing.size < QUESTIONS) passing.set(test, own)
  return own
}
