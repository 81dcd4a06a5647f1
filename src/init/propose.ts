import { DEFAULT_BUDGET_USD } from '../config/total-budget.js'
import type { InspectResult } from '../domain/inspect.js'
import { parseModelRef } from '../domain/model.js'
import { callCostAt, proposeCandidates, type ProposedCandidate, type TokensPerCall } from './candidates.js'
import { proposeConstraints, proposeGold, type ProposedConstraint } from './constraints.js'
import { providersWithKey, reachable, type ReachableProvider } from './reachable.js'
import type { LogSample } from './sample-log.js'

/** What `audit.config.yaml` will say, with what the comments in it need. */
export interface Proposal {
  readonly logs: readonly string[]
  /** Models in use, the most frequent first, with their calls. */
  readonly models: readonly { readonly model: string; readonly calls: number }[]
  /** Undefined when tasks differ in it, or no log was read. */
  readonly incumbent: string | undefined
  /** USD of an average call of the main model; undefined when its price is unknown. */
  readonly incumbentCostUsd: number | undefined
  readonly candidates: readonly ProposedCandidate[]
  /** Providers of models and candidates that are not built in but known. */
  readonly providers: readonly ReachableProvider[]
  readonly missingKeys: readonly string[]
  /** What a run can come to if every candidate used every sample, USD; undefined without a log. */
  readonly mostUsd: number | undefined
  readonly budgetUsd: number
  readonly constraints: readonly ProposedConstraint[]
  readonly gold: ReturnType<typeof proposeGold>
  readonly redact: readonly string[]
}

const SAMPLES = 1000
const TOP_TASKS = 10
/** Without a log: a prompt and an answer of ordinary length. */
const ORDINARY: TokensPerCall = { input: 500, output: 150 }

function meanTokens(inspected: InspectResult): TokensPerCall {
  const mean = (of: (task: InspectResult['tasks'][number]) => number | null, otherwise: number): number => {
    const known = inspected.tasks.filter((task) => of(task) !== null)
    const calls = known.reduce((sum, task) => sum + task.calls, 0)
    return calls === 0 ? otherwise : known.reduce((sum, task) => sum + task.calls * (of(task) ?? 0), 0) / calls
  }
  return { input: mean(({ tokensPerCall }) => tokensPerCall.input, ORDINARY.input), output: mean(({ tokensPerCall }) => tokensPerCall.output, ORDINARY.output) }
}

function modelsOf(inspected: InspectResult): Proposal['models'] {
  const counts = new Map<string, number>()
  for (const { models } of inspected.tasks) for (const [model, calls] of Object.entries(models)) counts.set(model, (counts.get(model) ?? 0) + calls)
  return [...counts].map(([model, calls]) => ({ model, calls })).toSorted((a, b) => b.calls - a.calls || (a.model < b.model ? -1 : 1))
}

/** One, two or five times a power of ten: the next such amount from there up. */
function roundUp(usd: number): number {
  const power = 10 ** Math.floor(Math.log10(usd))
  return Number(([1, 2, 5, 10].find((step) => step * power >= usd) ?? 10) * power)
}

/** Answers of candidates may be longer than the incumbent's, and the incumbent may have to be asked again. */
const RESERVE = 1.5

function mostOf(inspected: InspectResult, candidates: readonly ProposedCandidate[]): number {
  const cases = inspected.tasks.slice(0, TOP_TASKS).reduce((sum, { calls }) => sum + Math.min(SAMPLES, calls), 0)
  return cases * candidates.reduce((sum, { costPerCallUsd }) => sum + (costPerCallUsd ?? 0), 0)
}

const providerOf = (model: string): string => parseModelRef(model)?.provider ?? ''

/** The entries of providers that models and candidates need, and the keys that the candidates lack. */
function needs(candidates: readonly ProposedCandidate[], models: Proposal['models'], env: NodeJS.ProcessEnv): Pick<Proposal, 'providers' | 'missingKeys'> {
  const asked = new Set(candidates.map(({ model }) => providerOf(model)))
  const needed = [...new Set([...asked, ...models.map(({ model }) => providerOf(model))])].flatMap((name) => reachable(name) ?? [])
  return {
    providers: needed.filter(({ baseUrl }) => baseUrl !== undefined),
    missingKeys: needed.filter(({ name, keyEnv }) => asked.has(name) && !env[keyEnv]).map(({ keyEnv }) => keyEnv),
  }
}

/** The proposal with other candidates: what they need changes with them. */
export function withCandidates(proposal: Proposal, names: readonly string[], env: NodeJS.ProcessEnv): Proposal {
  const candidates = names.map((name) => proposal.candidates.find(({ model }) => model === name) ?? { model: name, costPerCallUsd: undefined })
  return { ...proposal, candidates, ...needs(candidates, proposal.models, env) }
}

/** Proposes a configuration from what the logs are and which keys there are. `inspected` and `sample` are undefined when no log is given. */
export function propose(logs: readonly string[], inspected: InspectResult | undefined, sample: LogSample | undefined, env: NodeJS.ProcessEnv): Proposal {
  const models = inspected ? modelsOf(inspected) : []
  const mains = new Set(inspected?.tasks.map((task) => Object.keys(task.models)[0]))
  const tokens = inspected ? meanTokens(inspected) : ORDINARY
  const main = models[0]?.model
  const incumbentCostUsd = main === undefined ? undefined : callCostAt(main, tokens)
  const inUse = [...new Set(models.map(({ model }) => providerOf(model)))].filter((name) => reachable(name))
  const keyed = providersWithKey(env).map(({ name }) => name)
  // A candidate without a key stops the run before its first call, so families in use are proposed without one only where there is no key at all.
  const providers = keyed.length > 0 ? keyed : inUse
  const candidates = proposeCandidates(providers, tokens, incumbentCostUsd).filter(({ model }) => model !== main)
  const mostUsd = inspected && candidates.length > 0 ? mostOf(inspected, candidates) : undefined
  return {
    logs, models, incumbentCostUsd, candidates, mostUsd,
    incumbent: mains.size === 1 ? main : undefined,
    ...needs(candidates, models, env),
    budgetUsd: mostUsd === undefined ? DEFAULT_BUDGET_USD : Math.min(DEFAULT_BUDGET_USD, Math.max(0.1, roundUp(RESERVE * mostUsd))),
    constraints: sample ? proposeConstraints(sample) : [],
    gold: sample && proposeGold(sample),
    redact: [...new Set([...(sample?.personal ?? []), 'secret'])],
  }
}
