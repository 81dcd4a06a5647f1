import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { statedCount } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { inclusiveUsage } from '../read/usage.js'
import type { BesidesAnswer, Wire } from '../wire/wire.js'
import { isPromptRequest, promptRequest, promptResponse } from './prompt-models.js'

/** Servers and models that take one prompt and give one text: llama.cpp's own completion, Text Generation Inference, Titan and Llama as a client of Bedrock logs them. */
export const promptWire: Wire = {
  name: 'text-generation',
  isResponse: (response) => ownOf(response) !== undefined,
  isRequest: (request) => isPromptRequest(request) && ('textGenerationConfig' in request || 'inputs' in request || 'n_predict' in request || 'max_gen_len' in request),
  request: promptRequest,
  response: (response): ResponseFacts => ({ ...promptKnown(response), output: promptResponse(ownOf(response) ?? response).output }),
  known: promptKnown,
}

/** Text Generation Inference answers with a list of one; without its details the text may begin with the prompt. */
function ownOf(response: JsonValue | undefined): JsonObject | undefined {
  const [one] = Array.isArray(response) && response.length === 1 ? response : [response]
  if (!isJsonObject(one)) return undefined
  const isOwn = (typeof one['generated_text'] === 'string' && isJsonObject(one['details'])) || (typeof one['content'] === 'string' && 'tokens_predicted' in one) || (typeof one['generation'] === 'string' && 'generation_token_count' in one) || ('inputTextTokenCount' in one && Array.isArray(one['results']))
  return isOwn ? one : undefined
}

/** Never throws. */
function promptKnown(response: JsonValue | undefined): BesidesAnswer {
  const one = ownOf(response)
  if (one === undefined) return { usage: {} }
  const details = isJsonObject(one['details']) ? one['details'] : {}
  const [result] = Array.isArray(one['results']) ? one['results'].filter(isJsonObject) : []
  return {
    usage: inclusiveUsage({
      input: statedCount(one['tokens_evaluated'] ?? one['prompt_token_count'] ?? one['inputTextTokenCount']),
      output: statedCount(one['tokens_predicted'] ?? one['generation_token_count'] ?? details['generated_tokens'] ?? result?.['tokenCount']),
    }),
    responseModel: nameOf(one['model']),
  }
}
