import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from './excluded.js'
import { parseJsonText } from './json-text.js'

/** The events of a stored stream; `isBroken` when one of them was cut or is no JSON object. */
export interface StreamEvents {
  readonly events: readonly JsonObject[]
  readonly isBroken: boolean
}

/** How Ollama streams; an answer that is itself JSON Lines must not be taken for it. */
const OBJECT_LINES = /^\s*\{[^\n]{0,4000}"done"\s*:[^\n]{0,4000}\}\s*\n\s*\{/

/** Reads server-sent events stored as text, JSON objects one a line, or the list of either; undefined when the value is neither. */
export function readStream(value: JsonValue | undefined): StreamEvents | undefined {
  if (typeof value === 'string') {
    if (/^\s*(?:data|event|id|retry)?:/.test(value)) return readText(value)
    return OBJECT_LINES.test(value) ? fromPayloads(value.trim().split('\n').map((line) => line.trim())) : undefined
  }
  if (!Array.isArray(value) || value.length === 0) return undefined
  return typeof value[0] === 'string' ? fromPayloads(value.map((item: JsonValue) => (typeof item === 'string' ? item.trim().replace(/^data:\s?/, '') : ''))) : fromObjects(value)
}

/** Throws Excluded for a text that is no answer but events of a stream: of an API that is not known, or none but its end. */
export function refuseEvents(text: string): void {
  if (!/^\s*(?:data|event|id|retry)?:/.test(text)) return
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  // An answer may hold such a line: nothing but lines of events makes a stream.
  if (!lines.every((line) => /^(?:data|event|id|retry)?:/.test(line))) return
  const { events } = readText(text)
  if (events.length >= 2) throw new Excluded('unknown-format', 'the answer is a stored stream of no known API')
  if (events.length === 0 && lines.includes('data: [DONE]')) throw new Excluded('no-output', 'the stored stream holds no event')
}

function readText(text: string): StreamEvents {
  return fromPayloads(text.split('\n').flatMap((line) => {
    const payload = line.trim()
    return payload.startsWith('data:') ? [payload.slice(5).trim()] : []
  }))
}

function fromPayloads(payloads: readonly string[]): StreamEvents {
  const values = payloads.filter((payload) => payload !== '' && payload !== '[DONE]').map((payload) => {
    const parsed = parseJsonText(payload)
    return 'value' in parsed ? parsed.value : null
  })
  return fromObjects(values)
}

function fromObjects(values: readonly JsonValue[]): StreamEvents {
  const events = values.filter(isJsonObject)
  return { events, isBroken: events.length < values.length }
}
