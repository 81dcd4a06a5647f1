import type { JsonObject } from '../domain/json.js'
import type { ChatRequest } from '../domain/message.js'
import type { Completion } from './completion.js'
import type { Turn } from './conversation.js'

/** What the server needs to know of a request body. */
export interface Prompt {
  readonly model: string
  readonly turns: readonly Turn[]
  /** Canonical text of the tool definitions; '' without tools. */
  readonly toolText: string
  readonly maxOutputTokens?: number
}

/** One provider's way to write requests, answers and errors. */
export interface Wire {
  /** Path of the endpoint. */
  readonly path: string
  readonly writeRequest: (request: ChatRequest, model: string) => JsonObject
  /** A sentence when the body is no request that can be answered. */
  readonly readRequest: (body: JsonObject) => Prompt | string
  readonly writeResponse: (completion: Completion) => JsonObject
  readonly writeError: (status: number, message: string) => JsonObject
}
