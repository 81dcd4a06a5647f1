import { createRouter } from './evaluate.js'
import type { RoutingReason } from './evaluate.js'
import type { PolicyDocument } from './document.js'
import type { PolicyRequest } from './request.js'
import { createTally } from './tally.js'

/** A logged call as a simulation sees it. */
export interface SimulatedCall {
  readonly id: string
  readonly request: PolicyRequest
  /** Milliseconds since 1970; undefined when the log does not say. */
  readonly nowMs: number | undefined
  /** `provider/model` that served it. */
  readonly servedAs: string
  /** USD, as logged or at list price; undefined when unknown. */
  readonly costUsd: number | undefined
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
}

/** A log as a simulation reads it: one call at a time, since its texts may be more than memory holds. */
export interface SimulatedLog {
  readonly count: number
  /** The calls in the order of their time, those of one time in the order of the log; may be asked for again. */
  readonly calls: () => Iterable<SimulatedCall>
}

/** What a policy does with one logged call; costs in USD, null when unknown. */
export interface SimulatedRow {
  readonly id: string
  readonly route: string
  readonly reason: RoutingReason | 'error'
  /** `provider/model`; null when no model may serve. */
  readonly model: string | null
  readonly costUsd: number | null
  readonly projectedCostUsd: number | null
}

export interface SimulatedShare {
  readonly calls: number
  readonly share: number
  readonly costUsd: number
  readonly projectedCostUsd: number
}

export interface Simulation {
  readonly schemaVersion: 1
  readonly policy: { readonly id: string; readonly version: number; readonly validUntil: string }
  readonly calls: number
  readonly routes: readonly (SimulatedShare & { readonly route: string; readonly model: string; readonly difference: number | null; readonly interval: readonly [number, number] | null })[]
  readonly models: readonly (SimulatedShare & { readonly model: string })[]
  readonly reasons: Readonly<Record<string, number>>
  readonly totals: {
    /** Over the calls whose cost is known on both sides. */
    readonly costUsd: number
    readonly projectedCostUsd: number
    readonly savingUsd: number
    readonly savingShare: number | null
    /** Calls left out of the money because a price or token count is unknown. */
    readonly unpriced: number
    /** Calls that no model may serve. */
    readonly refused: number
    /** Expected change of the mean score over all calls, from the routes' evidence, and the sum of its bounds. */
    readonly difference: number
    readonly interval: readonly [number, number]
    /** Calls that move without evidence in their route. */
    readonly unproven: number
  }
}

interface Group { calls: number; costUsd: number; projectedCostUsd: number }

/**
 * Runs logged calls through a policy, with its caps and budgets. Validity is not looked at: the log lies
 * before it. A call that stays on its model keeps its cost; one that moves pays the policy's list price for the logged
 * tokens. Totals are plain sums of the rows, which `onRow` gets.
 */
export function simulatePolicy(policy: PolicyDocument, { count, calls }: SimulatedLog, onRow: (row: SimulatedRow) => void = () => {}): Simulation {
  const { valid_from: _from, ...metadata } = policy.metadata
  const router = createRouter({ ...policy, metadata: { ...metadata, valid_until: '9999-12-31T00:00:00Z' } })
  const tally = createTally(policy)
  const evidence = new Map(policy.routes.map((route) => [route.id, route.evidence]))
  const [routes, models, reasons] = [new Map<string, Group & { route: string; model: string }>(), new Map<string, Group>(), new Map<string, number>()]
  const totals = { costUsd: 0, projectedCostUsd: 0, unpriced: 0, refused: 0, unproven: 0 }
  const quality = { difference: 0, low: 0, high: 0 }
  let lastMs = Date.parse(policy.metadata.created_at)
  for (const call of calls()) {
    lastMs = call.nowMs ?? lastMs
    const user = call.request.user?.id
    const outcome = router.route(call.request, { now: new Date(lastMs), state: tally.state(lastMs, { user }) })
    const costUsd = call.costUsd ?? null
    if ('error' in outcome) {
      totals.refused += 1
      reasons.set(outcome.error, (reasons.get(outcome.error) ?? 0) + 1)
      onRow({ id: call.id, route: outcome.route, reason: 'error', model: null, costUsd, projectedCostUsd: null })
      continue
    }
    const model = outcome.provider === '' ? call.servedAs : `${outcome.provider}/${outcome.modelId}`
    const stays = model === call.servedAs
    const price = policy.models[outcome.model]?.price_per_1m
    const listed = price?.input === undefined || price.output === undefined || call.inputTokens === undefined || call.outputTokens === undefined ? null : (call.inputTokens * price.input + call.outputTokens * price.output) / 1e6
    const projectedCostUsd = stays ? costUsd : listed
    tally.record(lastMs, { model: outcome.model, costUsd: projectedCostUsd ?? 0, ...(user === undefined ? {} : { user }) })
    reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1)
    const key = `${outcome.route}\n${model}`
    const route = routes.get(key) ?? { route: outcome.route, model, calls: 0, costUsd: 0, projectedCostUsd: 0 }
    const mix = models.get(model) ?? { calls: 0, costUsd: 0, projectedCostUsd: 0 }
    routes.set(key, route)
    models.set(model, mix)
    for (const group of [route, mix]) group.calls += 1
    if (costUsd === null || projectedCostUsd === null) totals.unpriced += 1
    else for (const group of [route, mix, totals]) {
      group.costUsd += costUsd
      group.projectedCostUsd += projectedCostUsd
    }
    const proof = stays ? undefined : evidence.get(outcome.route)
    if (proof?.difference !== undefined) {
      quality.difference += proof.difference
      quality.low += proof.interval?.[0] ?? -1
      quality.high += proof.interval?.[1] ?? 1
    } else if (!stays) {
      totals.unproven += 1
      quality.low -= 1
      quality.high += 1
    }
    onRow({ id: call.id, route: outcome.route, reason: outcome.reason, model, costUsd, projectedCostUsd })
  }
  const n = Math.max(1, count)
  const share = ({ calls: own, costUsd, projectedCostUsd }: Group): SimulatedShare => ({ calls: own, share: own / n, costUsd, projectedCostUsd })
  const savingUsd = totals.costUsd - totals.projectedCostUsd
  return {
    schemaVersion: 1,
    policy: { id: policy.metadata.id, version: policy.metadata.version, validUntil: policy.metadata.valid_until },
    calls: count,
    routes: [...routes.values()].toSorted((a, b) => b.calls - a.calls || (a.route < b.route ? -1 : 1)).map((one) => {
      const proof = evidence.get(one.route)
      return { route: one.route, model: one.model, ...share(one), difference: proof?.difference ?? null, interval: proof?.interval ?? null }
    }),
    models: [...models].toSorted(([a, x], [b, y]) => y.calls - x.calls || (a < b ? -1 : 1)).map(([model, one]) => ({ model, ...share(one) })),
    reasons: Object.fromEntries(reasons),
    totals: { ...totals, savingUsd, savingShare: totals.costUsd > 0 ? savingUsd / totals.costUsd : null, difference: quality.difference / n, interval: [quality.low / n, quality.high / n] },
  }
}
