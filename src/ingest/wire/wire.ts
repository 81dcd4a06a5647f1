import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import type { ResponseFacts } from '../read/response-facts.js'
import type { StreamEvents } from '../read/sse.js'

/** What a response says besides its answer. */
export type BesidesAnswer = Omit<ResponseFacts, 'output'>

/** One API on the wire: how its requests and responses are known and read, whatever log they stand in. */
export interface Wire {
  /** The name of the format of plain pairs, e.g. `openai-chat`. */
  readonly name: string
  /** `stream` holds the events of a response that is a stored stream. Never throws. */
  readonly isResponse: (response: JsonValue | undefined, stream: StreamEvents | undefined) => boolean
  /** Asked only where no API knows the response: it is missing, or an error. Never throws. */
  readonly isRequest: (request: JsonObject) => boolean
  /** Throws Excluded. */
  readonly request: (request: JsonObject) => ChatRequest
  /** Throws Excluded. */
  readonly response: (response: JsonValue | undefined) => ResponseFacts
  /** What can be told of a response even where its answer cannot be read. Never throws. */
  readonly known: (response: JsonValue | undefined) => BesidesAnswer
  /** Refuses requests of which the log holds only a part. Throws Excluded. */
  readonly refuseIncomplete?: (request: JsonObject) => void
}
