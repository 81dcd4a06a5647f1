import type { TaskResult } from '../domain/result.js'
import type { PolicyDocument } from '../policy/document.js'
import type { BanditArm } from './bandit.js'

/** Arms with what they are certified for. */
export interface CertifiedArms {
  readonly arms: readonly BanditArm[]
  readonly home: string
  readonly margin: number
}

/**
 * The arms of a route: whom it took its requests from, first, and its own model with the evidence of its audit. Named as the policy names models. @throws RangeError where the route
 * carries no certificate or no costs
 */
export function armsOfRoute(policy: PolicyDocument, routeId: string): CertifiedArms {
  const route = policy.routes.find(({ id }) => id === routeId)
  const evidence = route?.evidence
  if (route === undefined || evidence === undefined) throw new RangeError(`the policy has no route ${routeId} with evidence`)
  const outside = policy.routes.find(({ id }) => id === (route.rollout?.otherwise ?? policy.defaults.route))
  const { margin, alpha, e_value: eValue, cost_per_request_usd: costs } = evidence
  if (outside === undefined || outside.target.model === route.target.model) throw new RangeError(`the route ${routeId} takes its requests from no other model`)
  if (margin === undefined || alpha === undefined || eValue === undefined) throw new RangeError(`the evidence of the route ${routeId} is no certificate: it lacks margin, alpha or e_value`)
  if (costs?.candidate === undefined || costs.incumbent === undefined) throw new RangeError(`the evidence of the route ${routeId} lacks cost_per_request_usd`)
  return {
    arms: [{ model: outside.target.model, costUsd: costs.incumbent }, { model: route.target.model, costUsd: costs.candidate, certificate: { margin, alpha, eValue } }],
    home: route.target.model, margin,
  }
}

/**
 * The arms of an audited task: its incumbent, and every candidate that was certified and is viable, at what they cost there. Named as `provider/model`. `rule` is what the task was decided
 * by: that of the result, unless the configuration set another one for the task. @throws RangeError where none was certified for traffic to come, or a cost is unknown
 */
export function armsOfTask(task: TaskResult, { margin, alpha, design }: { readonly margin: number; readonly alpha: number; readonly design?: 'fixed' }): CertifiedArms {
  if (task.target === 'log') throw new RangeError(`what was shown of the task ${task.id} holds for the logged calls alone`)
  const certified = task.candidates.filter(({ verdict, viable }) => verdict === 'non-inferior' && viable)
  if (certified.length === 0) throw new RangeError(`no candidate of the task ${task.id} was certified`)
  const arms = certified.map(({ model, costPerCallUsd, eValue }): BanditArm => ({ model, costUsd: costPerCallUsd ?? Number.NaN, certificate: { margin, alpha, eValue: design === 'fixed' ? null : eValue } }))
  const home = arms.toSorted((a, b) => a.costUsd - b.costUsd)[0]?.model ?? ''
  const incumbentUsd = task.costUsd === null || task.calls === 0 ? Number.NaN : task.costUsd / task.calls
  const unknown = [{ model: task.incumbent, costUsd: incumbentUsd }, ...arms].find(({ costUsd }) => Number.isNaN(costUsd))
  if (unknown !== undefined) throw new RangeError(`what a request costs on ${unknown.model} is not known`)
  return { arms: [{ model: task.incumbent, costUsd: incumbentUsd }, ...arms], home, margin }
}
