import type { RoutePlan, StagePlan } from '../domain/rollout.js'
import type { PolicyDocument, Rollout, Route } from '../policy/document.js'
import { blockSizes, EXPECTED_DISCORDANCE, expectedScore } from './comparison.js'
import { pairsFor } from './arms-power.js'
import { movedRoutes, otherwiseOf, rulesOf, SHADOW_PERCENT, stepsOf, type Stage } from './stage.js'

/** What a log says of one route. */
export interface RouteTraffic {
  readonly calls: number
  /** USD of a call as served by the candidate and by the incumbent, else of its tokens at list prices; undefined where no price is known. */
  readonly candidateUsd: number | undefined
  readonly incumbentUsd: number | undefined
}

export interface PlanInput {
  readonly policy: PolicyDocument
  readonly traffic: ReadonlyMap<string, RouteTraffic>
  /** Days that the log covers; undefined where it has no times. */
  readonly days: number | undefined
  readonly alpha: number
  readonly margin: number | undefined
  readonly seed: number
}

/** A log of less than this says nothing of a day. */
const LEAST_DAYS = 1 / 24

const wire = (policy: PolicyDocument, key: string | undefined): string => { const entry = policy.models[key ?? '']; return entry ? `${entry.provider}/${entry.id}` : (key ?? '–') }

function stagePlan(route: Route, { stage, percent }: Stage, input: PlanInput, perDay: number | undefined, costs: { readonly candidate: number | undefined; readonly incumbent: number | undefined }): StagePlan {
  const margin = rulesOf(route, input.margin).marginAt({ stage, percent })
  const score = expectedScore(route.evidence?.incumbent)
  const found = pairsFor({ paired: stage === 'shadow', percent, margin, alpha: input.alpha, score, discordance: EXPECTED_DISCORDANCE, seed: input.seed })
  // A pair takes one call of the smaller arm and as many of the other as come meanwhile.
  const [mine] = stage === 'shadow' ? [1] : blockSizes(percent)
  const requests = found === null ? null : found.pairs * mine
  const rate = perDay === undefined ? undefined : perDay * percent / 100
  const extra = stage === 'shadow' ? costs.candidate : costs.candidate === undefined || costs.incumbent === undefined ? undefined : costs.candidate - costs.incumbent
  return {
    stage, percent, margin, requests,
    days: requests === null || rate === undefined || rate <= 0 ? null : requests / rate,
    power: found?.power.certified ?? null, detects: found?.power.detected ?? null, requestsToDetect: found === null ? null : Math.ceil(found.power.pairsToDetect * mine),
    extraUsd: extra === undefined || requests === null ? null : extra * requests,
  }
}

/** What a shadow and each step of a canary take, route by route, at the traffic of a log. */
export function planRollout(input: PlanInput): readonly RoutePlan[] {
  const { policy, days } = input
  return movedRoutes(policy).map((route): RoutePlan => {
    const found = input.traffic.get(route.id)
    const calls = found?.calls ?? 0
    const perDay = days === undefined || days < LEAST_DAYS ? undefined : calls / days
    const certified = route.evidence?.cost_per_request_usd
    const costs = { candidate: certified?.candidate ?? found?.candidateUsd, incumbent: certified?.incumbent ?? found?.incumbentUsd }
    const rules = rulesOf(route, input.margin)
    const unfit = calls === 0 ? 'the log holds no request of it' : null
    const stages: readonly Stage[] = [{ stage: 'shadow', percent: SHADOW_PERCENT }, ...stepsOf(route.rollout).filter((step) => step < 100).map((percent) => ({ stage: 'canary' as const, percent }))]
    return {
      route: route.id, target: wire(policy, route.target.model), incumbent: wire(policy, otherwiseOf(policy, route)?.target.model),
      calls, callsPerDay: perDay ?? null, candidateUsd: costs.candidate ?? null, incumbentUsd: costs.incumbent ?? null,
      stages: unfit === null ? [...stages.map((stage) => stagePlan(route, stage, input, perDay, costs)), { stage: 'full', percent: 100, margin: rules.margin, requests: null, days: null, power: null, detects: null, requestsToDetect: null, extraUsd: null }] : [],
      rollback: { qualityDrop: rules.margin, errorRate: rules.errorRate }, unfit,
    }
  })
}

const whole = (value: number): string => `${Math.max(1, Math.ceil(value))}d`

/** The rollout that a plan writes into a route: it begins as a shadow, with the steps, the least number of requests and the rules of going back. */
export function plannedRollout(policy: PolicyDocument, route: Route, plan: RoutePlan): Rollout {
  const own = route.rollout
  const longest = Math.max(0, ...plan.stages.map(({ days }) => days ?? 0))
  const needed = Math.min(...plan.stages.flatMap(({ requests }) => requests ?? []))
  return {
    ...own,
    stage: 'shadow', percent: SHADOW_PERCENT, key: own?.key ?? 'request.id', salt: own?.salt ?? `${policy.metadata.id}/${route.id}`, otherwise: own?.otherwise ?? policy.defaults.route,
    cutover: { max_cost_ratio: 1, min_quality_ratio: 0.95, ...own?.cutover, steps: stepsOf(own), ...(Number.isFinite(needed) ? { min_n: needed } : {}), ...(longest > 0 ? { window: whole(longest) } : {}) },
    rollback: { keep_previous: '14d', ...own?.rollback, quality_drop: plan.rollback.qualityDrop, error_rate: plan.rollback.errorRate },
  }
}
