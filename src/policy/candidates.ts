import type { FallbackReason, ModelEntry, PolicyDocument, Requirement, Route } from './document.js'
import type { PolicyRequest, RouterState } from './request.js'

export interface RoutingTarget {
  /** Key in the policy's `models`; of a model that the policy does not know, the name that was asked for. */
  readonly model: string
  /** What goes over the wire. */
  readonly modelId: string
  /** Key in the policy's `providers`; '' where the policy does not know who serves the model. */
  readonly provider: string
}

export interface ChainStep extends RoutingTarget {
  readonly on: readonly FallbackReason[]
}

export type Catalog = Pick<PolicyDocument, 'providers'> & { readonly models: ReadonlyMap<string, ModelEntry> }

/** The key of the model that a request names: by key, by `provider/id`, by the id of the route's own target, or by an id that only one model has. */
function askedModel(name: string, target: string, models: Catalog['models']): string {
  if (models.has(name)) return name
  if (models.get(target)?.id === name) return target
  const entries = [...models]
  const full = entries.find(([, entry]) => `${entry.provider}/${entry.id}` === name)
  const same = entries.filter(([, entry]) => entry.id === name)
  return full?.[0] ?? (same.length === 1 ? same[0]?.[0] : undefined) ?? name
}

/** Target and fallbacks of a route in order, each model once; a model that is asked for stands for the target where the route says so. */
export function chainOf(route: Route, request: PolicyRequest, models: Catalog['models']): readonly { readonly model: string; readonly on: readonly FallbackReason[] }[] {
  const asked = route.target.as_asked === true && typeof request.model === 'string' && request.model !== '' ? askedModel(request.model, route.target.model, models) : undefined
  const chain = [{ model: asked ?? route.target.model, on: [] as readonly FallbackReason[] }, ...(route.fallback ?? [])]
  return chain.filter((step, at) => chain.findIndex((one) => one.model === step.model) === at)
}

/** Why a model may not serve; undefined when it may. What is not declared is not there. */
export function unfit(model: string, required: readonly Requirement[], state: RouterState, { models, providers }: Catalog): string | undefined {
  const entry = models.get(model)
  const provider = entry === undefined ? undefined : providers[entry.provider]
  if (entry !== undefined && state.exhausted_providers?.includes(entry.provider) && provider?.budget?.on_exceeded !== 'alert') return 'its provider’s budget is used up'
  const { regions = [], compliance = [] } = provider ?? {}
  for (const require of required) {
    const lack = require.capabilities?.find((one) => entry?.capabilities?.includes(one) !== true) ?? require.compliance?.find((one) => !compliance.includes(one))
    if (lack !== undefined) return `lacks ${lack}`
    if (require.regions?.some((one) => regions.includes(one)) === false) return `its provider is not in ${require.regions.join(' or ')}`
  }
  return undefined
}

/** Cheapest first by input + output list price; models without a price last; equals keep their order. */
export function cheapestFirst<T extends { readonly model: string }>(chain: readonly T[], models: Catalog['models']): T[] {
  const price = ({ model }: T): number => {
    const { input, output } = models.get(model)?.price_per_1m ?? {}
    return input === undefined || output === undefined ? Infinity : input + output
  }
  return [...chain].sort((a, b) => { const [x, y] = [price(a), price(b)]; return x === y ? 0 : x - y })
}
