import { libraryModels, libraryPrice } from '../prices/library.js'
import { newestOfFamilies } from './model-family.js'

/** Mean tokens of a call. */
export interface TokensPerCall {
  readonly input: number
  readonly output: number
}

export interface ProposedCandidate {
  readonly model: string
  /** USD of an average call of the log at list price; undefined when a user named a model of unknown price. */
  readonly costPerCallUsd: number | undefined
}

/** Each further candidate takes its share of α and so makes every certificate dearer: log K more wealth is needed. */
const MOST_CANDIDATES = 4
/** A model that costs nearly what the incumbent costs saves nothing worth a replay. */
const CHEAPER_BY = 0.7

/** What a provider resells over another interface than the one it is reached by here is not proposed. */
const OWN_MODELS: Readonly<Record<string, RegExp>> = { google: /^gemini-/ }

const modelsAt = (provider: string): readonly string[] => newestOfFamilies(libraryModels(provider).filter((model) => OWN_MODELS[provider]?.test(model) ?? true))

/** USD of a call at list price; undefined when the price is unknown. */
export function callCostAt(ref: string, tokens: TokensPerCall): number | undefined {
  const slash = ref.indexOf('/')
  const price = libraryPrice(ref.slice(0, slash), ref.slice(slash + 1))
  return price && (tokens.input * price.input + tokens.output * price.output) / 1e6
}

/** Of items sorted by price: the two ends and evenly between them. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  if (most === 1) return items.slice(0, 1)
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))] as T)
}

/**
 * Two to four cheaper current chat models, from cheap to nearly as dear as the incumbent, at these providers.
 * `incumbentCostUsd` is what an average call costs now; undefined when its price is unknown, and then any price is taken.
 */
export function proposeCandidates(providers: readonly string[], tokens: TokensPerCall, incumbentCostUsd: number | undefined): readonly ProposedCandidate[] {
  const each = providers.length <= 1 ? 3 : Math.max(1, Math.floor(MOST_CANDIDATES / providers.length))
  const chosen = providers.slice(0, MOST_CANDIDATES).flatMap((provider) => {
    const priced = modelsAt(provider).flatMap((model): ProposedCandidate[] => {
      const costPerCallUsd = callCostAt(`${provider}/${model}`, tokens)
      const cheaper = costPerCallUsd !== undefined && costPerCallUsd > 0 && (incumbentCostUsd === undefined || costPerCallUsd < CHEAPER_BY * incumbentCostUsd)
      return cheaper ? [{ model: `${provider}/${model}`, costPerCallUsd }] : []
    })
    return spread(priced.toSorted((a, b) => (a.costPerCallUsd ?? 0) - (b.costPerCallUsd ?? 0) || (a.model < b.model ? -1 : 1)), each)
  })
  return chosen.toSorted((a, b) => (a.costPerCallUsd ?? 0) - (b.costPerCallUsd ?? 0) || (a.model < b.model ? -1 : 1))
}
