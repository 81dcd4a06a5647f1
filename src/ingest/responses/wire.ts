import type { JsonObject } from '../../domain/json.js'
import type { Wire } from '../wire/wire.js'
import { refuseStoredContext, responsesRequest } from './request.js'
import { isResponse, responsesKnown, responsesResponse } from './response.js'

/** OpenAI's Responses API. */
export const responsesWire: Wire = {
  name: 'openai-responses',
  isResponse,
  isRequest: (request: JsonObject) => !('messages' in request) && ('previous_response_id' in request || 'instructions' in request || 'max_output_tokens' in request || (Array.isArray(request['input']) && request['input'].some((item) => typeof item === 'object'))),
  request: (request) => responsesRequest(request),
  response: responsesResponse,
  known: responsesKnown,
  refuseIncomplete: refuseStoredContext,
}
