import type { OutgoingHttpHeaders } from 'node:http'
import type { JsonObject } from '../../domain/json.js'
import type { ChatRequest } from '../../domain/message.js'
import type { Completion } from '../completion.js'

/** Puts a stream's events together into the body that the API would have sent at once. */
export interface Assembler {
  /** Takes the next event. True when it carried a piece of the answer. @throws ProviderError for an error inside the stream */
  readonly take: (event: JsonObject) => boolean
  /** @throws ProviderError when the stream ended before the answer did */
  readonly body: () => JsonObject
}

/** How one API is spoken. */
export interface Wire {
  /** Below the base URL. */
  readonly path: (model: string) => string
  readonly headers: (apiKey: string | undefined) => OutgoingHttpHeaders
  /**
   * The body of a request in normal form.
   * @param capField another name for the output cap, where a model wants one
   * @throws ProviderError kind `unsupported` for what the API cannot express
   */
  readonly write: (model: string, request: ChatRequest, maxOutputTokens: number, capField?: string) => JsonObject
  /** Names under which the API may want the output cap, where there are several. */
  readonly capFields?: readonly string[]
  /** @throws ProviderError when the body is no completion */
  readonly read: (body: JsonObject) => Completion
  /** Undefined where answers cannot be streamed as server-sent events. */
  readonly stream?: { readonly ask: JsonObject; readonly assembler: () => Assembler }
}
