import type { ServiceTier, SourceRef, Usage } from './call.js'
import type { JsonObject, JsonValue } from './json.js'
import type { ChatRequest, ModelOutput } from './message.js'

/** One sampled call with its reference output. `index` is its place in the pre-drawn order of its task, from 0. */
export interface Case {
  readonly id: string
  readonly taskId: string
  readonly index: number
  readonly source: SourceRef
  readonly request: ChatRequest
  /** The incumbent's logged answer: a reference, not the truth. */
  readonly reference: ModelOutput
  /** The expected answer where the log carries one and the config names its field. */
  readonly gold?: JsonValue
  readonly usage: Usage
  readonly costUsd?: number
  readonly latencyMs?: number
  readonly serviceTier?: ServiceTier
  /** Digest of the conversation that it belongs to. */
  readonly conversation?: string
  readonly metadata: JsonObject
}
