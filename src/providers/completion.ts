import type { Usage } from '../domain/call.js'
import type { ModelOutput } from '../domain/message.js'

/** A model's answer in normal form. */
export interface Completion {
  readonly output: ModelOutput
  readonly usage: Usage
  readonly responseModel?: string
}
