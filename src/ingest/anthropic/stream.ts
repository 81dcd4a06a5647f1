import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { Excluded } from '../read/excluded.js'
import { responseError } from '../read/failure.js'
import { parseJsonText } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { optionalText } from '../read/part.js'
import type { StreamEvents } from '../read/sse.js'

interface BlockDraft {
  readonly start: JsonObject
  text: string
  json: string
}

/** True when stream events are those of Anthropic's messages. */
export function isMessageStream(stream: StreamEvents): boolean {
  return stream.events.some((event) => event['type'] === 'message_start' || event['type'] === 'content_block_delta')
}

/** The message that its events add up to. Throws Excluded 'error', or 'truncated' when the stream ends without a stop reason. */
export function assembleEvents({ events, isBroken }: StreamEvents): JsonObject {
  let message: JsonObject = {}
  let stop: string | undefined
  let usage: JsonObject = {}
  const blocks = new Map<JsonValue | undefined, BlockDraft>()
  for (const event of events) {
    const error = responseError(event)
    if (error !== undefined) throw new Excluded('error', error || 'the stream ended with an error')
    const delta = isJsonObject(event['delta']) ? event['delta'] : {}
    if (event['type'] === 'message_start' && isJsonObject(event['message'])) message = event['message']
    else if (event['type'] === 'content_block_start') blocks.set(event['index'], { start: isJsonObject(event['content_block']) ? event['content_block'] : {}, text: '', json: '' })
    else if (event['type'] === 'content_block_delta') addDelta(blocks.get(event['index']), delta)
    else if (event['type'] === 'message_delta') {
      stop = textField(delta['stop_reason']) ?? stop
      if (isJsonObject(event['usage'])) usage = withoutNulls(event['usage'])
    }
  }
  if (stop === undefined || isBroken) throw new Excluded('truncated', isBroken ? 'the stored stream is cut or damaged within an event' : 'the stored stream has no stop reason')
  const started = isJsonObject(message['usage']) ? message['usage'] : {}
  return { ...message, content: [...blocks.values()].map(blockOf), stop_reason: stop, usage: { ...started, ...usage } }
}

function addDelta(block: BlockDraft | undefined, delta: JsonObject): void {
  const [text, json] = [optionalText(delta['text']), optionalText(delta['partial_json'])]
  if (!block && (text !== undefined || json !== undefined)) throw new Excluded('truncated', 'the stored stream lacks the beginning of a block')
  if (!block) return
  block.text += text ?? ''
  block.json += json ?? ''
}

function blockOf({ start, text, json }: BlockDraft): JsonObject {
  if (start['type'] === 'text') return { type: 'text', text: `${textField(start['text']) ?? ''}${text}` }
  if (json === '') return start
  const parsed = parseJsonText(json)
  return { ...start, input: 'value' in parsed ? parsed.value : json }
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
}
