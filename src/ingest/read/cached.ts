import type { JsonObject, JsonValue } from '../../domain/json.js'
import { Excluded } from './excluded.js'
import { keysUnder } from './shape.js'

const FLAGS = ['cachehit', 'iscachehit', 'fromcache', 'iscached', 'cached', 'servedfromcache', 'cachestatus']

const isHit = (value: JsonValue | undefined): boolean => value === true || (typeof value === 'string' && /^(?:true|hit)$/i.test(value.trim()))

/** Throws Excluded where a record says that a cache answered, not the model: the call cost nothing. */
export function refuseCached(record: JsonObject): void {
  if (keysUnder(record, FLAGS).some((key) => isHit(record[key]))) throw new Excluded('cached', 'answered by a cache, as the record says')
}
