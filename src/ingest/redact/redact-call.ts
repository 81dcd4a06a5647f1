import type { LlmCall } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message, Part } from '../../domain/message.js'
import { parseJsonText } from '../read/json-text.js'
import type { Placeholders, RedactRule } from './redact-text.js'
import { redactText } from './redact-text.js'

/**
 * Replaces personal data and secrets in all of a call that users or models wrote, or that names them: prompts, answer, arguments of tools,
 * metadata (expected answers and ids of users lie there) with its keys, tags, ids, addresses and names of attachments.
 * Give the same `placeholders` for all calls of a run. JSON text stays JSON. The data of images and files are not looked into.
 */
export function redactCall(call: LlmCall, rules: readonly RedactRule[], placeholders: Placeholders = new Map()): LlmCall {
  const plain = (text: string): string => redactText(text, rules, placeholders)
  const text = (value: string): string => redactMaybeJson(value, plain)
  const part = (value: Part): Part => {
    switch (value.type) {
      case 'text':
      case 'tool_result': return { ...value, text: text(value.text) }
      case 'tool_call': return { ...value, arguments: text(value.arguments) }
      case 'image': return value.url.startsWith('data:') ? value : { ...value, url: plain(value.url) }
      case 'file': return value.name === undefined ? value : { ...value, name: plain(value.name) }
    }
  }
  const message = (value: Message): Message => ({ ...value, parts: value.parts.map(part) })
  return {
    ...call,
    request: { ...call.request, messages: call.request.messages.map(message) },
    output: {
      ...call.output,
      text: text(call.output.text),
      toolCalls: call.output.toolCalls.map((tool) => ({ ...tool, arguments: text(tool.arguments) })),
    },
    id: plain(call.id),
    ...(call.conversationId !== undefined && { conversationId: plain(call.conversationId) }),
    tags: call.tags.map(plain),
    metadata: redactFields(call.metadata, plain),
  }
}

/** A number that was replaced within JSON would leave JSON that does not parse: there the values are replaced one by one. */
function redactMaybeJson(text: string, plain: (text: string) => string): string {
  const redacted = plain(text)
  if (redacted === text || !/^\s*[{[]/.test(text) || 'value' in parseJsonText(redacted)) return redacted
  const original = parseJsonText(text)
  return 'value' in original ? JSON.stringify(redactValue(original.value, plain)) : redacted
}

function redactValue(value: JsonValue, plain: (text: string) => string): JsonValue {
  if (typeof value === 'string') return plain(value)
  if (typeof value === 'number') {
    const redacted = plain(String(value))
    return redacted === String(value) ? value : redacted
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => redactValue(item, plain))
  if (!isJsonObject(value)) return value
  return redactFields(value, plain)
}

function redactFields(fields: JsonObject, plain: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [plain(key), item === undefined ? undefined : redactValue(item, plain)]))
}
