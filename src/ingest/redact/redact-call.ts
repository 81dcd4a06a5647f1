import type { LlmCall } from '../../domain/call.js'
import type { ChatRequest, Message, ModelOutput, Part } from '../../domain/message.js'
import type { JsonValue } from '../../domain/json.js'
import { textOf } from '../../domain/message.js'
import { rememberHidden } from '../../text/hidden-prompt.js'
import type { Placeholders } from './placeholders.js'
import { redactJson, redactMaybeJson } from './redact-json.js'
import type { RedactRule } from './redact-text.js'
import { redactText } from './redact-text.js'

/**
 * Replaces personal data and secrets in all of a call that users or models wrote, or that names them: prompts, answer, arguments and
 * definitions of tools, formats asked for, metadata (expected answers and ids of users lie there) with its keys, tags, ids, addresses and names
 * of attachments. Give the same `placeholders` for all calls of a run. JSON text stays JSON. The data of images and files are not looked into.
 */
export function redactCall(call: LlmCall, rules: readonly RedactRule[], placeholders: Placeholders = new Map()): LlmCall {
  const plain = (text: string): string => redactText(text, rules, placeholders)
  return {
    ...call,
    request: redactRequest(call.request, plain),
    output: redactOutput(call.output, rules, placeholders),
    id: plain(call.id),
    ...(call.conversationId !== undefined && { conversationId: plain(call.conversationId) }),
    tags: call.tags.map(plain),
    metadata: redactJson(call.metadata, plain),
  }
}

/** An answer alone; those that a run gets are hidden as those of the log are, so that equal ones stay equal. */
export function redactOutput(output: ModelOutput, rules: readonly RedactRule[], placeholders: Placeholders): ModelOutput {
  const text = (value: string): string => redactMaybeJson(value, (one) => redactText(one, rules, placeholders))
  return { ...output, text: text(output.text), toolCalls: output.toolCalls.map((tool) => ({ ...tool, arguments: text(tool.arguments) })) }
}

/** One field of the metadata of a call, as `redactCall` hides it. */
export function redactField(name: string, value: JsonValue, rules: readonly RedactRule[], placeholders: Placeholders): JsonValue {
  return Object.values(redactJson({ [name]: value }, (text) => redactText(text, rules, placeholders)))[0] ?? value
}

/** True when both ask for the same attachments: an address that was hidden in part leads nowhere. */
export function hasSameMedia(before: ChatRequest, after: ChatRequest): boolean {
  return before.messages.every(({ parts }, at) => parts.every((part, index) => {
    const other = after.messages[at]?.parts[index]
    return part.type !== 'image' || other?.type === 'image' && other.url === part.url
  }))
}

function redactRequest(request: ChatRequest, plain: (text: string) => string): ChatRequest {
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
  const messages = request.messages.map(message)
  const [shown, original] = [textOf(messages, 'system'), textOf(request.messages, 'system')]
  if (shown !== original) rememberHidden(shown, original)
  return {
    ...request,
    messages,
    ...(request.tools && { tools: request.tools.map((tool) => redactJson(tool as unknown as JsonValue, plain) as unknown as typeof tool) }),
    ...(request.responseFormat && { responseFormat: redactJson(request.responseFormat as unknown as JsonValue, plain) as unknown as typeof request.responseFormat }),
    ...(request.stop && { stop: request.stop.map(plain) }),
  }
}
