import type { JsonObject } from '../domain/json.js'
import { bucket } from './bucket.js'
import { matches } from './condition.js'
import { DAYS } from './document.js'
import type { FallbackReason, PolicyDocument, Requirement, Route, Schedule } from './document.js'
import { readField } from './request.js'
import type { PolicyRequest, RouterState } from './request.js'

export type RoutingReason = 'matched' | 'default' | 'expired' | 'not_yet_valid' | 'share_cap' | 'rollout'

/** One step of an evaluation: what was looked at and what came of it. */
export interface TraceStep {
  readonly step: 'expiry' | 'constraint' | 'route' | 'share_cap' | 'rollout' | 'candidate'
  readonly subject: string
  readonly outcome: string
}

export interface RoutingTarget {
  /** Key in the policy's `models`. */
  readonly model: string
  /** What goes over the wire. */
  readonly modelId: string
  readonly provider: string
}

export interface RoutingDecision extends RoutingTarget {
  readonly route: string
  readonly params: JsonObject
  readonly timeoutMs?: number
  /** Tokens. */
  readonly maxOutputTokens?: number
  /** In order, eligible ones only; `on` lists the failures after which a step serves. */
  readonly fallbacks: readonly (RoutingTarget & { readonly on: readonly FallbackReason[] })[]
  readonly reason: RoutingReason
  readonly trace: readonly TraceStep[]
}

/** `no_eligible_model`: the constraints leave no model, so nothing may be called. `missing_signal`: only with `on_missing_signal: error`. */
export interface RoutingError {
  readonly error: 'no_eligible_model' | 'missing_signal'
  readonly route: string
  readonly message: string
  readonly trace: readonly TraceStep[]
}

export interface RoutingContext {
  readonly now: Date | string
  readonly state?: RouterState
}

export interface Router {
  readonly route: (request: PolicyRequest, context: RoutingContext) => RoutingDecision | RoutingError
}

/**
 * A router over a policy that `loadPolicy` has checked. Pure: the clock and the traffic so far are arguments. Order:
 * expiry, constraints, routes, share cap, rollout, candidates. Constraints and the capability floor hold on every redirect.
 * Throws RangeError when `now` is no instant.
 */
export function createRouter(policy: PolicyDocument): Router {
  const byId = new Map(policy.routes.map((route) => [route.id, route]))
  const models = new Map(Object.entries(policy.models))
  const providers = new Map(Object.entries(policy.providers))
  const ordered = policy.routes.map((route, at) => ({ route, at })).sort((a, b) => a.route.priority - b.route.priority || a.at - b.at).map(({ route }) => route)

  const named = (id: string): Route => {
    const route = byId.get(id)
    if (route === undefined) throw new RangeError(`the policy has no route "${id}"`)
    return route
  }

  function select(request: PolicyRequest, now: Date, state: RouterState, onMissing: (field: string) => void, trace: TraceStep[]): { route: Route; floor: Requirement[]; reason: RoutingReason } {
    const note = (step: TraceStep['step'], subject: string, outcome: string): void => { trace.push({ step, subject, outcome }) }
    const { valid_from: from, valid_until: until } = policy.metadata
    const early = from !== undefined && now.getTime() < Date.parse(from)
    if (early || now.getTime() >= Date.parse(until)) {
      note('expiry', policy.metadata.id, early ? `not valid before ${from}` : `expired at ${until}`)
      return { route: named(policy.defaults.on_expired ?? policy.defaults.route), floor: [], reason: early ? 'not_yet_valid' : 'expired' }
    }
    const matched = ordered.find((route) => {
      const outcome = !matches(route.match, request, onMissing) ? 'no match' : route.schedule !== undefined && !inSchedule(route.schedule, now) ? 'outside its schedule' : 'match'
      note('route', route.id, outcome)
      return outcome === 'match'
    })
    if (matched === undefined) return { route: named(policy.defaults.route), floor: [], reason: 'default' }
    const floor = matched.require === undefined ? [] : [matched.require]
    const tier = models.get(matched.target.model)?.tier ?? ''
    const share = Object.hasOwn(state.tier_share ?? {}, tier) ? (state.tier_share?.[tier] ?? 0) : 0
    const cap = policy.limits?.max_share?.find((one) => one.tier === tier && share >= one.percent)
    if (cap !== undefined) {
      note('share_cap', tier, `${share} % of the traffic, allowed ${cap.percent} %`)
      return { route: named(cap.on_exceeded ?? policy.defaults.route), floor, reason: 'share_cap' }
    }
    const { rollout } = matched
    if (rollout === undefined || rollout.stage === 'full') return { route: matched, floor, reason: 'matched' }
    const key = readField(request, rollout.key ?? 'request.id')
    const place = key === undefined ? undefined : bucket(rollout.salt ?? `${policy.metadata.id}/${matched.id}`, typeof key === 'string' ? key : JSON.stringify(key))
    const inside = rollout.stage === 'canary' && place !== undefined && place < rollout.percent
    note('rollout', matched.id, `${rollout.stage}, bucket ${place === undefined ? 'unknown: the request has no key' : place.toFixed(3)}, ${inside ? 'inside' : 'outside'} ${rollout.percent} %`)
    return inside ? { route: matched, floor, reason: 'matched' } : { route: named(rollout.otherwise ?? policy.defaults.route), floor, reason: 'rollout' }
  }

  function route(request: PolicyRequest, context: RoutingContext): RoutingDecision | RoutingError {
    const now = new Date(context.now)
    if (Number.isNaN(now.getTime())) throw new RangeError('`now` is not an instant')
    const state = context.state ?? {}
    const trace: TraceStep[] = []
    const missing = new Set<string>()
    const onMissing = (field: string): void => { missing.add(field) }

    const constraints = (policy.constraints ?? []).filter((one) => matches(one.when, request, onMissing))
    for (const one of constraints) trace.push({ step: 'constraint', subject: one.id, outcome: 'applies' })
    const selected = select(request, now, state, onMissing, trace)
    if (policy.defaults.on_missing_signal === 'error' && missing.size > 0) {
      return { error: 'missing_signal', route: selected.route.id, message: `The request lacks ${[...missing].join(', ')}, which the policy asks for.`, trace }
    }

    const required = [...constraints.map((one) => one.require), ...selected.floor, ...(selected.route.require === undefined ? [] : [selected.route.require])]
    const chain = [{ model: selected.route.target.model, on: [] as readonly FallbackReason[] }, ...(selected.route.fallback ?? [])]
    const eligible = chain.flatMap((step, at) => {
      const entry = models.get(step.model)
      if (entry === undefined || chain.findIndex((one) => one.model === step.model) !== at) return []
      const provider = providers.get(entry.provider)
      const spent = state.exhausted_providers?.includes(entry.provider) === true && provider?.budget?.on_exceeded !== 'alert'
      const lacks = spent ? 'its provider’s budget is used up' : required.map((one) => lacking(one, { ...provider, capabilities: entry.capabilities ?? [] })).find((one) => one !== undefined)
      trace.push({ step: 'candidate', subject: step.model, outcome: lacks ?? 'eligible' })
      return lacks === undefined ? [{ model: step.model, modelId: entry.id, provider: entry.provider, on: step.on }] : []
    })
    const [head, ...fallbacks] = eligible
    if (head === undefined) {
      return { error: 'no_eligible_model', route: selected.route.id, message: `No model of the route "${selected.route.id}" may serve this request.`, trace }
    }
    const { params, timeout_ms: timeoutMs, max_output_tokens: maxOutputTokens } = selected.route.target
    return {
      route: selected.route.id, model: head.model, modelId: head.modelId, provider: head.provider, params: params ?? {},
      ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      fallbacks, reason: selected.reason, trace,
    }
  }

  return { route }
}

/** What is missing for a requirement; undefined when it is met. What is not declared is not there. */
function lacking(require: Requirement, offer: { readonly capabilities: readonly string[]; readonly compliance?: readonly string[]; readonly regions?: readonly string[] }): string | undefined {
  const capability = require.capabilities?.find((one) => !offer.capabilities.includes(one))
  if (capability !== undefined) return `lacks the capability ${capability}`
  const mark = require.compliance?.find((one) => offer.compliance?.includes(one) !== true)
  if (mark !== undefined) return `its provider is not declared ${mark}`
  if (require.regions !== undefined && !require.regions.some((one) => offer.regions?.includes(one) === true)) return `its provider is not in ${require.regions.join(' or ')}`
  return undefined
}

/** Whether an instant lies in a window of local wall-clock time; daylight saving follows the time zone. */
export function inSchedule(schedule: Schedule, now: Date): boolean {
  const parts = new Map(clockOf(schedule.timezone ?? 'UTC').formatToParts(now).map((part) => [part.type, part.value]))
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
  const today = DAYS.findIndex((day) => day === parts.get('weekday')?.toLowerCase())
  const from = minuteOf(schedule.from ?? '00:00')
  const to = minuteOf(schedule.to ?? '24:00')
  const began = (offset: number): boolean => schedule.days === undefined || schedule.days.some((day) => day === DAYS[(today + offset) % 7])
  return from < to ? minute >= from && minute < to && began(0) : (minute >= from && began(0)) || (minute < to && began(6))
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  return clock
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}
