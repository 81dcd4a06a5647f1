import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { textField } from '../read/option.js'
import { optionalText } from '../read/part.js'
import type { StreamEvents } from '../read/sse.js'

const TYPES: ReadonlySet<JsonValue | undefined> = new Set(['message-start', 'content-start', 'content-delta', 'tool-plan-delta', 'tool-call-start', 'tool-call-delta', 'message-end', 'stream-start', 'text-generation', 'stream-end'])

/** Events of the second version have a `type`, those of the first an `event_type`. */
const typeOf = (event: JsonObject): string | undefined => textField(event['type']) ?? textField(event['event_type'])

/** True when stream events are those of Cohere's chat, either version. */
export function isCohereStream(stream: StreamEvents | undefined): boolean {
  return stream?.events.some((event) => TYPES.has(typeOf(event))) ?? false
}

/** What the events say besides the answer: the last of them has it all. */
export function cohereEnd({ events }: StreamEvents): JsonObject {
  const end = events.findLast((event) => typeOf(event) === 'message-end' || typeOf(event) === 'stream-end')
  if (isJsonObject(end?.['response'])) return { finish_reason: end['finish_reason'], ...end['response'] }
  return { id: events.find((event) => typeOf(event) === 'message-start')?.['id'], ...(isJsonObject(end?.['delta']) ? end['delta'] : {}) }
}

/** The response that its events add up to. Throws Excluded 'truncated' when the stream ends before the answer does. */
export function assembleCohere(stream: StreamEvents): JsonObject {
  const end = cohereEnd(stream)
  if (stream.isBroken || end['finish_reason'] === undefined) throw new Excluded('truncated', stream.isBroken ? 'the stored stream is cut in the middle of an event' : 'the stored stream has no finish reason')
  // The last event of the first version holds the whole response.
  if (typeof end['text'] === 'string') return end
  const calls = new Map<JsonValue | undefined, { readonly call: JsonObject; text: string }>()
  let content = ''
  for (const event of stream.events) {
    const delta = isJsonObject(event['delta']) && isJsonObject(event['delta']['message']) ? event['delta']['message'] : {}
    const call = isJsonObject(delta['tool_calls']) ? delta['tool_calls'] : undefined
    const text = isJsonObject(call?.['function']) ? textField(call['function']['arguments']) ?? '' : ''
    if (typeOf(event) === 'content-delta' && isJsonObject(delta['content'])) content += optionalText(delta['content']['text']) ?? ''
    else if (typeOf(event) === 'tool-call-start' && call) calls.set(event['index'], { call, text })
    else if (typeOf(event) === 'tool-call-delta') {
      const begun = calls.get(event['index'])
      if (begun) begun.text += text
    }
  }
  const toolCalls = [...calls.values()].map(({ call, text }): JsonObject => ({ ...call, function: { name: isJsonObject(call['function']) ? call['function']['name'] : undefined, arguments: text } }))
  return { ...end, message: { role: 'assistant', content: content === '' ? null : content, tool_calls: toolCalls } }
}
