import type { JsonObject, JsonValue } from '../../domain/json.js'
import { anthropicWire } from '../anthropic/wire.js'
import { geminiWire } from '../gemini/wire.js'
import { ollamaWire } from '../ollama/wire.js'
import { chatWire } from '../openai/wire.js'
import { readStream } from '../read/sse.js'
import { responsesWire } from '../responses/wire.js'
import type { Wire } from './wire.js'

const WIRES: readonly Wire[] = [responsesWire, anthropicWire, chatWire, geminiWire, ollamaWire]

/** The API that a request and its response belong to: the response decides, else the request; undefined when neither is known. */
export function wireOf(request: JsonObject, response: JsonValue | undefined): Wire | undefined {
  const stream = readStream(response)
  return WIRES.find((wire) => wire.isResponse(response, stream)) ?? WIRES.find((wire) => wire.isRequest(request))
}
