import type { Price } from '../domain/model.js'
import { ratesAt } from '../domain/model.js'
import type { ChatRequest } from '../domain/message.js'

/** Tokens that no single image is known to exceed at the common providers. */
const TOKENS_PER_IMAGE = 8_000
/** A document page counts as text and as an image. */
const TOKENS_PER_PAGE = 4_000
/** The prompt that providers add to a call with tools. */
const TOOL_PROMPT_TOKENS = 800
/** Tokens of the wrapping of a message: role marks and separators. */
const TOKENS_PER_MESSAGE = 8

/** Pages that a PDF declares; compressed ones hide them, so a page is also counted for every 2 kB. */
function pageBound(base64: string): number {
  const declared = Buffer.from(base64, 'base64').toString('latin1').match(/\/Type\s?\/Page\b/g)?.length ?? 0
  return Math.max(1, declared, Math.ceil(base64.length / 2_700))
}

/** The cap that is sent with a call: the logged one, else max(1024, 4 × the task's longest logged answer), in tokens. */
export function outputCap(request: ChatRequest, longestLoggedAnswer: number): number {
  return request.maxOutputTokens ?? Math.max(1024, 4 * longestLoggedAnswer)
}

/**
 * Upper bound of a request's input tokens: every token of a byte-level tokenizer stands for at least one byte of
 * UTF-8, so bytes bound tokens whatever the model.
 */
export function inputTokenBound(request: ChatRequest): number {
  let bound = (request.tools?.length ? TOOL_PROMPT_TOKENS + Buffer.byteLength(JSON.stringify(request.tools)) : 0) + Buffer.byteLength(JSON.stringify(request.responseFormat ?? ''))
  for (const message of request.messages) {
    bound += TOKENS_PER_MESSAGE
    for (const part of message.parts) {
      if (part.type === 'image') bound += TOKENS_PER_IMAGE
      else if (part.type === 'file') bound += pageBound(part.data) * TOKENS_PER_PAGE
      else bound += Buffer.byteLength(part.type === 'tool_call' ? part.name + part.arguments : part.text)
    }
  }
  return bound
}

/** USD that an attempt can cost at most, at list price. */
export function worstCaseUsd(request: ChatRequest, maxOutputTokens: number, price: Price): number {
  const tokens = inputTokenBound(request)
  const rates = ratesAt(price, tokens)
  return (tokens * rates.input + maxOutputTokens * rates.output) / 1e6
}
