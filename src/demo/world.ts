import type { JsonObject } from '../domain/json.js'
import type { DemoCase } from './case.js'
import type { DemoModel } from './models.js'

/** One task of the made-up company. */
export interface DemoTask {
  readonly name: string
  /** `provider/model`. */
  readonly incumbent: string
  /** True: `metadata.expected` of its records is the true answer. */
  readonly hasGold: boolean
  /** From the cheapest to the dearest; `viable` as designed (truthOf measures it). */
  readonly candidates: readonly { readonly model: string; readonly viable: boolean }[]
  /** Null when no candidate is good enough. */
  readonly cheapestViable: string | null
}

/** A log, the models behind it, and the truth about both. */
export interface DemoWorld {
  readonly seed: number
  /** Request/response pairs in the wire formats of their incumbents, ordered by time. */
  readonly records: readonly JsonObject[]
  readonly models: readonly DemoModel[]
  readonly tasks: readonly DemoTask[]
  /** All distinct cases by conversationKey. */
  readonly cases: ReadonlyMap<string, DemoCase>
  /** Name of the task by the `id` of a record, failed records too. */
  readonly taskOfRecord: ReadonlyMap<string, string>
}
