import type { Omittable } from './message.js'

/** USD per million tokens. */
export interface Rates {
  readonly input: number
  readonly output: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  /** For what the cache keeps an hour; that of `cacheWrite` where absent. */
  readonly cacheWriteHour?: number
}

/** What a model costs: its rates, and those that all tokens of a request pay whose input is longer than `above` tokens. */
export interface Price extends Rates {
  readonly long?: Rates & { readonly above: number }
}

/** The rates of a request with so many input tokens. */
export function ratesAt(price: Price, inputTokens: number): Rates {
  return price.long !== undefined && inputTokens > price.long.above ? price.long : price
}

/** A model to be called: `ref` is `provider/model`, `model` what goes over the wire. */
export interface ModelRef {
  readonly ref: string
  readonly provider: string
  readonly model: string
  /** Parameters of the log's requests that it is not sent, because the configuration says that it refuses them. */
  readonly omit?: readonly Omittable[]
}

/** Splits `provider/model` at the first slash; undefined when there is no provider. */
export function parseModelRef(ref: string): ModelRef | undefined {
  const slash = ref.indexOf('/')
  return slash > 0 && slash < ref.length - 1 ? { ref, provider: ref.slice(0, slash), model: ref.slice(slash + 1) } : undefined
}
