import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { FinishReason, Part } from '../../domain/message.js'
import { Excluded } from '../read/excluded.js'
import { responseError } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { readCount } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { readServiceTier } from '../read/service-tier.js'
import type { StreamEvents } from '../read/sse.js'
import { readStream } from '../read/sse.js'
import { readTime } from '../read/time.js'
import { geminiUsage } from '../read/usage.js'
import type { BesidesAnswer } from '../wire/wire.js'
import { contentParts } from './contents.js'
import { either, eitherObject } from './field.js'

const FINISH: ReadonlyMap<JsonValue | undefined, FinishReason> = new Map([
  ['STOP', 'stop'], ['MAX_TOKENS', 'length'], ['SAFETY', 'content_filter'], ['RECITATION', 'content_filter'], ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'], ['SPII', 'content_filter'], ['IMAGE_SAFETY', 'content_filter'],
])

/** True for a response of generateContent, whole or streamed. */
export function isGenerated(response: JsonValue | undefined, stream: StreamEvents | undefined): boolean {
  if (isJsonObject(response)) return isChunk(response)
  return stream?.events.some(isChunk) ?? false
}

function isChunk(response: JsonObject): boolean {
  return Array.isArray(response['candidates']) || isCounted(either(response, 'usageMetadata')) || isJsonObject(either(response, 'promptFeedback'))
}

/** LangChain's messages have counts of other names in a field of this one. */
function isCounted(usage: JsonValue | undefined): boolean {
  return isJsonObject(usage) && Object.keys(usage).some((key) => /token_?count/i.test(key))
}

/** Reads a response or its stream, first candidate only. Throws Excluded. */
export function geminiResponse(response: JsonValue | undefined): ResponseFacts {
  const { chunks, isBroken, isStream } = chunksOf(response)
  if (chunks.length === 0) throw new Excluded('no-output', 'the record has no response')
  for (const chunk of chunks) {
    const error = responseError(chunk)
    if (error !== undefined) throw new Excluded('error', error || 'the provider answered with an error')
  }
  const candidates = chunks.flatMap(firstCandidate)
  const finish = candidates.map((candidate) => either(candidate, 'finishReason')).findLast((reason) => typeof reason === 'string' && reason !== 'FINISH_REASON_UNSPECIFIED')
  const isBlocked = chunks.some((chunk) => either(eitherObject(chunk, 'promptFeedback'), 'blockReason') !== undefined)
  if (isBroken || (isStream && finish === undefined && !isBlocked)) throw new Excluded('truncated', 'the stored stream ends before the answer is complete')
  if (finish === 'MALFORMED_FUNCTION_CALL') throw new Excluded('error', 'the answer ended with a malformed function call')
  const parts = candidates.flatMap((candidate) => contentParts(candidate['content']))
  const calls = parts.flatMap((part) => (part.type === 'tool_call' ? [{ name: part.name, arguments: part.arguments }] : []))
  const finishReason = isBlocked ? 'content_filter' : calls.length > 0 && finish === 'STOP' ? 'tool_calls' : finish === undefined ? undefined : FINISH.get(finish) ?? 'other'
  return {
    ...geminiKnown(response),
    output: { text: parts.flatMap(textOf).join(''), toolCalls: calls, ...(finishReason !== undefined && { finishReason }) },
  }
}

/** What a response or its stream says besides its answer; never throws. */
export function geminiKnown(response: JsonValue | undefined): BesidesAnswer {
  const { chunks } = chunksOf(response)
  const last = (key: string): JsonValue | undefined => chunks.map((chunk) => either(chunk, key)).findLast((value) => value !== undefined && value !== null)
  return {
    usage: geminiUsage(last('usageMetadata')),
    responseModel: nameOf(last('modelVersion')),
    responseId: nameOf(last('responseId')),
    startedAt: readTime(last('createTime')),
    serviceTier: isSurcharged(chunks, last('usageMetadata')) ? 'other' : readServiceTier(eitherIn(last('usageMetadata'), 'trafficType')),
  }
}

/** Audio, and images that were made, pay rates of their own; an answer that was looked up pays by the search. */
function isSurcharged(chunks: readonly JsonObject[], usage: JsonValue | undefined): boolean {
  const holds = (key: string, modalities: readonly string[]): boolean => {
    const details = eitherIn(usage, key)
    return Array.isArray(details) && details.some((detail: JsonValue) => isJsonObject(detail) && modalities.includes(nameOf(detail['modality']) ?? '') && (readCount(either(detail, 'tokenCount')) ?? 0) > 0)
  }
  if (holds('promptTokensDetails', ['AUDIO']) || holds('candidatesTokensDetails', ['AUDIO', 'IMAGE'])) return true
  return chunks.flatMap(firstCandidate).some((candidate) => Array.isArray(either(eitherObject(candidate, 'groundingMetadata'), 'webSearchQueries')))
}

const eitherIn = (value: JsonValue | undefined, key: string): JsonValue | undefined => (isJsonObject(value) ? either(value, key) : undefined)

function chunksOf(response: JsonValue | undefined): { readonly chunks: readonly JsonObject[]; readonly isBroken: boolean; readonly isStream: boolean } {
  if (isJsonObject(response)) return { chunks: [response], isBroken: false, isStream: false }
  const stream = readStream(response)
  return { chunks: stream?.events ?? [], isBroken: stream?.isBroken ?? false, isStream: true }
}

function firstCandidate(chunk: JsonObject): readonly JsonObject[] {
  const candidates = (Array.isArray(chunk['candidates']) ? chunk['candidates'] : []).filter(isJsonObject)
  return candidates.filter((candidate) => (candidate['index'] ?? 0) === 0).slice(0, 1)
}

function textOf(part: Part): readonly string[] {
  return part.type === 'text' ? [part.text] : []
}
