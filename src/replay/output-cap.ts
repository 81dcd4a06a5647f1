import type { Price } from '../domain/model.js'
import type { ChatRequest } from '../domain/message.js'

/** Tokens that no single attached image or document page is known to exceed at the common providers. */
const TOKENS_PER_ATTACHMENT = 8_000
/** Tokens of the wrapping of a message: role marks and separators. */
const TOKENS_PER_MESSAGE = 8

/** The cap that is sent with a call: the logged one, else max(1024, 4 × the task's longest logged answer), in tokens. */
export function outputCap(request: ChatRequest, longestLoggedAnswer: number): number {
  return request.maxOutputTokens ?? Math.max(1024, 4 * longestLoggedAnswer)
}

/**
 * Upper bound of a request's input tokens: every token of a byte-level tokenizer stands for at least one byte of
 * UTF-8, so bytes bound tokens whatever the model.
 */
export function inputTokenBound(request: ChatRequest): number {
  let bound = Buffer.byteLength(JSON.stringify(request.tools ?? '')) + Buffer.byteLength(JSON.stringify(request.responseFormat ?? ''))
  for (const message of request.messages) {
    bound += TOKENS_PER_MESSAGE
    for (const part of message.parts) {
      if (part.type === 'image' || part.type === 'file') bound += TOKENS_PER_ATTACHMENT
      else bound += Buffer.byteLength(part.type === 'tool_call' ? part.name + part.arguments : part.text)
    }
  }
  return bound
}

/** USD that an attempt can cost at most, at list price. */
export function worstCaseUsd(request: ChatRequest, maxOutputTokens: number, price: Price): number {
  return (inputTokenBound(request) * price.input + maxOutputTokens * price.output) / 1e6
}
