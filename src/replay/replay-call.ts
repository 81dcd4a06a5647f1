import type { ChatRequest } from '../domain/message.js'
import type { ModelRef, Price } from '../domain/model.js'
import type { Answered, Trial } from '../domain/trial.js'
import type { Completion } from '../providers/index.js'
import type { Purse } from './ledger.js'

/** One call to be replayed, with everything that its answer and its price depend on. */
export interface ReplayCall {
  readonly key: string
  readonly model: ModelRef
  readonly request: ChatRequest
  readonly maxOutputTokens: number
  /** True when `maxOutputTokens` is ours and not the log's. */
  readonly capIsOurs: boolean
  /** Undefined only where nobody named a budget. */
  readonly price: Price | undefined
}

export interface Replayed {
  readonly trial: Trial
  readonly cached: boolean
}

export const purseOf = ({ model }: ReplayCall): Purse => ({ provider: model.provider, model: model.ref })

/** A completion as the outcome of a call. */
export function answeredOutcome({ output, usage, responseModel }: Completion, call: Pick<ReplayCall, 'capIsOurs'>): Answered {
  return { status: 'answered', output, cutByCap: call.capIsOurs && output.finishReason === 'length', usage, ...(responseModel === undefined ? {} : { responseModel }) }
}
