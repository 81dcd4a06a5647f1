import type { ParsedRecord } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import { anthropicWire, isAnthropicRequest } from '../anthropic/wire.js'
import { chatWire } from '../openai/wire.js'
import type { Known } from '../read/draft.js'
import { readCall } from '../read/draft.js'
import { readNumber } from '../read/number.js'
import type { ResponseFacts } from '../read/response-facts.js'
import { converseRequest, converseResponse, isConverseRequest } from './converse.js'
import { cohereChatRequest, isCohereChat } from '../cohere/first-chat.js'
import { isPromptRequest, promptRequest, promptResponse } from './prompt-models.js'

/** How the body of one family of models is read. */
interface Family {
  readonly is: (body: JsonObject, output: JsonValue | undefined) => boolean
  readonly request: (body: JsonObject) => ChatRequest
  readonly response: (body: JsonValue | undefined) => ResponseFacts
}

const FAMILIES: readonly Family[] = [
  { is: (body, output) => isConverseRequest(body) || isConverseAnswer(body, output), request: converseRequest, response: converseResponse },
  { is: isCohereChat, request: cohereChatRequest, response: promptResponse },
  { is: isPromptRequest, request: promptRequest, response: promptResponse },
  { is: (body, output) => chatWire.isResponse(output, undefined) && !isAnthropicRequest(body), request: chatWire.request, response: chatWire.response },
  { is: () => true, request: anthropicWire.request, response: anthropicWire.response },
]

/** A request whose messages do not tell, answered as Converse answers. */
function isConverseAnswer(body: JsonObject, output: JsonValue | undefined): boolean {
  return Array.isArray(body['messages']) && isJsonObject(output) && isJsonObject(output['output']) && isJsonObject(output['output']['message'])
}

/** The call in a request and an answer that are written as their model takes them. `alias` names the model where nothing else does. Throws Excluded. */
export function readInvocation(input: JsonObject, output: JsonValue | undefined, own: Known, alias?: string): ParsedRecord {
  const family = FAMILIES.find((one) => one.is(input, output)) ?? FAMILIES[0]
  const stated = anthropicWire.known(output)
  const known: Known = { ...own, requestModel: own.requestModel ?? stated.responseModel ?? alias, responseModel: stated.responseModel, ...timesOf(output) }
  return readCall(known, () => {
    const facts = family?.response(output)
    return { request: family?.request(input) ?? { messages: [] }, output: facts?.output ?? { text: '', toolCalls: [] }, latencyMs: facts?.latencyMs ?? known.latencyMs }
  })
}

/** What a stream's last event, or Converse, says about time (ms). */
function timesOf(output: JsonValue | undefined): Pick<Known, 'latencyMs' | 'timeToFirstTokenMs'> {
  const last = (Array.isArray(output) ? output : [output]).findLast((event) => isJsonObject(event) && isJsonObject(event['amazon-bedrock-invocationMetrics']))
  const metrics = isJsonObject(last) ? last['amazon-bedrock-invocationMetrics'] : undefined
  if (!isJsonObject(metrics)) return {}
  return { latencyMs: readNumber(metrics['invocationLatency']), timeToFirstTokenMs: readNumber(metrics['firstByteLatency']) }
}
