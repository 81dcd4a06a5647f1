import type { Usage } from './call.js'
import type { ModelOutput } from './message.js'

/** Why a call got no answer after its retries. Not a wrong answer. */
export type FailureKind = 'rate_limit' | 'timeout' | 'server_error' | 'connection' | 'malformed' | 'not_found' | 'bad_request' | 'auth' | 'unsupported'

export interface Answered {
  readonly status: 'answered'
  readonly output: ModelOutput
  /** True when our own output cap, not the logged one, cut the answer. */
  readonly cutByCap: boolean
  readonly usage: Usage
  readonly responseModel?: string
}

export interface Failed {
  readonly status: 'failed'
  readonly failure: FailureKind
  /** For people; never a key, never raw model text. */
  readonly message: string
}

/** One case × one model: the recorded outcome of a replayed call. */
export interface Trial {
  /** Content address of the request: see replay/address. */
  readonly key: string
  readonly model: string
  readonly outcome: Answered | Failed
  /** USD of all attempts whose charge is known. */
  readonly costUsd: number
  /** Milliseconds of the attempt that succeeded (or of the last one); undefined for an answer from a batch, which says nothing about speed. */
  readonly latencyMs?: number
  /** Milliseconds to the first token of that attempt; streams only. */
  readonly firstTokenMs?: number
  readonly attempts: number
  /** Attempts before the last that failed for another reason than a rate limit, which is about the asker's haste; absent for none. */
  readonly faults?: number
}
