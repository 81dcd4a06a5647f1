import type { Wire } from '../wire/wire.js'
import { geminiRequest, refuseCachedContent } from './request.js'
import { geminiKnown, geminiResponse, isGenerated } from './response.js'

/** Google's generateContent, of AI Studio and Vertex. */
export const geminiWire: Wire = {
  name: 'gemini',
  isResponse: isGenerated,
  isRequest: (request) => Array.isArray(request['contents']),
  request: geminiRequest,
  response: geminiResponse,
  known: geminiKnown,
  refuseIncomplete: refuseCachedContent,
}
