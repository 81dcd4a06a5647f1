import { configuredProvider, servedModel } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import { parseModelRef, type ModelRef, type Price } from '../domain/model.js'
import type { PlannedIncumbent } from '../domain/plan.js'
import type { PriceBook } from '../prices/book.js'
import { providerOf } from '../prices/library.js'
import { builtInProvider } from '../providers/index.js'

export interface Incumbent extends PlannedIncumbent {
  readonly answered: (call: LlmCall) => boolean
}

function isKnownProvider(name: string, config: AuditConfig): boolean {
  return configuredProvider(config, name) !== undefined || builtInProvider(name) !== undefined
}

/** Where a logged model name is served: `models:` in the config, the name itself, the log, the price library. */
export function servedAs(call: Pick<LlmCall, 'provider' | 'requestModel' | 'responseModel'>, config: AuditConfig): string {
  for (const name of [call.requestModel, call.responseModel]) {
    const as = name === undefined ? undefined : servedModel(config, name)?.as
    if (as !== undefined) return as
  }
  const prefix = parseModelRef(call.requestModel)?.provider
  // Who the log says has served it goes before what the name looks like: resellers keep the maker's name in theirs.
  if (call.provider !== undefined) return prefix === call.provider ? call.requestModel : `${call.provider}/${call.requestModel}`
  if (prefix !== undefined && isKnownProvider(prefix, config)) return call.requestModel
  return `${providerOf(call.responseModel ?? call.requestModel) ?? 'unknown'}/${call.requestModel}`
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0]
}

function callable(ref: string, config: AuditConfig): ModelRef | undefined {
  const model = parseModelRef(ref)
  return model && isKnownProvider(model.provider, config) ? model : undefined
}

/** The incumbent's price per token from its own logged costs, when no list price is known. */
function loggedPrice(calls: readonly LlmCall[]): Price | undefined {
  let [usd, tokens] = [0, 0]
  for (const { costUsd, usage } of calls) {
    if (costUsd === undefined || usage.inputTokens === undefined || usage.outputTokens === undefined) continue
    usd += costUsd
    tokens += usage.inputTokens + usage.outputTokens
  }
  if (tokens === 0) return undefined
  const perMillion = (usd / tokens) * 1e6
  return { input: perMillion, output: perMillion }
}

/**
 * The model in production for a task: the one that was asked for, else the one that served most of its calls.
 * @param asked `provider/model`, or a bare name that matches the logged name
 */
export function findIncumbent(calls: readonly LlmCall[], asked: string | undefined, config: AuditConfig, book: PriceBook): Incumbent {
  const bare = asked === undefined ? undefined : (callable(asked, config)?.model ?? asked)
  const answered = (ref: string | undefined) => (call: LlmCall) =>
    asked === undefined
      ? servedAs(call, config) === ref
      : servedAs(call, config) === asked || call.requestModel === asked || call.requestModel === bare || call.responseModel === bare
  const ref = asked === undefined
    ? (mostFrequent(calls.map((call) => servedAs(call, config))) ?? 'unknown/unknown')
    : parseModelRef(asked) && callable(asked, config) ? asked : (mostFrequent(calls.filter(answered(undefined)).map((call) => servedAs(call, config))) ?? asked)
  const isIncumbents = answered(ref)
  const model = callable(ref, config)
  const price = book.priceOf(ref) ?? loggedPrice(calls.filter(isIncumbents))
  return { ref, ...(model ? { model } : {}), ...(price ? { price } : {}), answered: isIncumbents }
}
