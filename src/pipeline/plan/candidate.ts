import { servedModel } from '../../config/lookup.js'
import type { AuditConfig, CandidateConfig } from '../../config/schema.js'
import { AuditError } from '../../domain/error.js'
import { parseModelRef, type ModelRef } from '../../domain/model.js'
import type { PlannedCandidate, PlannedIncumbent } from '../../domain/plan.js'
import type { PriceBook } from '../../prices/book.js'
import { BUILT_IN } from '../../providers/index.js'
import { didYouMean } from '../../text/nearest.js'

/** Mean logged tokens of a task's calls. */
export interface TokenMeans {
  readonly input: number
  readonly output: number
}

/**
 * Reads a candidate's name.
 * @throws AuditError when it has no provider, or one that is neither configured nor built in
 */
export function candidateModel(name: string, config: AuditConfig): ModelRef {
  const known = [...new Set([...Object.keys(config.providers), ...Object.keys(BUILT_IN)])]
  const model = parseModelRef(name)
  if (!model) {
    throw new AuditError('candidate/no-provider', `candidate "${name}" names no provider`, `Write it as provider/model, e.g. ${known[0]}/${name}. Providers known here: ${known.join(', ')}.`)
  }
  if (!known.includes(model.provider)) {
    throw new AuditError(
      'candidate/unknown-provider',
      `candidate "${name}": there is no provider "${model.provider}".${didYouMean(model.provider, known)}`,
      `Add it to the configuration: providers: { ${model.provider}: { api: openai, base_url: https://…/v1, api_key_env: … } }. Known here: ${known.join(', ')}.`,
    )
  }
  const omit = servedModel(config, name)?.omit
  return omit === undefined ? model : { ...model, omit }
}

/**
 * Checks, before anything is read, that every candidate can be called.
 * @returns the names of the providers that they need
 * @throws AuditError when there is no candidate, or one without a known provider
 */
export function candidateProviders(config: AuditConfig): readonly string[] {
  const all = [...config.candidates, ...config.tasks.flatMap((task) => task.candidates ?? [])]
  if (all.length === 0) {
    throw new AuditError('candidate/none', 'no candidate model is named', 'Name at least one: --candidate provider/model, or candidates: in the configuration.')
  }
  const others = [config.judge, config.embeddings].flatMap((one) => one ?? [])
  return [...new Set([...all, ...others].map(({ model }) => candidateModel(model, config).provider))]
}

/** The task's candidates in the order in which they will be tried, and those that are not tried at all. */
export function planLadder(
  candidates: readonly CandidateConfig[],
  options: { readonly named: boolean; readonly incumbent: PlannedIncumbent; readonly tokens: TokenMeans; readonly config: AuditConfig; readonly book: PriceBook },
): { readonly ladder: readonly PlannedCandidate[]; readonly outside: readonly PlannedCandidate[] } {
  const { named, incumbent, tokens, config, book } = options
  const expected = (price: { input: number; output: number }) => (tokens.input * price.input + tokens.output * price.output) / 1e6
  const incumbentCost = incumbent.price && expected(incumbent.price)
  const planned = [...new Set(candidates.map(({ model }) => model))].map((name): PlannedCandidate => {
    const model = candidateModel(name, config)
    const price = candidates.find((candidate) => candidate.model === name)?.price ?? book.priceOf(name)
    if (!price) {
      const message = `no list price is known for ${name}: write it into the configuration as { model: ${name}, price: { input: …, output: … } } (USD per million tokens)`
      return { model, unfit: { reason: 'blocked', message } }
    }
    const expectedCostUsd = expected(price)
    if (name === incumbent.ref) return { model, price, expectedCostUsd, unfit: { reason: 'skipped', message: `${name} is the incumbent of this task` } }
    const isDear = incumbentCost !== undefined && expectedCostUsd >= incumbentCost
    if (!named && isDear) {
      return { model, price, expectedCostUsd, unfit: { reason: 'skipped', message: `${name} costs as much as the incumbent or more on this task; name it under this task's candidates to evaluate it all the same` } }
    }
    return { model, price, expectedCostUsd, ...(isDear ? { evenIfDearer: true } : {}) }
  })
  const cheapestFirst = planned.toSorted((a, b) => (a.expectedCostUsd ?? Infinity) - (b.expectedCostUsd ?? Infinity) || (a.model.ref < b.model.ref ? -1 : 1))
  return {
    ladder: cheapestFirst.filter(({ unfit }) => unfit?.reason !== 'skipped'),
    outside: cheapestFirst.filter(({ unfit }) => unfit?.reason === 'skipped'),
  }
}
