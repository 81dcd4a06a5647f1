import { AuditError } from '../domain/error.js'
import type { RolloutPlan } from '../domain/rollout.js'
import { listed } from '../monitor/observe.js'
import { writePolicyFile } from '../policy/policy-file.js'
import type { WrittenPolicy } from '../policy/policy-file.js'
import { plannedRollout, planRollout } from './plan.js'
import type { RouteTraffic } from './plan.js'
import { observedCalls, type ReadOptions } from './read-traffic.js'
import { atStages, movedRoutes } from './stage.js'

export interface RunPlanOptions extends ReadOptions {
  readonly policyFile: string
  readonly alpha: number
  readonly margin: number | undefined
  readonly seed: number
  readonly write: boolean
  readonly now: Date
}

const DAY_MS = 86_400_000

/** Sums of one route while its log is read. */
interface Sums { calls: number; readonly candidate: Costs; readonly incumbent: Costs }

/** What was paid, and what the tokens of all calls of the route come to at the policy's list price. */
interface Costs { n: number; usd: number; listedN: number; listedUsd: number }

const none = (): Costs => ({ n: 0, usd: 0, listedN: 0, listedUsd: 0 })
/** Before the switch the candidate has served nothing, and afterwards the incumbent next to nothing: then list prices tell. */
const per = ({ n, usd, listedN, listedUsd }: Costs): number | undefined => (n > 0 ? usd / n : listedN > 0 ? listedUsd / listedN : undefined)

function addListed(costs: Costs, usd: number | undefined): void {
  if (usd === undefined) return
  costs.listedN += 1
  costs.listedUsd += usd
}

/** Reads the traffic, plans the rollout of every route that moved, and writes it into the policy; a policy that was edited is never overwritten. */
export async function runPlan(options: RunPlanOptions): Promise<{ readonly plan: RolloutPlan; readonly written: WrittenPolicy | undefined }> {
  const { policy } = options
  const moved = movedRoutes(policy)
  if (moved.length === 0) throw new AuditError('shadow/no-route', `${options.policyFile}: no route of it moves traffic to another model`, 'A route with evidence or a rollout does; audit run writes one.')
  const sums = new Map<string, Sums>(moved.map(({ id }) => [id, { calls: 0, candidate: none(), incumbent: none() }]))
  const targets = new Map(moved.map(({ id, target }) => [id, policy.models[target.model]]))
  let [first, last] = [Infinity, -Infinity]
  for await (const { call, seen } of observedCalls(options)) {
    const ms = seen.startedAt === undefined ? Number.NaN : Date.parse(seen.startedAt)
    if (ms < first) first = ms
    if (ms > last) last = ms
    const own = sums.get(seen.route)
    if (own === undefined) continue
    own.calls += 1
    addListed(own.candidate, listed(targets.get(seen.route), call))
    addListed(own.incumbent, seen.incumbentUsd)
    if (seen.servedBy === 'other' || seen.costUsd === undefined) continue
    const arm = seen.servedBy === 'target' ? own.candidate : own.incumbent
    arm.n += 1
    arm.usd += seen.costUsd
  }
  const days = last > first ? (last - first) / DAY_MS : undefined
  const traffic = new Map([...sums].map(([id, one]): readonly [string, RouteTraffic] => [id, { calls: one.calls, candidateUsd: per(one.candidate), incumbentUsd: per(one.incumbent) }]))
  const routes = planRollout({ policy, traffic, days, alpha: options.alpha, margin: options.margin, seed: options.seed })
  const rollouts = new Map(routes.flatMap((plan) => {
    const route = moved.find(({ id }) => id === plan.route)
    return route === undefined || plan.unfit !== null ? [] : [[plan.route, plannedRollout(policy, route, plan)] as const]
  }))
  const written = options.write && rollouts.size > 0 ? await writePolicyFile(options.policyFile, atStages(policy, rollouts, options.now)) : undefined
  const { id, version } = policy.metadata
  return { plan: { schemaVersion: 1, kind: 'shadow-plan', policy: { file: options.policyFile, id, version }, alpha: options.alpha, days: days ?? null, routes, written: written?.path ?? null }, written }
}
