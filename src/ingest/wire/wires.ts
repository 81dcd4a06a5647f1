import type { JsonObject, JsonValue } from '../../domain/json.js'
import { anthropicWire, isOnlyAnthropicRequest, isOnlyChatRequest } from '../anthropic/wire.js'
import { converseWire } from '../bedrock/converse-wire.js'
import { promptWire } from '../bedrock/prompt-wire.js'
import { cohereWire } from '../cohere/wire.js'
import { geminiWire } from '../gemini/wire.js'
import { ollamaWire } from '../ollama/wire.js'
import { chatWire } from '../openai/wire.js'
import { readStream } from '../read/sse.js'
import { responsesWire } from '../responses/wire.js'
import type { Wire } from './wire.js'

const WIRES: readonly Wire[] = [responsesWire, converseWire, anthropicWire, chatWire, geminiWire, ollamaWire, cohereWire, promptWire]

/** The API that a request and its response belong to: the response decides, else the request; undefined when neither is known. */
export function wireOf(request: JsonObject, response: JsonValue | undefined): Wire | undefined {
  const stream = readStream(response)
  return WIRES.find((wire) => wire.isResponse(response, stream)) ?? WIRES.find((wire) => wire.isRequest(request))
}

/** The API in which the request is written: gateways take requests of one API and keep the answer in the words of another. */
export function requestWireOf(request: JsonObject, wire: Wire): Wire {
  if (!Array.isArray(request['messages'])) return wire === chatWire && 'input' in request ? responsesWire : wire
  if (wire === chatWire || wire === responsesWire) return isOnlyAnthropicRequest(request) ? anthropicWire : chatWire
  return wire === anthropicWire && isOnlyChatRequest(request) ? chatWire : wire
}
