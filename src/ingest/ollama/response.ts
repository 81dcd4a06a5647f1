import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { contentText, toolCallParts } from '../openai/messages.js'
import { Excluded } from '../read/excluded.js'
import { responseError } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { readFinishReason } from '../read/finish-reason.js'
import { readNumber, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import type { ResponseFacts } from '../read/response-facts.js'
import type { StreamEvents } from '../read/sse.js'
import { readStream } from '../read/sse.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import type { BesidesAnswer } from '../wire/wire.js'

const NS_PER_MS = 1e6

/** True for a response of Ollama's own API, whole or as the objects of its stream. */
export function isOllama(response: JsonValue | undefined, stream: StreamEvents | undefined): boolean {
  return isJsonObject(response) ? isChunk(response) : stream?.events.some(isChunk) ?? false
}

function isChunk(chunk: JsonObject): boolean {
  return typeof chunk['done'] === 'boolean' && (isJsonObject(chunk['message']) || typeof chunk['response'] === 'string')
}

/** Reads a response or its stream. Throws Excluded. */
export function ollamaResponse(response: JsonValue | undefined): ResponseFacts {
  const { chunks, isBroken } = chunksOf(response)
  if (chunks.length === 0) throw new Excluded('no-output', 'the record has no response')
  const error = chunks.map(responseError).find((message) => message !== undefined)
  if (error !== undefined) throw new Excluded('error', error || 'the server answered with an error')
  const last = chunks.findLast((chunk) => chunk['done'] === true)
  if (!last || isBroken) throw new Excluded('truncated', 'the stored stream ends before the answer is complete')
  const messages = chunks.map((chunk) => chunk['message']).filter(isJsonObject)
  const calls = messages.flatMap((message) => toolCallParts(message)).map(({ name, arguments: text }) => ({ name, arguments: text }))
  const reason = readFinishReason(last['done_reason'])
  const finishReason = calls.length > 0 && reason === 'stop' ? 'tool_calls' : reason
  return {
    ...ollamaKnown(response),
    output: {
      text: messages.length > 0 ? messages.map((message) => contentText(message['content'])).join('') : chunks.map((chunk) => textField(chunk['response']) ?? '').join(''),
      toolCalls: calls,
      ...(finishReason !== undefined && { finishReason }),
    },
  }
}

/** What a response says besides its answer; counts and durations (ns) stand in its last object only. Never throws. */
export function ollamaKnown(response: JsonValue | undefined): BesidesAnswer {
  const { chunks } = chunksOf(response)
  const last = chunks.findLast((chunk) => chunk['done'] === true) ?? {}
  const [total, load, prompt] = ['total_duration', 'load_duration', 'prompt_eval_duration'].map((key) => readNumber(last[key]))
  return {
    usage: inclusiveUsage({ input: statedCount(last['prompt_eval_count']), output: statedCount(last['eval_count']) }),
    responseModel: nameOf(chunks.map((chunk) => chunk['model']).find((name) => typeof name === 'string')),
    startedAt: readTime(chunks[0]?.['created_at']),
    latencyMs: milliseconds(total),
    timeToFirstTokenMs: prompt === undefined ? undefined : milliseconds((load ?? 0) + prompt),
  }
}

function milliseconds(ns: number | undefined): number | undefined {
  return ns === undefined || ns < 0 ? undefined : ns / NS_PER_MS
}

function chunksOf(response: JsonValue | undefined): StreamEvents & { readonly chunks: readonly JsonObject[] } {
  if (isJsonObject(response)) return { events: [response], chunks: [response], isBroken: false }
  const stream = readStream(response) ?? { events: [], isBroken: false }
  return { ...stream, chunks: stream.events }
}
