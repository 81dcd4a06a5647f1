import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { responseError } from '../read/failure.js'
import { textField } from '../read/option.js'
import { contentText } from './messages.js'
import { optionalText } from '../read/part.js'
import type { StreamEvents } from '../read/sse.js'

interface CallDraft {
  id: string
  name: string
  arguments: string
  readonly index: JsonValue | undefined
}

/** True when stream events are chunks of a chat completion, or an error in the place of one. */
export function isChunkStream(stream: StreamEvents): boolean {
  return stream.events.some((event) => Array.isArray(event['choices']) || event['error'] !== undefined)
}

/**
 * The chat completion that its chunks add up to (first choice only). Usage comes from whichever chunk carries it.
 * Throws Excluded 'error' for an error within the stream, 'truncated' when the stream ends without a finish reason.
 */
export function assembleChunks({ events, isBroken }: StreamEvents): JsonObject {
  let content = ''
  let refusal = ''
  let finish: string | undefined
  let usage: JsonValue | undefined
  const calls: CallDraft[] = []
  for (const event of events) {
    const error = responseError(event)
    if (error !== undefined) throw new Excluded('error', error || 'the stream ended with an error')
    if (isJsonObject(event['usage'])) usage = event['usage']
    // Groq's own place for it.
    else if (isJsonObject(event['x_groq']) && isJsonObject(event['x_groq']['usage'])) usage = event['x_groq']['usage']
    for (const choice of Array.isArray(event['choices']) ? event['choices'] : []) {
      if (!isJsonObject(choice) || (choice['index'] ?? 0) !== 0) continue
      finish = textField(choice['finish_reason']) ?? finish
      const delta = isJsonObject(choice['delta']) ? choice['delta'] : {}
      content += contentText(delta['content']) || (optionalText(choice['text']) ?? '')
      refusal += optionalText(delta['refusal']) ?? ''
      for (const part of Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : []) if (isJsonObject(part)) addCall(calls, part)
      if (isJsonObject(delta['function_call'])) addCall(calls, { index: 0, function: delta['function_call'] })
    }
  }
  if (finish === undefined) throw new Excluded('truncated', isBroken ? 'the stored stream is cut in the middle of an event' : 'the stored stream has no finish reason')
  if (isBroken) throw new Excluded('truncated', 'the stored stream has an event that cannot be read')
  const head = events.find((event) => typeof event['id'] === 'string' && event['id'] !== '') ?? events[0] ?? {}
  const model = events.map((event) => textField(event['model'])).find((name) => name)
  return {
    object: 'chat.completion',
    id: head['id'],
    created: head['created'],
    model,
    choices: [{
      index: 0,
      finish_reason: finish,
      message: {
        role: 'assistant',
        content: content || null,
        refusal: refusal || null,
        tool_calls: calls.map((call) => ({ id: call.id, function: { name: call.name, arguments: call.arguments } })),
      },
    }],
    usage,
  }
}

/** Adds a piece of a tool call; servers that send no index start a new call with each new id. */
function addCall(calls: CallDraft[], part: JsonObject): void {
  const body = isJsonObject(part['function']) ? part['function'] : {}
  const index = part['index']
  const id = textField(part['id'])
  const last = calls.at(-1)
  const known = index !== undefined && index !== null ? calls.find((call) => call.index === index) : id !== undefined && id !== last?.id ? undefined : last
  const call = known ?? { id: '', name: '', arguments: '', index }
  if (!known) calls.push(call)
  call.id ||= id ?? ''
  call.name += textField(body['name']) ?? ''
  call.arguments += typeof body['arguments'] === 'string' ? body['arguments'] : isJsonObject(body['arguments']) ? JSON.stringify(body['arguments']) : ''
}
