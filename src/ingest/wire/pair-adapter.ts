import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { recordUsage } from '../plain/usage.js'
import { refuseCached } from '../read/cached.js'
import { readCall } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { fieldOf, nameOf } from '../read/field.js'
import { readNumber } from '../read/number.js'
import { merged } from '../read/option.js'
import type { Pair } from '../read/pair.js'
import { findPair, PAIR_COLUMNS } from '../read/pair.js'
import type { Wire } from './wire.js'
import { requestWireOf, wireOf } from './wires.js'

let last: { readonly record: JsonObject; readonly wire: Wire | undefined } | undefined

/** The API of a record's pair; that of the last record is remembered, since every adapter asks. */
function wireOfRecord(record: JsonObject): Wire | undefined {
  if (last?.record === record) return last.wire
  const pair = findPair(record)
  const wire = pair && wireOf(pair.request, pair.response)
  last = { record, wire }
  return wire
}

/** The pair of a record that is known to have one. */
export function pairOf(record: JsonObject): Pair {
  const pair = findPair(record)
  if (!pair) throw new Excluded('unknown-format', 'the record has no request')
  return pair
}

const PATHS = ['url', 'path', 'endpoint', 'uri', 'requesturl', 'requestpath']
const IN_PATH = /\/(?:models|deployments|model)\/([\w.~%-]{1,120})(?=[:/?]|$)/

/** Gemini, Azure and Bedrock name the model (or its deployment) in the address alone. */
function modelInPath(record: JsonObject): string | undefined {
  const side = [record['request'], record['req']].find(isJsonObject)
  const path = fieldOf(record, PATHS) ?? (side && fieldOf(side, PATHS))
  const name = typeof path === 'string' ? IN_PATH.exec(path)?.[1] : undefined
  return name === undefined ? undefined : decoded(name)
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Reads the requests and responses of one API, in any envelope. */
export function pairAdapter(wire: Wire): Adapter {
  return {
    name: wire.name,
    promptColumns: PAIR_COLUMNS,
    detect: (record) => wireOfRecord(record) === wire,
    parse: (record, source) => {
      const { request, response } = pairOf(record)
      refuseFailure(record, response)
      refuseCached(record)
      const known = wire.known(response)
      const usage = Object.keys(known.usage).length > 0 ? known.usage : recordUsage(record)
      return [readCall(merged(known, {
        format: wire.name,
        source,
        record,
        requestModel: nameOf(request['model']) ?? nameOf(request['modelId']) ?? nameOf(record['model']) ?? modelInPath(record),
        requestMetadata: request['metadata'],
        usage,
        // HAR counts milliseconds under a name that elsewhere means a point in time.
        latencyMs: 'startedDateTime' in record ? readNumber(record['time']) : undefined,
      }), () => {
        const asked = requestWireOf(request, wire)
        asked.refuseIncomplete?.(request)
        const facts = wire.response(response)
        return merged(facts, { request: asked.request(request), usage: Object.keys(facts.usage).length > 0 ? facts.usage : usage })
      })]
    },
  }
}
