import type { ServiceTier } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { readStream } from '../read/sse.js'
import { readServiceTier } from '../read/service-tier.js'
import { hasSurcharge } from '../read/surcharge.js'
import { anthropicUsage } from '../read/usage.js'
import { partsOf } from './messages.js'
import { assembleEvents, isMessageStream } from './stream.js'

/** True for a message of Anthropic's API, whole or streamed, or its error. */
export function isAnthropicMessage(response: JsonValue | undefined, stream = readStream(response)): boolean {
  if (isJsonObject(response)) {
    return !('choices' in response) && Array.isArray(response['content']) && (response['type'] === 'message' || 'stop_reason' in response)
  }
  return stream !== undefined && isMessageStream(stream)
}

/** Reads a message or its stream. Throws Excluded. */
export function anthropicResponse(response: JsonValue | undefined): ResponseFacts {
  const stream = readStream(response)
  if (stream && isMessageStream(stream)) return messageFacts(assembleEvents(stream))
  if (isJsonObject(response)) return messageFacts(response)
  throw new Excluded('no-output', 'the record has no response')
}

/** What a message or its stream says besides the answer, whatever state the answer is in; never throws. */
export function messageKnown(response: JsonValue | undefined): Omit<ResponseFacts, 'output'> {
  const stream = readStream(response)
  if (!stream) return isJsonObject(response) ? besidesAnswer(response) : { usage: {} }
  const started = stream.events.map((event) => event['message']).find(isJsonObject) ?? {}
  const usages = [started['usage'], ...stream.events.map((event) => event['usage'])].filter(isJsonObject)
  return besidesAnswer({ ...started, usage: Object.assign({}, ...usages) })
}

function besidesAnswer(message: JsonObject): Omit<ResponseFacts, 'output'> {
  return {
    usage: anthropicUsage(message['usage']),
    serviceTier: tierOf(message['usage']),
    responseModel: nameOf(message['model']),
    responseId: nameOf(message['id']),
  }
}

/** A faster run costs a premium whatever its tier is called. */
function tierOf(usage: JsonValue | undefined): ServiceTier | undefined {
  if (!isJsonObject(usage)) return undefined
  if (hasSurcharge(usage)) return 'other'
  return usage['speed'] === 'fast' ? 'priority' : readServiceTier(usage['service_tier'])
}

function messageFacts(message: JsonObject): ResponseFacts {
  const finishReason = readFinishReason(message['stop_reason'])
  const parts = partsOf(message['content'])
  return {
    ...besidesAnswer(message),
    output: {
      text: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(''),
      toolCalls: parts.flatMap((part) => (part.type === 'tool_call' ? [{ name: part.name, arguments: part.arguments }] : [])),
      ...(finishReason !== undefined && { finishReason }),
    },
  }
}
