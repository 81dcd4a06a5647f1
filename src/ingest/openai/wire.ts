import type { Wire } from '../wire/wire.js'
import { openaiRequest } from './request.js'
import { completionKnown, isChatCompletion, openaiResponse } from './response.js'

/** OpenAI's chat completions, and the many servers that speak them. */
export const chatWire: Wire = {
  name: 'openai-chat',
  isResponse: isChatCompletion,
  isRequest: (request) => 'messages' in request,
  request: openaiRequest,
  response: openaiResponse,
  known: completionKnown,
}
