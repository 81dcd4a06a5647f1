import type { Agent, OutgoingHttpHeaders } from 'node:http'
import { isJsonObject, type JsonObject } from '../domain/json.js'
import type { BatchAnswer, BatchApi, BatchItem } from './batch-api.js'
import { errorOf, httpFailure, jsonBody, malformed } from './failure.js'
import { exchange } from './http.js'
import { ProviderError } from './provider.js'
import { safeMessage } from './safe-message.js'
import { objectAt, objectsAt, textAt, numberAt } from './wire/fields.js'
import type { Wire } from './wire/wire.js'

export interface BatchParts {
  readonly baseUrl: string
  readonly wire: Wire
  readonly agent: Agent
  readonly headers: OutgoingHttpHeaders
  readonly timeoutMs: number
  readonly secrets: readonly string[]
}

type Send = (path: string, options: { readonly signal: AbortSignal; readonly body?: string | Buffer; readonly type?: string }) => Promise<Buffer>

/** A small exchange with the batch API. */
function sender({ baseUrl, agent, headers, timeoutMs, secrets }: BatchParts): Send {
  return async (path, { signal, body, type }) => {
    const answer = await exchange({ method: body === undefined ? 'GET' : 'POST', url: baseUrl + path, headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) }, ...(body === undefined ? {} : { body }), agent, timeoutMs, signal })
    if (answer.status < 200 || answer.status >= 300) throw httpFailure(answer, secrets, Date.now())
    return answer.body
  }
}

function object(body: Buffer): JsonObject {
  const parsed = jsonBody(body)
  if (!parsed) throw malformed('the answer of the batch API is not valid JSON', body.length)
  return parsed
}

function rows(body: Buffer): readonly JsonObject[] {
  return body.toString('utf8').split('\n').filter((line) => line !== '').map((line) => {
    try {
      const row: unknown = JSON.parse(line)
      if (isJsonObject(row)) return row
    } catch {
      // said below
    }
    throw malformed('a line of the results of a batch is not valid JSON')
  })
}

const idOf = (body: JsonObject): string => {
  const id = textAt(body, 'id')
  if (!id) throw malformed('the batch has no id')
  return id
}

function writable(wire: Wire): BatchApi['cannotWrite'] {
  return (model, { request, maxOutputTokens }) => {
    try {
      wire.write(model, request, maxOutputTokens)
      return undefined
    } catch (error) {
      if (error instanceof ProviderError) return error.message
      throw error
    }
  }
}

/** One answer, or why there is none: a body that is no completion was not charged as one. */
function readAnswer(wire: Wire, id: string, body: JsonObject): BatchAnswer {
  try {
    return { id, completion: wire.read(body) }
  } catch (error) {
    if (error instanceof ProviderError) return { id, unanswered: error.message }
    throw error
  }
}

const wordsWithout = (secrets: readonly string[]) => (error: JsonObject | undefined): string => safeMessage(textAt(error, 'message') ?? textAt(error, 'code') ?? 'no explanation', secrets)

/** The file that the batch API wants, as a form with two fields. */
function form(jsonl: string): { readonly body: Buffer; readonly type: string } {
  const boundary = 'cheapest-viable-7f3a91c2'
  const field = (name: string, head: string, value: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${value}\r\n`
  const text = field('purpose', '', 'batch') + field('file', '; filename="batch.jsonl"\r\nContent-Type: application/x-jsonl', jsonl) + `--${boundary}--\r\n`
  return { body: Buffer.from(text), type: `multipart/form-data; boundary=${boundary}` }
}

const OPENAI_ENDED = new Set(['completed', 'expired', 'cancelled'])

/** OpenAI Batch: a file of requests in, files of answers and of errors out. */
export function openaiBatches(parts: BatchParts): BatchApi {
  const { wire } = parts
  const wordsOf = wordsWithout(parts.secrets)
  const send = sender(parts)
  return {
    mostItems: 50_000,
    cannotWrite: writable(wire),
    submit: async (model, items, mark, signal) => {
      const url = `/v1${wire.path(model)}`
      const line = ({ id, request, maxOutputTokens }: BatchItem) => `${JSON.stringify({ custom_id: id, method: 'POST', url, body: wire.write(model, request, maxOutputTokens) })}\n`
      const file = object(await send('/files', { signal, ...form(items.map(line).join('')) }))
      const request = { input_file_id: idOf(file), endpoint: url, completion_window: '24h', metadata: { mark } }
      return idOf(object(await send('/batches', { signal, body: JSON.stringify(request) })))
    },
    state: async (batchId, signal) => {
      const batch = object(await send(`/batches/${encodeURIComponent(batchId)}`, { signal }))
      const status = textAt(batch, 'status') ?? ''
      if (OPENAI_ENDED.has(status)) return { kind: 'ended' }
      if (status === 'failed') return { kind: 'failed', message: `the provider refused the batch: ${wordsOf(objectsAt(objectAt(batch, 'errors'), 'data')[0])}` }
      const counts = objectAt(batch, 'request_counts')
      return { kind: 'working', done: (numberAt(counts, 'completed') ?? 0) + (numberAt(counts, 'failed') ?? 0), of: numberAt(counts, 'total') ?? 0 }
    },
    answers: async (batchId, signal) => {
      const batch = object(await send(`/batches/${encodeURIComponent(batchId)}`, { signal }))
      const files = [textAt(batch, 'output_file_id'), textAt(batch, 'error_file_id')].flatMap((id) => (id ? [id] : []))
      const contents = await Promise.all(files.map((id) => send(`/files/${encodeURIComponent(id)}/content`, { signal })))
      return contents.flatMap(rows).flatMap((row): BatchAnswer[] => {
        const [id, response] = [textAt(row, 'custom_id'), objectAt(row, 'response')]
        if (id === undefined) return []
        const body = objectAt(response, 'body')
        return [numberAt(response, 'status_code') === 200 && body ? readAnswer(wire, id, body) : { id, unanswered: wordsOf(objectAt(row, 'error') ?? (body && errorOf(body))) }]
      })
    },
    find: async (mark, _items, _sinceMs, signal) =>
      objectsAt(object(await send('/batches?limit=100', { signal })), 'data').flatMap((batch) => (textAt(objectAt(batch, 'metadata'), 'mark') === mark ? [idOf(batch)] : [])),
  }
}

/** Anthropic Message Batches: requests in one body, answers as lines. They carry no mark: a lost one is known by its time and size. */
export function anthropicBatches(parts: BatchParts): BatchApi {
  const { wire } = parts
  const wordsOf = wordsWithout(parts.secrets)
  const send = sender(parts)
  const at = (batchId: string) => `/v1/messages/batches/${encodeURIComponent(batchId)}`
  return {
    mostItems: 100_000,
    cannotWrite: writable(wire),
    submit: async (model, items, _mark, signal) => {
      const requests = items.map(({ id, request, maxOutputTokens }) => ({ custom_id: id, params: wire.write(model, request, maxOutputTokens) }))
      return idOf(object(await send('/v1/messages/batches', { signal, body: JSON.stringify({ requests }) })))
    },
    state: async (batchId, signal) => {
      const batch = object(await send(at(batchId), { signal }))
      if (batch['processing_status'] === 'ended') return { kind: 'ended' }
      const counts = objectAt(batch, 'request_counts')
      const count = (name: string) => numberAt(counts, name) ?? 0
      const done = count('succeeded') + count('errored') + count('canceled') + count('expired')
      return { kind: 'working', done, of: done + count('processing') }
    },
    answers: async (batchId, signal) => {
      // The address in the batch names the provider's own host, which may not be the one that is to be used.
      return rows(await send(`${at(batchId)}/results`, { signal })).flatMap((row): BatchAnswer[] => {
        const [id, result] = [textAt(row, 'custom_id'), objectAt(row, 'result')]
        if (id === undefined) return []
        const message = objectAt(result, 'message')
        if (result?.['type'] === 'succeeded' && message) return [readAnswer(wire, id, message)]
        const error = objectAt(result, 'error')
        return [{ id, unanswered: error ? wordsOf(objectAt(error, 'error') ?? error) : (textAt(result, 'type') ?? 'no explanation') }]
      })
    },
    find: async (_mark, items, sinceMs, signal) =>
      objectsAt(object(await send('/v1/messages/batches?limit=100', { signal })), 'data').flatMap((batch) => {
        const counts = Object.values(objectAt(batch, 'request_counts') ?? {}).reduce((sum: number, count) => sum + (typeof count === 'number' ? count : 0), 0)
        return counts === items && Date.parse(textAt(batch, 'created_at') ?? '') >= sinceMs ? [idOf(batch)] : []
      }),
  }
}
