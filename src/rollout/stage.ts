import { lengthMs } from '../monitor/length.js'
import type { PolicyDocument, Rollout, Route } from '../policy/document.js'

export type Stage = Pick<Rollout, 'stage' | 'percent'>

export const SHADOW_PERCENT = 5
const STEPS = [1, 10, 50, 100] as const
const MARGIN = 0.05
const ERROR_RATE = 0.02
const MIN_N = 100
const MIN_RATIO = 1
const MIN_QUALITY = 0.95
/** Below this percentage a step risks few users, and may pass at twice the margin: but for the last step before all traffic, which must keep the margin itself. */
const FEW = 50

/** The percentages of a canary, ascending, 100 last. */
export function stepsOf(rollout: Rollout | undefined): readonly number[] {
  const steps = [...new Set(rollout?.cutover?.steps ?? STEPS)].filter((step) => step > 0 && step < 100).toSorted((a, b) => a - b)
  return [...steps, 100]
}

/** The stage after one: shadow, the steps of the canary, full. Undefined for a route that has all its traffic, or was rolled back. */
export function nextStage(rollout: Rollout): Stage | undefined {
  if (rollout.stage === 'full' || (rollout.stage === 'canary' && rollout.percent === 0)) return undefined
  const percent = stepsOf(rollout).find((step) => rollout.stage === 'shadow' || step > rollout.percent) ?? 100
  return percent >= 100 ? { stage: 'full', percent: 100 } : { stage: 'canary', percent }
}

/** Where a route goes that must go back: all its requests are outside. */
export const ROLLED_BACK: Stage = { stage: 'canary', percent: 0 }

/** What a rollout holds its stages to, with defaults for what it does not say. */
export function rulesOf(route: Route, margin: number | undefined) {
  const { rollout, evidence } = route
  const drop = margin ?? rollout?.rollback?.quality_drop ?? evidence?.margin ?? MARGIN
  return {
    margin: drop,
    errorRate: rollout?.rollback?.error_rate ?? ERROR_RATE,
    minN: rollout?.cutover?.min_n ?? MIN_N,
    maxCostRatio: rollout?.cutover?.max_cost_ratio ?? MIN_RATIO,
    /** The margin of one stage. */
    marginAt: ({ stage, percent }: Stage): number => (stage === 'canary' && percent < FEW && percent < (stepsOf(rollout).at(-2) ?? 0) ? Math.min(0.5, 2 * drop) : drop),
    minQualityRatio: rollout?.cutover?.min_quality_ratio ?? MIN_QUALITY,
    windowMs: lengthMs(rollout?.cutover?.window),
  }
}

/** Routes that take traffic from another one. */
export function movedRoutes(policy: PolicyDocument): readonly Route[] {
  return policy.routes.filter((route) => route.id !== policy.defaults.route && (route.evidence !== undefined || route.rollout !== undefined))
}

/** Who serves what a rollout keeps outside. */
export function otherwiseOf(policy: PolicyDocument, route: Route): Route | undefined {
  const id = route.rollout?.otherwise ?? policy.defaults.route
  return policy.routes.find((one) => one.id === id)
}

/** The policy with routes at other stages, as its next version. */
export function atStages(policy: PolicyDocument, rollouts: ReadonlyMap<string, Rollout>, now: Date): PolicyDocument {
  return {
    ...policy,
    metadata: { ...policy.metadata, version: policy.metadata.version + 1, created_at: now.toISOString().replace(/\.\d{3}Z$/u, 'Z') },
    routes: policy.routes.map((route) => {
      const rollout = rollouts.get(route.id)
      return rollout === undefined ? route : { ...route, rollout }
    }),
  }
}
