import type { JsonObject } from './json.js'

/** One piece of a message. `arguments` of a tool call is the JSON text that the model wrote. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string; readonly detail?: string }
  | { readonly type: 'file'; readonly mediaType: string; readonly data: string; readonly name?: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'tool_result'; readonly toolCallId: string; readonly text: string; readonly isError?: boolean }

export type Role = 'system' | 'user' | 'assistant' | 'tool'

/** A message in normal form: `developer` is `system`, Anthropic's `system` field is the first message. */
export interface Message {
  readonly role: Role
  readonly parts: readonly Part[]
}

export interface ToolDefinition {
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly parameters?: JsonObject
  readonly strict?: boolean
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

export type ResponseFormat =
  | { readonly type: 'json_object' }
  | { readonly type: 'json_schema'; readonly name: string; readonly schema: JsonObject; readonly strict?: boolean }

/** What is asked of a model, whatever the provider: the part of a request that decides its answer. */
export interface ChatRequest {
  /** Set where no answer is wanted but the vectors of the texts: each part of the one message is a text. */
  readonly purpose?: 'embedding'
  readonly messages: readonly Message[]
  readonly tools?: readonly ToolDefinition[]
  readonly toolChoice?: ToolChoice
  readonly parallelToolCalls?: boolean
  readonly responseFormat?: ResponseFormat
  /** Tokens. */
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly frequencyPenalty?: number
  readonly presencePenalty?: number
  readonly reasoningEffort?: string
}

/** Parameters that some models refuse, by their names in the configuration and on the wire. */
export const OMITTABLE = {
  temperature: 'temperature', top_p: 'topP', top_k: 'topK', seed: 'seed', frequency_penalty: 'frequencyPenalty', presence_penalty: 'presencePenalty', reasoning_effort: 'reasoningEffort',
} as const satisfies Readonly<Record<string, keyof ChatRequest>>
export type Omittable = keyof typeof OMITTABLE

/** A request without parameters that a model does not take; the same object where it has none of them. */
export function withoutParameters(request: ChatRequest, omitted: readonly Omittable[] | undefined): ChatRequest {
  const fields = (omitted ?? []).map((name) => OMITTABLE[name]).filter((field) => request[field] !== undefined)
  if (fields.length === 0) return request
  const rest = { ...request }
  for (const field of fields) delete rest[field]
  return rest
}

export interface ToolCall {
  readonly name: string
  /** JSON text. */
  readonly arguments: string
}

/** Why a model stopped; `refusal` and `content_filter` are answers, not failures. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'refusal' | 'content_filter' | 'other'

/** A model's answer in normal form. */
export interface ModelOutput {
  /** Text of the answer; '' when the answer is tool calls only. */
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly finishReason?: FinishReason
}

/** All text of the messages of one role, parts joined by newlines; '' when there is none. */
export function textOf(messages: readonly Message[], role?: Role): string {
  // Plain loops: this is asked of every call of a log, most often of one part.
  let all: string | undefined
  for (const message of messages) {
    if (role !== undefined && message.role !== role) continue
    for (const part of message.parts) if (part.type === 'text' || part.type === 'tool_result') all = all === undefined ? part.text : `${all}\n${part.text}`
  }
  return all ?? ''
}

/** Text of the last user message; undefined when there is no user message. */
export function lastUserText(request: ChatRequest): string | undefined {
  const last = request.messages.findLast((message) => message.role === 'user')
  return last && textOf([last])
}

/** Text of all system messages; undefined when there is no system message. */
export function systemText(request: ChatRequest): string | undefined {
  return request.messages.some((message) => message.role === 'system') ? textOf(request.messages, 'system') : undefined
}
