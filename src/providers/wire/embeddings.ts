import { isJsonObject, type JsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import type { Completion } from '../completion.js'
import { malformed } from '../failure.js'
import { ProviderError } from '../provider.js'
import { numberAt, objectAt, objectsAt } from './fields.js'
import type { Wire } from './wire.js'

const COMPLETIONS = /\/(?:chat\/completions|responses)(?=$|\?)/

/** The embeddings that an API has beside its completions, as OpenAI speaks them; the answer is a line of base64 (32-bit floats) for each text. */
export function embeddingsWire(wire: Wire): Wire {
  return {
    path: (model) => {
      const path = wire.path(model)
      if (!COMPLETIONS.test(path)) throw new ProviderError('unsupported', 'this API has no embeddings', { retriable: false })
      return path.replace(COMPLETIONS, '/embeddings')
    },
    headers: wire.headers,
    write: (model, request) => ({ model, input: textsOf(request), encoding_format: 'float' }),
    read,
  }
}

function textsOf({ messages }: ChatRequest): string[] {
  return messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))
}

function read(body: JsonObject): Completion {
  const rows = objectsAt(body, 'data').map((row, place) => ({ at: numberAt(row, 'index') ?? place, vector: vectorOf(row) })).toSorted((a, b) => a.at - b.at)
  if (rows.length === 0 || rows.some(({ at }, i) => at !== i)) throw malformed('the answer holds no embeddings, or not all')
  const inputTokens = numberAt(objectAt(body, 'usage'), 'prompt_tokens')
  return {
    output: { text: rows.map(({ vector }) => Buffer.from(vector.buffer).toString('base64')).join('\n'), toolCalls: [], finishReason: 'stop' },
    usage: inputTokens === undefined ? {} : { inputTokens, outputTokens: 0 },
  }
}

function vectorOf(row: JsonObject): Float32Array {
  const numbers: unknown = isJsonObject(row) ? row['embedding'] : undefined
  if (!Array.isArray(numbers) || numbers.length === 0 || !numbers.every((each) => typeof each === 'number' && Number.isFinite(each))) throw malformed('an embedding is no list of numbers')
  return Float32Array.from(numbers as number[])
}

/** The vectors of an answer to such a request; undefined when there are not `count` of them, or not all of one length. */
export function vectorsOf(text: string, count: number): readonly Float32Array[] | undefined {
  const vectors = text.split('\n').map((line) => {
    const bytes = Buffer.from(line, 'base64')
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.byteLength & ~3)))
  })
  const [first] = vectors
  return vectors.length === count && first && first.length > 0 && vectors.every(({ length }) => length === first.length) ? vectors : undefined
}
