import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { countTokens } from '../request.js'
import type { PolicyRequest } from '../request.js'

/** The wire format of a request body: Chat Completions, or Messages. */
export type Wire = 'openai' | 'anthropic'

/** What the application knows of a request beyond its body. */
export interface CallContext {
  readonly id?: string
  readonly env?: string
  readonly metadata?: JsonObject
  readonly headers?: JsonObject
  readonly user?: PolicyRequest['user']
  readonly signal?: AbortSignal
}

interface Turn {
  readonly role: string
  readonly text: string
  /** True when there is more to it than text. */
  readonly rich: boolean
  readonly image: boolean
}

function turnOf(role: string, content: JsonValue | undefined, message: JsonObject): Turn {
  const parts = Array.isArray(content) ? content.filter(isJsonObject) : []
  const texts = typeof content === 'string' ? [content] : parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : []))
  const others = parts.filter((part) => part['type'] !== 'text')
  return {
    role, text: texts.join('\n'),
    rich: others.length > 0 || message['tool_calls'] !== undefined || role === 'tool',
    image: others.some((part) => part['type'] === 'image' || part['type'] === 'image_url'),
  }
}

function turnsOf(body: JsonObject): readonly Turn[] {
  const { messages, system } = body
  const list = Array.isArray(messages) ? messages.filter(isJsonObject) : []
  return [
    ...(system === undefined || system === null ? [] : [turnOf('system', system, {})]),
    ...list.map((message) => turnOf(message['role'] === 'developer' ? 'system' : String(message['role']), message['content'], message)),
  ]
}

const maxTokensOf = (body: JsonObject): JsonValue | undefined => body['max_completion_tokens'] ?? body['max_tokens'] ?? undefined

/** What a body shows to a policy; its tokens are counted by `chars_div_4`. */
export function requestOfBody(body: JsonObject, context: CallContext): PolicyRequest {
  const turns = turnsOf(body)
  const system = turns.filter(({ role }) => role === 'system').map(({ text }) => text)
  const lastUser = turns.findLast(({ role }) => role === 'user')
  const format = isJsonObject(body['response_format']) ? body['response_format']['type'] : undefined
  const maxOutput = maxTokensOf(body)
  const tools = body['tools']
  const { signal: _signal, user, ...known } = context
  return {
    ...known,
    ...(user === undefined ? {} : { user }),
    ...(typeof body['model'] === 'string' ? { model: body['model'] } : {}),
    stream: body['stream'] === true,
    has_tools: Array.isArray(tools) && tools.length > 0,
    has_images: turns.some(({ image }) => image),
    // Results of tools are the user’s in Messages, and no turn of theirs.
    turns: turns.filter(({ role, text }) => role === 'user' && text !== '').length,
    wants_json: format === 'json_object' || format === 'json_schema',
    prompt: { ...(system.length > 0 ? { system: system.join('\n') } : {}), ...(lastUser ? { last_user: lastUser.text } : {}) },
    tokens: { input: countTokens(turns.map(({ text }) => text)), ...(typeof maxOutput === 'number' ? { max_output: maxOutput } : {}) },
  }
}

/**
 * A body in the other wire format. Only what both say alike: texts, temperature, top_p, stop, a cap. Undefined where it holds
 * more (tools, images, formats): such a request is not sent to a provider of the other kind.
 */
export function translated(body: JsonObject, to: Wire): JsonObject | undefined {
  const turns = turnsOf(body)
  const { temperature, top_p: topP } = body
  const stop = body['stop'] ?? body['stop_sequences']
  const known = new Set(['model', 'messages', 'system', 'temperature', 'top_p', 'stop', 'stop_sequences', 'max_tokens', 'max_completion_tokens', 'stream', 'user', 'metadata'])
  if (body['stream'] === true || turns.some(({ rich }) => rich) || Object.entries(body).some(([key, value]) => !known.has(key) && value !== undefined && value !== null)) return undefined
  const shared = { ...(temperature === undefined ? {} : { temperature }), ...(topP === undefined ? {} : { top_p: topP }) }
  const plain = ({ role, text }: Turn): JsonObject => ({ role, content: text })
  const stops = stop === undefined || stop === null ? undefined : Array.isArray(stop) ? stop : [stop]
  if (to === 'openai') return { ...shared, messages: turns.map(plain), ...(maxTokensOf(body) === undefined ? {} : { max_tokens: maxTokensOf(body) ?? null }), ...(stops ? { stop: stops } : {}) }
  const system = turns.filter(({ role }) => role === 'system').map(({ text }) => text).join('\n')
  return {
    ...shared, ...(system === '' ? {} : { system }),
    messages: turns.filter(({ role }) => role !== 'system').map(plain),
    max_tokens: maxTokensOf(body) ?? 4096, ...(stops ? { stop_sequences: stops } : {}),
  }
}
