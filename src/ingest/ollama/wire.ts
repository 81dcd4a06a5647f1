import type { Wire } from '../wire/wire.js'
import { ollamaRequest, refuseTokenContext } from './request.js'
import { isOllama, ollamaKnown, ollamaResponse } from './response.js'

/** Ollama's own API. */
export const ollamaWire: Wire = {
  name: 'ollama',
  isResponse: isOllama,
  isRequest: (request) => typeof request['prompt'] === 'string' && ('options' in request || 'keep_alive' in request),
  request: ollamaRequest,
  response: ollamaResponse,
  known: ollamaKnown,
  refuseIncomplete: refuseTokenContext,
}
