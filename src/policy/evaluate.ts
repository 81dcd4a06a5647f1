import type { JsonObject } from '../domain/json.js'
import { bucket } from './bucket.js'
import { chainOf, cheapestFirst, unfit } from './candidates.js'
import type { ChainStep, RoutingTarget } from './candidates.js'
import { createClassifier } from './classifier.js'
import { broughtBy, matches } from './condition.js'
import type { Escalation, ExternalClassifier, LinearClassifier, PolicyDocument, Rollout, Route } from './document.js'
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
  readonly shadow?: string | undefined
}

/**
 * A router over a policy that `loadPolicy` has checked. Pure: the clock and the traffic so far are arguments. Order:
 * constraints, denials, expiry, routes, scope budgets, share cap, rollout, candidates. Constraints and the capability
 * floor hold on every redirect, fallback and shadow. Throws RangeError when `now` is no instant.
 */
export function createRouter(policy: PolicyDocument): Router {
  const { defaults, limits, metadata } = policy
  const byId = new Map(policy.routes.map((route) => [route.id, route]))
  const catalog = { models: new Map(Object.entries(policy.models)), providers: policy.providers }
  const classifiers = new Map(Object.entries(policy.classifiers ?? {}).flatMap(([name, one]) => (isLinear(one) ? [[name, { input: one.input ?? 'prompt.last_user', classify: createClassifier(one) }] as const] : [])))
  // Stable, so that ties keep their order.
  const ordered = policy.routes.toSorted((a, b) => a.priority - b.priority)
  const from = metadata.valid_from === undefined ? -Infinity : instantMs(metadata.valid_from)
  const until = instantMs(metadata.valid_until)

  const named = (id: string): Route => {
    const route = byId.get(id)
    if (!route) throw new RangeError(`no route ${id}`)
    return route
  }
  const wire = (model: string): RoutingTarget => {
    const entry = catalog.models.get(model)
    return { model, modelId: entry?.id ?? model, provider: entry?.provider ?? '' }
  }

  function route(request: PolicyRequest, { now, state = {} }: RoutingContext): RoutingDecision | RoutingError {
    const nowMs = typeof now === 'string' ? instantMs(now) : now.getTime()
    if (Number.isNaN(nowMs)) throw new RangeError('`now` is not an instant')
    const trace: TraceStep[] = []
    const note = (step: TraceStep['step'], subject: string, outcome: string): void => { trace.push({ step, subject, outcome }) }
    const refuse = (error: RoutingError['error'], at: string, message: string): RoutingError => ({ error, route: at, message, trace })
    const missing = new Set<string>()
    const brought = broughtBy(request)
    const classify = (name: string): ReturnType<typeof brought> => {
      const own = classifiers.get(name)
      const text = own && readField(request, own.input)
      return brought(name) ?? (typeof text === 'string' ? own?.classify(text) : undefined)
    }
    const holds = (condition: Route['match']): boolean => matches(condition, request, (field) => { missing.add(field) }, classify)

    /** The rollout's part: whether a key is inside, and who gets a copy. */
    const rolledOut = (found: Route, { stage, percent, otherwise, shadow, ...rollout }: Rollout): Selection => {
      const salt = rollout.salt ?? `${metadata.id}/${found.id}`
      const key = keyText(readField(request, rollout.key ?? 'request.id'))
      const below = (share: number, salted: string): boolean => key !== undefined && bucket(salted, key) < share
      const isChosen = stage !== 'full' && below(percent, salt)
      const isInside = stage === 'full' || (stage === 'canary' && isChosen)
      const copy = stage === 'shadow' ? isChosen && found.target.model : shadow && below(shadow.percent, `${salt}/shadow`) && shadow.model
      if (stage !== 'full') note('rollout', found.id, `${stage}, ${key === undefined ? 'no key' : `bucket ${bucket(salt, key).toFixed(3)}`}, ${isInside ? 'inside' : 'outside'} ${percent} %`)
      return { ...(isInside ? { route: found, reason: 'matched' } : { route: named(otherwise ?? defaults.route), matched: found, reason: 'rollout' }), shadow: copy || undefined }
    }

    const select = (spent: ReadonlySet<string>): Selection => {
      if (nowMs < from || nowMs >= until) {
        const reason = nowMs < from ? 'not_yet_valid' : 'expired'
        note('expiry', metadata.id, reason)
        return { route: named(defaults.on_expired ?? defaults.route), reason }
      }
      const found = ordered.find((one) => {
        const isMatch = holds(one.match)
        const isOpen = isMatch && (!one.schedule || inSchedule(one.schedule, new Date(nowMs)))
        note('route', one.id, isOpen ? 'match' : isMatch ? 'outside its schedule' : 'no match')
        return isOpen
      })
      if (!found) return { route: named(defaults.route), reason: 'default' }
      if (spent.has('incumbent')) return { route: named(defaults.route), matched: found, reason: 'budget' }
      const cheapest = spent.has('cheapest_viable')
      const tier = catalog.models.get(chainOf(found, request, catalog.models)[0]?.model ?? '')?.tier
      const share = (tier && state.tier_share?.[tier]) ?? 0
      const cap = limits?.max_share?.find((one) => one.tier === tier && share >= one.percent)
      if (cap) {
        note('share_cap', cap.tier, `${share} % of the traffic, allowed ${cap.percent} %`)
        return { route: named(cap.on_exceeded ?? found.rollout?.otherwise ?? defaults.route), matched: found, reason: 'share_cap', cheapest }
      }
      return { ...(found.rollout ? rolledOut(found, found.rollout) : { route: found, reason: 'matched' }), cheapest }
    }

    const constraints = (policy.constraints ?? []).filter((one) => holds(one.when))
    for (const one of constraints) note('constraint', one.id, 'applies')
    const exceeded = (limits?.budgets ?? []).filter((one) => state.exhausted_scopes?.includes(one.scope))
    for (const one of exceeded) note('budget', one.scope, `used up: ${one.on_exceeded}`)
    const spent = new Set<string>(exceeded.map((one) => one.on_exceeded))
    if (spent.has('deny')) return refuse('budget_exceeded', defaults.route, 'A budget of the policy is used up.')

    const { route: answering, matched, reason, cheapest, shadow } = select(spent)
    const { id, target, escalate } = answering
    if (defaults.on_missing_signal === 'error' && missing.size > 0) return refuse('missing_signal', id, `The request lacks ${[...missing].join(', ')}.`)
    const required = [...constraints, matched, answering].flatMap((one) => one?.require ?? [])
    const why = (model: string): string | undefined => unfit(model, required, state, catalog)
    const chain = chainOf(answering, request, catalog.models)
    const [head, ...fallbacks] = (cheapest ? cheapestFirst(chain, catalog.models) : chain).flatMap(({ model, on }): readonly ChainStep[] => {
      const lack = why(model)
      note('candidate', model, lack ?? 'eligible')
      return lack === undefined ? [{ ...wire(model), on }] : []
    })
    if (!head) return refuse('no_eligible_model', id, `No model of the route "${id}" may serve this request.`)
    const lack = shadow && (shadow === head.model ? 'serves already' : why(shadow))
    if (shadow) note('shadow', shadow, lack ?? 'gets a copy')
    const { on: _on, ...first } = head
    const decision: Record<keyof RoutingDecision, unknown> = {
      ...first, route: id, params: target.params ?? {}, timeoutMs: target.timeout_ms, maxOutputTokens: target.max_output_tokens, fallbacks, escalate,
      shadow: shadow && lack === undefined ? wire(shadow) : undefined, reason, trace,
    }
    return Object.fromEntries(Object.entries(decision).filter(([, value]) => value !== undefined)) as unknown as RoutingDecision
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
