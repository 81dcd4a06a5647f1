import type { JsonObject } from '../domain/json.js'
import type { Adapter } from './adapter.js'
import { shapeOf, type Shape } from './read/shape.js'
import { ADAPTERS } from './registry.js'

/** The formats that records of a shape may be of, and shapes that came up once, for which all are asked: a log may be all new names. */
const known = new WeakMap<Shape, readonly Adapter[]>()

/**
 * The formats to offer a record to, in their order. Most refuse by the names of its fields alone, and then refuse all records with those
 * names: what they look at is watched once for each shape.
 */
export function candidatesFor(record: JsonObject): readonly Adapter[] {
  const shape = shapeOf(record)
  const candidates = known.get(shape)
  if (candidates !== undefined && candidates !== ADAPTERS) return candidates
  const own = candidates === undefined ? ADAPTERS : ADAPTERS.filter((adapter) => !refusesNames(adapter, record))
  known.set(shape, own)
  return own
}

/** True where a format refuses a record without having looked at the value of a single field. */
function refusesNames(adapter: Adapter, record: JsonObject): boolean {
  let looked = false
  // One of its own for each format: readers remember the record that they were asked about last. No proxy, which would spoil what the engine knows of records.
  const watched: JsonObject = {}
  for (const key of Object.keys(record)) {
    Object.defineProperty(watched, key, {
      enumerable: true,
      get: () => {
        looked = true
        return record[key]
      },
    })
  }
  return !adapter.detect(watched) && !looked
}
