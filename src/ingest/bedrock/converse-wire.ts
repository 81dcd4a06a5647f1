import type { JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { BesidesAnswer, Wire } from '../wire/wire.js'
import { nameOf } from '../read/field.js'
import { converseKnown, converseResponse, converseRequest, isConverseRequest } from './converse.js'

/** Bedrock's Converse, as its clients log it. */
export const converseWire: Wire = {
  name: 'bedrock-converse',
  isResponse: (response) => isJsonObject(response) && isJsonObject(response['output']) && isJsonObject(response['output']['message']) && 'stopReason' in response,
  isRequest: (request) => 'modelId' in request && isConverseRequest(request),
  request: converseRequest,
  response: converseResponse,
  known: (response: JsonValue | undefined): BesidesAnswer => ({
    ...converseKnown(response),
    responseId: isJsonObject(response) && isJsonObject(response['ResponseMetadata']) ? nameOf(response['ResponseMetadata']['RequestId']) : undefined,
  }),
}
