import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { objectOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { partsInText } from './text-content.js'

const ROLES: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'], ['gen_ai.user.message', 'user'], ['gen_ai.assistant.message', 'assistant'], ['gen_ai.tool.message', 'tool'],
])

/** Names of events that carry a message or an answer, deprecated as they are. */
export const MESSAGE_EVENTS: ReadonlySet<string> = new Set([...ROLES.keys(), 'gen_ai.choice', 'gen_ai.content.prompt', 'gen_ai.content.completion'])

/** The prompt and the answer that events of a span, or log records beside it, tell one message at a time, in their order. */
export function messageEvents(events: readonly JsonObject[]): { readonly input?: JsonValue; readonly output?: JsonValue } {
  const input: JsonValue[] = []
  let output: JsonValue | undefined
  let whole: JsonValue | undefined
  for (const event of events) {
    const name = textField(event['name']) ?? ''
    const fields = fieldsOf(isJsonObject(event['attributes']) ? event['attributes'] : {})
    const role = ROLES.get(name)
    if (role !== undefined) input.push({ ...fields, content: partsInText(fields['content']), role: textField(fields['role']) ?? role, ...(fields['id'] !== undefined && role === 'tool' && { tool_call_id: fields['id'] }) })
    else if (name === 'gen_ai.choice' && output === undefined && (readCount(fields['index']) ?? 0) === 0) output = choiceOf(fields)
    else if (name === 'gen_ai.content.prompt') whole = fields['gen_ai.prompt']
    else if (name === 'gen_ai.content.completion') output ??= fields['gen_ai.completion']
  }
  const told = whole ?? (input.length > 0 ? input : undefined)
  return { ...(told !== undefined && { input: told }), ...(output !== undefined && { output }) }
}

/** The payload may stand under `gen_ai.event.content`, as JSON text. */
function fieldsOf(attributes: JsonObject): JsonObject {
  return { ...attributes, ...objectOf(attributes['gen_ai.event.content']), ...objectOf(attributes['body']) }
}

function choiceOf(fields: JsonObject): JsonValue {
  const message = objectOf(fields['message'])
  const flat = typeof fields['message'] === 'string' && !message ? { content: partsInText(fields['message']) } : { content: fields['content'] ?? null, tool_calls: fields['tool_calls'] }
  return { message: { ...(message ?? flat), role: 'assistant' }, finish_reason: fields['finish_reason'] }
}
