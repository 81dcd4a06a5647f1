import type { ChatRequest, ModelOutput } from '../../domain/message.js'

/** Characters a token holds on average in the byte-pair vocabularies in use: about 4 of ASCII, about 1.6 of other scripts. */
const ASCII = 4
const OTHER = 1.6

/** Tokens of a text, by estimate: right within a third for prose and JSON, good for nothing finer. */
export function estimateTokens(text: string): number {
  let other = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) other++
  return (text.length - other) / ASCII + other / OTHER
}

/** Tokens of a request's texts and tools; undefined when it holds images or files, whose tokens no text shows. */
export function requestTokens({ messages, tools = [] }: ChatRequest): number | undefined {
  let tokens = tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0)
  for (const part of messages.flatMap((message) => message.parts)) {
    if (part.type === 'image' || part.type === 'file') return undefined
    tokens += estimateTokens(part.type === 'tool_call' ? part.name + part.arguments : part.text)
  }
  return tokens + messages.length * 4
}

/** Tokens of the visible answer. */
export function outputTokens({ text, toolCalls }: ModelOutput): number {
  return toolCalls.reduce((sum, call) => sum + estimateTokens(call.name + call.arguments), estimateTokens(text))
}
