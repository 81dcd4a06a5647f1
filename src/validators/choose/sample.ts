import type { JsonValue } from '../../domain/json.js'
import type { ChatRequest, ModelOutput } from '../../domain/message.js'
import { expectedWords } from '../calls/tool-calls.js'

/** One logged call as the choice of a validator sees it. */
export interface ValidatorSample {
  readonly request: ChatRequest
  readonly output: ModelOutput
  readonly gold?: JsonValue
}

/** One that carries an expected answer. */
export type GoldenSample = ValidatorSample & { readonly gold: JsonValue }

/** True where the sample carries an expected answer. */
export function isGolden(sample: ValidatorSample): sample is GoldenSample {
  return sample.gold !== undefined && sample.gold !== null
}

/** True where the expected answer, else the logged one, is words and no call. */
export function isInWords(sample: ValidatorSample): boolean {
  return isGolden(sample) ? (expectedWords(sample.gold) ?? '') !== '' : sample.output.toolCalls.length === 0 && sample.output.text.trim() !== ''
}

/** True where at least a share in (0,1] of the items pass, and there is one; looks no further than it must. */
export function isShare<T>(items: readonly T[], least: number, passes: (item: T) => boolean): boolean {
  let passing = items.length
  for (let at = 0; at < items.length && passing / items.length >= least; at++) if (!passes(items[at] as T)) passing--
  return passing > 0 && passing / items.length >= least
}

/** Share in [0,1] of the items that pass; 0 of none. */
export function share<T>(items: readonly T[], passes: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(passes).length / items.length
}
