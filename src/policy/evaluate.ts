import type { JsonObject } from '../domain/json.js'
import { bucket } from './bucket.js'
import { chainOf, cheapestFirst, unfit } from './candidates.js'
import type { ChainStep, RoutingTarget } from './candidates.js'
import { createClassifier } from './classifier.js'
import type { Classified } from './classifier.js'
import { broughtBy, matches } from './condition.js'
import type { Escalation, ExternalClassifier, LinearClassifier, PolicyDocument, Requirement, Rollout, Route } from './document.js'
import { instantMs } from './instant.js'
import { readField } from './request.js'
import type { PolicyRequest, RouterState } from './request.js'
import { inSchedule } from './schedule.js'

export type RoutingReason = 'matched' | 'default' | 'expired' | 'not_yet_valid' | 'budget' | 'share_cap' | 'rollout'

/** One step of an evaluation: what was looked at and what came of it. */
export interface TraceStep {
  readonly step: 'expiry' | 'constraint' | 'budget' | 'route' | 'share_cap' | 'rollout' | 'candidate' | 'shadow'
  readonly subject: string
  readonly outcome: string
}

export interface RoutingDecision extends RoutingTarget {
  readonly route: string
  readonly params: JsonObject
  readonly timeoutMs?: number
  /** Tokens. */
  readonly maxOutputTokens?: number
  /** In order, eligible ones only; `on` lists the failures after which a step serves. */
  readonly fallbacks: readonly ChainStep[]
  readonly escalate?: Escalation
  /** A model to which a copy goes; its answer is never served. */
  readonly shadow?: RoutingTarget
  readonly reason: RoutingReason
  readonly trace: readonly TraceStep[]
}

/**
 * `no_eligible_model`: the constraints leave no model, so nothing may be called. `budget_exceeded`: a budget with
 * `on_exceeded: deny`. `missing_signal`: only with `on_missing_signal: error`.
 */
export interface RoutingError {
  readonly error: 'no_eligible_model' | 'budget_exceeded' | 'missing_signal'
  readonly route: string
  readonly message: string
  readonly trace: readonly TraceStep[]
}

export interface RoutingContext {
  /** RFC 3339, or a Date. */
  readonly now: Date | string
  readonly state?: RouterState
}

export interface Router {
  readonly route: (request: PolicyRequest, context: RoutingContext) => RoutingDecision | RoutingError
}

interface Selection {
  readonly route: Route
  /** The route that matched, where another one answers. */
  readonly matched?: Route
  readonly reason: RoutingReason
  readonly cheapest?: boolean
  readonly shadow?: string
}

/**
 * A router over a policy that `loadPolicy` has checked. Pure: the clock and the traffic so far are arguments. Order:
 * constraints, denials, expiry, routes, scope budgets, share cap, rollout, candidates. Constraints and the capability
 * floor hold on every redirect, fallback and shadow. Throws RangeError when `now` is no instant.
 */
export function createRouter(policy: PolicyDocument): Router {
  const byId = new Map(policy.routes.map((route) => [route.id, route]))
  const catalog = { models: new Map(Object.entries(policy.models)), providers: policy.providers }
  const classifiers = new Map(Object.entries(policy.classifiers ?? {}).flatMap(([name, one]) => (isLinear(one) ? [[name, { input: one.input ?? 'prompt.last_user', classify: createClassifier(one) }] as const] : [])))
  const ordered = policy.routes.map((route, at) => ({ route, at })).sort((a, b) => a.route.priority - b.route.priority || a.at - b.at).map(({ route }) => route)
  const [from, until] = [policy.metadata.valid_from, policy.metadata.valid_until].map((text) => (text === undefined ? -Infinity : instantMs(text))) as [number, number]

  const named = (id: string): Route => {
    const route = byId.get(id)
    if (route === undefined) throw new RangeError(`the policy has no route "${id}"`)
    return route
  }

  function route(request: PolicyRequest, context: RoutingContext): RoutingDecision | RoutingError {
    const nowMs = typeof context.now === 'string' ? instantMs(context.now) : context.now.getTime()
    if (Number.isNaN(nowMs)) throw new RangeError('`now` is not an instant')
    const state = context.state ?? {}
    const trace: TraceStep[] = []
    const note = (step: TraceStep['step'], subject: string, outcome: string): void => { trace.push({ step, subject, outcome }) }
    const missing = new Set<string>()
    const said = new Map<string, Classified | undefined>()
    const brought = broughtBy(request)
    const classify = (name: string): ReturnType<typeof brought> => {
      const known = brought(name)
      const own = classifiers.get(name)
      if (known !== undefined || own === undefined) return known
      if (!said.has(name)) {
        const text = readField(request, own.input)
        said.set(name, typeof text === 'string' ? own.classify(text) : undefined)
      }
      return said.get(name)
    }
    const holds = (condition: Route['match']): boolean => matches(condition, request, (field) => { missing.add(field) }, classify)

    /** The rollout's part: whether a key is inside, and who gets a copy. */
    const rolledOut = (found: Route, rollout: Rollout): Selection => {
      const salt = rollout.salt ?? `${policy.metadata.id}/${found.id}`
      const key = keyText(readField(request, rollout.key ?? 'request.id'))
      const place = key === undefined ? undefined : bucket(salt, key)
      const below = (percent: number): boolean => place !== undefined && place < percent
      const inside = rollout.stage === 'full' || (rollout.stage === 'canary' && below(rollout.percent))
      const copied = rollout.stage === 'shadow' ? below(rollout.percent) : rollout.shadow !== undefined && key !== undefined && bucket(`${salt}/shadow`, key) < rollout.shadow.percent
      const shadow = copied ? (rollout.stage === 'shadow' ? found.target.model : rollout.shadow?.model) : undefined
      if (rollout.stage !== 'full') note('rollout', found.id, `${rollout.stage}, bucket ${place === undefined ? 'unknown: the request has no key' : place.toFixed(3)}, ${inside ? 'inside' : 'outside'} ${rollout.percent} %`)
      return { ...(inside ? { route: found, reason: 'matched' } : { route: named(rollout.otherwise ?? policy.defaults.route), matched: found, reason: 'rollout' }), ...(shadow === undefined ? {} : { shadow }) }
    }

    const select = (spent: ReadonlySet<string>): Selection => {
      if (nowMs < from || nowMs >= until) {
        note('expiry', policy.metadata.id, nowMs < from ? `not valid before ${policy.metadata.valid_from}` : `expired at ${policy.metadata.valid_until}`)
        return { route: named(policy.defaults.on_expired ?? policy.defaults.route), reason: nowMs < from ? 'not_yet_valid' : 'expired' }
      }
      const found = ordered.find((one) => {
        const outcome = !holds(one.match) ? 'no match' : one.schedule !== undefined && !inSchedule(one.schedule, new Date(nowMs)) ? 'outside its schedule' : 'match'
        note('route', one.id, outcome)
        return outcome === 'match'
      })
      if (found === undefined) return { route: named(policy.defaults.route), reason: 'default' }
      if (spent.has('incumbent')) return { route: named(policy.defaults.route), matched: found, reason: 'budget' }
      const cheapest = spent.has('cheapest_viable')
      const tier = catalog.models.get(chainOf(found, request, catalog.models)[0]?.model ?? '')?.tier
      const share = tier !== undefined && Object.hasOwn(state.tier_share ?? {}, tier) ? (state.tier_share?.[tier] ?? 0) : 0
      const cap = policy.limits?.max_share?.find((one) => one.tier === tier && share >= one.percent)
      if (cap !== undefined) {
        note('share_cap', cap.tier, `${share} % of the traffic, allowed ${cap.percent} %`)
        return { route: named(cap.on_exceeded ?? found.rollout?.otherwise ?? policy.defaults.route), matched: found, reason: 'share_cap', cheapest }
      }
      return { ...(found.rollout === undefined ? { route: found, reason: 'matched' as const } : rolledOut(found, found.rollout)), cheapest }
    }

    const constraints = (policy.constraints ?? []).filter((one) => holds(one.when))
    for (const one of constraints) note('constraint', one.id, 'applies')
    const spent = new Set<string>()
    for (const one of policy.limits?.budgets ?? []) {
      if (state.exhausted_scopes?.includes(one.scope) !== true) continue
      note('budget', one.scope, `used up: ${one.on_exceeded}`)
      spent.add(one.on_exceeded)
    }
    if (spent.has('deny')) return { error: 'budget_exceeded', route: policy.defaults.route, message: 'A budget of the policy is used up, and it denies further requests.', trace }

    const selected = select(spent)
    const { route: answering, matched } = selected
    if (policy.defaults.on_missing_signal === 'error' && missing.size > 0) {
      return { error: 'missing_signal', route: answering.id, message: `The request lacks ${[...missing].join(', ')}, which the policy asks for.`, trace }
    }
    const floors = [matched?.require, answering.require].flatMap((one): readonly Requirement[] => (one === undefined ? [] : [one]))
    const required = [...constraints.map((one) => one.require), ...floors]
    const chain = chainOf(answering, request, catalog.models)
    const eligible = (selected.cheapest === true ? cheapestFirst(chain, catalog.models) : chain).flatMap((step): readonly ChainStep[] => {
      const lacks = unfit(step.model, required, state, catalog)
      note('candidate', step.model, lacks ?? 'eligible')
      return lacks === undefined ? [{ ...wire(step.model), on: step.on }] : []
    })
    const [head, ...fallbacks] = eligible
    if (head === undefined) {
      return { error: 'no_eligible_model', route: answering.id, message: `No model of the route "${answering.id}" may serve this request.`, trace }
    }
    const { shadow } = selected
    const lacks = shadow === undefined ? undefined : shadow === head.model ? 'serves already' : unfit(shadow, required, state, catalog)
    if (shadow !== undefined) note('shadow', shadow, lacks ?? 'gets a copy')
    const { params, timeout_ms: timeoutMs, max_output_tokens: maxOutputTokens } = answering.target
    return {
      route: answering.id, model: head.model, modelId: head.modelId, provider: head.provider, params: params ?? {},
      ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      fallbacks,
      ...(answering.escalate === undefined ? {} : { escalate: answering.escalate }),
      ...(shadow === undefined || lacks !== undefined ? {} : { shadow: wire(shadow) }),
      reason: selected.reason, trace,
    }
  }

  function wire(model: string): RoutingTarget {
    const entry = catalog.models.get(model)
    return { model, modelId: entry?.id ?? model, provider: entry?.provider ?? '' }
  }

  return { route }
}

function isLinear(one: LinearClassifier | ExternalClassifier): one is LinearClassifier {
  return one.type === 'linear'
}

/** The text of a key that a rollout may hash: texts, whole numbers and booleans; nothing else is the same in every language. */
function keyText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined
}
