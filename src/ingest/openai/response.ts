import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ModelOutput } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { readFinishReason } from '../read/finish-reason.js'
import { nameOf } from '../read/field.js'
import { readUsd } from '../read/number.js'
import { defined } from '../read/option.js'
import { optionalText } from '../read/part.js'
import { readStream, refuseEvents } from '../read/sse.js'
import { readTime } from '../read/time.js'
import { readServiceTier } from '../read/service-tier.js'
import { hasSurcharge } from '../read/surcharge.js'
import { openaiUsage } from '../read/usage.js'
import { contentText, toolCallParts } from './messages.js'
import { assembleChunks, isChunkStream } from './stream.js'

/** True for a chat completion, whole or streamed. */
export function isChatCompletion(response: JsonValue | undefined, stream = readStream(response)): boolean {
  if (isJsonObject(response)) return Array.isArray(response['choices'])
  return stream !== undefined && isChunkStream(stream)
}

/** Reads a chat completion, its stream, or the bare text or message that some logs keep of it. Throws Excluded. */
export function openaiResponse(response: JsonValue | undefined): ResponseFacts {
  const stream = readStream(response)
  if (stream && isChunkStream(stream)) return completionFacts(assembleChunks(stream))
  if (stream && stream.isBroken) throw new Excluded('truncated', 'the stored stream is cut in the middle of an event')
  if (isJsonObject(response)) {
    if (Array.isArray(response['choices'])) return completionFacts(response)
    if ('content' in response || Array.isArray(response['tool_calls'])) return { output: messageOutput(response, undefined), usage: {} }
  }
  const [only] = Array.isArray(response) && response.length === 1 ? response : []
  if (isJsonObject(only) && only['role'] === 'assistant') return { output: messageOutput(only, only['finish_reason']), usage: {} }
  if (typeof response === 'string') {
    refuseEvents(response)
    if (/^\s*\{"(?:id|object|choices)"/.test(response)) throw new Excluded('truncated', 'the stored response is cut: its JSON ends too early')
    return { output: { text: response, toolCalls: [] }, usage: {} }
  }
  throw new Excluded('no-output', 'the record has no response')
}

/** What a completion or its stream says besides the answer, whatever state the answer is in; never throws. */
export function completionKnown(response: JsonValue | undefined): Omit<ResponseFacts, 'output'> {
  const stream = readStream(response)
  if (stream) return stream.events.map(besidesAnswer).reduce((all, facts) => ({ ...all, ...defined(facts), usage: { ...all.usage, ...facts.usage } }), { usage: {} })
  return isJsonObject(response) ? besidesAnswer(response) : { usage: {} }
}

let last: { readonly response: JsonObject; readonly facts: Omit<ResponseFacts, 'output'> } | undefined

/** Asked for by the call and by the traffic that it is otherwise; that of the last response is remembered. */
function besidesAnswer(response: JsonObject): Omit<ResponseFacts, 'output'> {
  if (last?.response !== response) last = { response, facts: readBesides(response) }
  return last.facts
}

function readBesides(response: JsonObject): Omit<ResponseFacts, 'output'> {
  const usage = isJsonObject(response['usage']) ? response['usage'] : undefined
  return {
    usage: openaiUsage(usage),
    responseModel: nameOf(response['model']),
    responseId: nameOf(response['id']),
    startedAt: readTime(response['created']),
    serviceTier: hasSurcharge(usage) ? 'other' : readServiceTier(response['service_tier']),
    costUsd: costIn(usage),
  }
}

/**
 * The cost that the usage tells: a sum (OpenRouter), or parts and their sum (Perplexity). Where a user's own key paid the provider, OpenRouter's sum is its
 * fee alone.
 */
function costIn(usage: JsonObject | undefined): number | undefined {
  const cost = usage?.['cost']
  if (usage === undefined || isJsonObject(cost)) return isJsonObject(cost) ? readUsd(cost['total_cost']) : undefined
  const [told, details] = [readUsd(cost), usage['cost_details']]
  if (usage['is_byok'] !== true) return told
  const upstream = isJsonObject(details) ? readUsd(details['upstream_inference_cost']) : undefined
  return told === undefined || upstream === undefined ? undefined : told + upstream
}

function completionFacts(response: JsonObject): ResponseFacts {
  const choices = Array.isArray(response['choices']) ? response['choices'].filter(isJsonObject) : []
  const first = choices.find((choice: JsonObject) => choice['index'] === 0) ?? choices[0]
  const message = isJsonObject(first?.['message']) ? first['message'] : typeof first?.['text'] === 'string' ? { content: first['text'] } : undefined
  if (!first || !message) throw new Excluded('no-output', 'the response has no choice')
  const besides = besidesAnswer(response)
  const { usage, costUsd } = besides
  const { inputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
  // With n > 1 output tokens and cost are those of all choices; what the first one took is not known.
  const isOnly = choices.length === 1
  // Field by field, as in read/draft: spreading would cost more than reading.
  return {
    responseModel: besides.responseModel,
    responseId: besides.responseId,
    startedAt: besides.startedAt,
    serviceTier: besides.serviceTier,
    output: messageOutput(message, first['finish_reason'] ?? first['finishReason']),
    usage: isOnly ? usage : defined<Usage>({ inputTokens, cacheReadInputTokens, cacheWriteInputTokens }),
    costUsd: isOnly ? costUsd : undefined,
  }
}

/** The answer in a message of an assistant. */
export function messageOutput(message: JsonObject, finish: JsonValue | undefined): ModelOutput {
  const reason = readFinishReason(finish)
  refuseMedia(message)
  const refusal = optionalText(message['refusal'])
  if (refusal) return { text: refusal, toolCalls: [], finishReason: 'refusal' }
  return {
    text: contentText(message['content']),
    toolCalls: toolCallParts(message).map((call) => ({ name: call.name, arguments: call.arguments })),
    ...(reason !== undefined && { finishReason: reason }),
  }
}

/** Throws Excluded for an answer in sound or pictures, which no text says whole. */
export function refuseMedia(message: JsonObject): void {
  if (isJsonObject(message['audio']) || (Array.isArray(message['images']) && message['images'].length > 0)) throw new Excluded('unknown-format', 'the answer holds sound or an image')
}
