import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { FinishReason, ModelOutput } from '../../domain/message.js'
import { contentText } from '../openai/messages.js'
import { Excluded } from '../read/excluded.js'
import { responseError } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { textField } from '../read/option.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { readServiceTier } from '../read/service-tier.js'
import { hasSurcharge } from '../read/surcharge.js'
import type { StreamEvents } from '../read/sse.js'
import { readStream } from '../read/sse.js'
import { readTime } from '../read/time.js'
import { responsesUsage } from '../read/usage.js'
import type { BesidesAnswer } from '../wire/wire.js'
import { toolCall } from './items.js'

const FINAL: readonly string[] = ['response.completed', 'response.incomplete', 'response.failed']

/** True for a response of the Responses API, whole or streamed. */
export function isResponse(response: JsonValue | undefined, stream: StreamEvents | undefined): boolean {
  if (isJsonObject(response)) return response['object'] === 'response' || (Array.isArray(response['output']) && !('choices' in response) && response['output'].every(isOutputItem))
  return stream?.events.some((event) => typeof event['type'] === 'string' && event['type'].startsWith('response.')) ?? false
}

function isOutputItem(item: JsonValue): boolean {
  return isJsonObject(item) && typeof item['type'] === 'string'
}

/** Reads a response, or the whole one that ends its stream. Throws Excluded. */
export function responsesResponse(response: JsonValue | undefined): ResponseFacts {
  const whole = wholeOf(response)
  if (!whole) {
    if (readStream(response)) throw new Excluded('truncated', 'the stored stream ends before the response is complete')
    throw new Excluded('no-output', 'the record has no response')
  }
  const status = whole['status']
  const error = responseError(whole)
  if (error !== undefined || status === 'failed') throw new Excluded('error', error || 'the response failed')
  if (status === 'cancelled' || status === 'queued' || status === 'in_progress') throw new Excluded('truncated', `the response was logged before its end (${status})`)
  if (whole !== response && Array.isArray(whole['output']) && whole['output'].length === 0 && isCalling(readStream(response)?.events ?? [])) throw new Excluded('truncated', 'the stored stream lacks the items of its answer')
  return { ...besidesAnswer(whole), output: outputOf(whole) }
}

/** True for events that tell of a call of a tool. */
function isCalling(events: readonly JsonObject[]): boolean {
  return events.some((event) => typeof event['type'] === 'string' && /^response\.(?:function_call|custom_tool_call|mcp_call)/.test(event['type']))
}

/** What a response or its stream says besides its answer; never throws. */
export function responsesKnown(response: JsonValue | undefined): BesidesAnswer {
  const whole = wholeOf(response) ?? readStream(response)?.events.map((event) => event['response']).findLast(isJsonObject)
  return whole ? besidesAnswer(whole) : { usage: {} }
}

function wholeOf(response: JsonValue | undefined): JsonObject | undefined {
  if (isJsonObject(response)) return response
  const events = readStream(response)?.events
  const last = events?.findLast((event) => FINAL.some((type) => event['type'] === type))
  if (events === undefined || last === undefined) return undefined
  // Some servers write what the response says into the event itself.
  const whole = isJsonObject(last['response']) ? last['response'] : last
  const output = whole['output']
  return Array.isArray(output) && output.length > 0 ? whole : { status: (textField(last['type']) ?? '').slice('response.'.length), ...whole, output: streamedItems(events) }
}

/** Where a server keeps nothing, the event that ends a stream holds no items: those of the events before it count, else the pieces of text. */
function streamedItems(events: readonly JsonObject[]): readonly JsonValue[] {
  const items = events.flatMap((event) => (event['type'] === 'response.output_item.done' && isJsonObject(event['item']) ? [event['item']] : []))
  if (items.length > 0) return items
  const text = events.map((event) => (event['type'] === 'response.output_text.delta' ? textField(event['delta']) ?? '' : '')).join('')
  return text === '' || isCalling(events) ? [] : [{ type: 'message', content: [{ type: 'output_text', text }] }]
}

function besidesAnswer(response: JsonObject): BesidesAnswer {
  return {
    usage: responsesUsage(response['usage']),
    responseModel: nameOf(response['model']),
    responseId: nameOf(response['id']),
    startedAt: readTime(response['created_at']),
    serviceTier: hasSurcharge(response['usage']) || usedTools(response) ? 'other' : readServiceTier(response['service_tier']),
    // `completed_at` has whole seconds: too coarse for a latency.
  }
}

/** True where tools ran at the provider, which charges for most of them by the use. */
function usedTools(response: JsonObject): boolean {
  return Array.isArray(response['output']) && response['output'].some((item: JsonValue) => isJsonObject(item) && PAID_TOOLS.has(item['type']))
}

const PAID_TOOLS: ReadonlySet<JsonValue | undefined> = new Set(['web_search_call', 'file_search_call', 'code_interpreter_call', 'image_generation_call', 'computer_call'])

function outputOf(response: JsonObject): ModelOutput {
  const items = (Array.isArray(response['output']) ? response['output'] : []).filter(isJsonObject)
  const foreign = items.find((item) => !['message', 'reasoning', 'function_call', 'custom_tool_call'].includes((nameOf(item['type']) ?? '')))
  if (foreign) throw new Excluded('unknown-format', `the answer rests on ${JSON.stringify(foreign['type'] ?? null).slice(0, 40)}, which runs at the provider`)
  const contents = items.filter((item) => item['type'] === 'message').map((item) => item['content'])
  const refusal = contents.flatMap((content) => (Array.isArray(content) ? content : [])).find((part: JsonValue) => isJsonObject(part) && part['type'] === 'refusal')
  const toolCalls = items.filter((item) => item['type'] === 'function_call' || item['type'] === 'custom_tool_call').map((item) => {
    const { name, arguments: text } = toolCall(item)
    return { name, arguments: text }
  })
  const finishReason = isJsonObject(refusal) ? 'refusal' : finishOf(response, toolCalls.length > 0)
  return { text: contents.map(contentText).join(''), toolCalls, ...(finishReason !== undefined && { finishReason }) }
}

function finishOf(response: JsonObject, isToolCall: boolean): FinishReason | undefined {
  if (response['status'] === 'incomplete') {
    const details = isJsonObject(response['incomplete_details']) ? textField(response['incomplete_details']['reason']) : undefined
    return details === 'max_output_tokens' ? 'length' : details === 'content_filter' ? 'content_filter' : 'other'
  }
  if (isToolCall) return 'tool_calls'
  return response['status'] === 'completed' ? 'stop' : undefined
}
