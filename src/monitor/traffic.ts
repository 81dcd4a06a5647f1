import type { MonitorPeriod, MonitorRoute, MonitorShare } from '../domain/monitor.js'
import type { PolicyDocument } from '../policy/document.js'
import type { Observation } from './observe.js'
import { createTotals, NO_TOTALS, rate, shareOf } from './totals.js'
import type { Totals, TotalsState } from './totals.js'

interface SplitState {
  readonly all: TotalsState
  readonly models: readonly (readonly [model: string, totals: TotalsState])[]
}

/** What was read over some time, as it stands in a state file. */
export interface TrafficState {
  readonly records: number
  readonly excluded: Readonly<Record<string, number>>
  readonly from: string | null
  readonly to: string | null
  readonly whole: SplitState
  readonly routes: readonly (readonly [route: string, split: SplitState])[]
  readonly tiers: Readonly<Record<string, number>>
}

export interface Traffic {
  add(observation: Observation): void
  exclude(reason: string): void
  /** True once the target of a route has served a call of it. */
  switched(route: string): boolean
  readonly calls: number
  callsOf(route: string): number
  state(): TrafficState
}

const NO_SPLIT: SplitState = { all: NO_TOTALS, models: [] }
export const NO_TRAFFIC: TrafficState = { records: 0, excluded: {}, from: null, to: null, whole: NO_SPLIT, routes: [], tiers: {} }

/** So many models are told apart; later ones count together. */
const MOST_MODELS = 50
const REST = '(other models)'

function createSplit(from: SplitState) {
  const all = createTotals(from.all)
  const models = new Map<string, Totals>(from.models.map(([model, totals]) => [model, createTotals(totals)]))
  return {
    get calls() { return all.calls },
    add(observation: Observation): void {
      all.add(observation)
      const name = models.has(observation.model) || models.size < MOST_MODELS ? observation.model : REST
      const own = models.get(name) ?? createTotals()
      models.set(name, own)
      own.add(observation)
    },
    state: (): SplitState => ({ all: all.state(), models: [...models].map(([model, totals]) => [model, totals.state()] as const) }),
  }
}

/** Counts calls by route and model, in memory that does not grow with their number. */
export function createTraffic(from: TrafficState = NO_TRAFFIC): Traffic {
  const whole = createSplit(from.whole)
  const routes = new Map(from.routes.map(([route, split]) => [route, createSplit(split)]))
  const excluded: Record<string, number> = { ...from.excluded }
  const tiers: Record<string, number> = { ...from.tiers }
  const switched = new Set(from.routes.filter(([, { all }]) => all.servedBy.target > 0).map(([route]) => route))
  let { records, from: first, to: last } = from
  return {
    add(observation) {
      const { route, tier = 'unknown', startedAt } = observation
      records += 1
      whole.add(observation)
      const own = routes.get(route) ?? createSplit(NO_SPLIT)
      routes.set(route, own)
      own.add(observation)
      if (observation.servedBy === 'target') switched.add(route)
      tiers[tier] = (tiers[tier] ?? 0) + 1
      if (startedAt === undefined) return
      if (first === null || startedAt < first) first = startedAt
      if (last === null || startedAt > last) last = startedAt
    },
    exclude(reason) {
      records += 1
      excluded[reason] = (excluded[reason] ?? 0) + 1
    },
    get calls() { return whole.calls },
    callsOf: (route) => routes.get(route)?.calls ?? 0,
    switched: (route) => switched.has(route),
    state: () => ({ records, excluded: { ...excluded }, from: first, to: last, whole: whole.state(), routes: [...routes].map(([route, split]) => [route, split.state()] as const), tiers: { ...tiers } }),
  }
}

const byCalls = <T extends MonitorShare>(a: T, b: T): number => b.calls - a.calls
const savingOf = ({ compared, incumbentUsd, paidUsd }: TotalsState): number | null => (compared === 0 ? null : incumbentUsd - paidUsd)

function modelsOf({ models }: SplitState, all: number): readonly (MonitorShare & { readonly model: string })[] {
  return models.map(([model, totals]) => ({ model, ...shareOf(totals, all) })).toSorted(byCalls)
}

function routeOf(route: string, split: SplitState, calls: number, policy: PolicyDocument): MonitorRoute {
  const { all } = split
  const { target, fallback, 'held-back': heldBack, other } = all.servedBy
  return {
    route, target: policy.routes.find(({ id }) => id === route)?.target.model ?? '–', ...shareOf(all, calls), models: modelsOf(split, all.calls),
    servedBy: { target, fallback, heldBack, other },
    fallbackRate: rate(fallback, target + fallback), escalationRate: rate(all.escalated, all.calls), usableRate: rate(all.usable, all.calls),
    feedback: { calls: all.feedback.n, mean: rate(all.feedback.sum, all.feedback.n) },
    savingUsd: savingOf(all),
  }
}

/** What was read, as figures. */
export function periodOf(state: TrafficState, policy: PolicyDocument): MonitorPeriod {
  const { all } = state.whole
  const errors = state.excluded['error'] ?? 0
  return {
    from: state.from, to: state.to, records: state.records, calls: all.calls, excluded: state.excluded,
    errorRate: rate(errors, all.calls + errors),
    costUsd: all.priced === 0 ? null : all.costUsd,
    incumbentUsd: all.compared === 0 ? null : all.incumbentUsd,
    savingUsd: savingOf(all),
    routes: state.routes.map(([route, split]) => routeOf(route, split, all.calls, policy)).toSorted(byCalls),
    models: modelsOf(state.whole, all.calls),
    tiers: state.tiers,
  }
}
