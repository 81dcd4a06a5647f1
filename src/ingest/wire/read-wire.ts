import type { ParsedRecord, Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Known } from '../read/draft.js'
import { readCall, refuseTextless } from '../read/draft.js'
import { nameOf } from '../read/field.js'
import { merged } from '../read/option.js'
import { requestWireOf, wireOf } from './wires.js'

/**
 * The call in a request and response that a gateway kept as they went over the wire. What the gateway itself states
 * (`own`) goes before what the response says. Throws Excluded.
 */
export function readWire(request: JsonObject, response: JsonValue | undefined, own: Known): ParsedRecord {
  const wire = wireOf(request, response)
  if (!wire) return refuseTextless(own, 'unknown-format', 'the request is of no known API')
  const stated = wire.known(response)
  const known: Known = {
    ...own,
    usage: wholeUsage(own.usage, stated.usage),
    requestModel: own.requestModel ?? nameOf(request['model']),
    responseModel: stated.responseModel ?? own.responseModel,
    responseId: own.responseId ?? stated.responseId,
    requestMetadata: own.requestMetadata ?? request['metadata'],
    serviceTier: stated.serviceTier === 'other' ? 'other' : own.serviceTier ?? stated.serviceTier,
    startedAt: own.startedAt ?? stated.startedAt,
    costUsd: own.costUsd ?? stated.costUsd,
    latencyMs: own.latencyMs ?? stated.latencyMs,
    timeToFirstTokenMs: own.timeToFirstTokenMs ?? stated.timeToFirstTokenMs,
  }
  return readCall(known, () => {
    const asked = requestWireOf(request, wire)
    asked.refuseIncomplete?.(request)
    return { request: asked.request(request), output: wire.response(response).output }
  })
}

/** A tool's own counts; those of the response say more of them where both are about the same tokens. */
export function wholeUsage(own: Usage | undefined, stated: Usage): Usage {
  if (own === undefined || Object.keys(own).length === 0) return stated
  return own.inputTokens === stated.inputTokens && own.outputTokens === stated.outputTokens ? merged(stated, own) : own
}
