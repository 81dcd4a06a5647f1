import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError } from '../domain/error.js'
import type { RolloutAnalysis } from '../domain/rollout.js'
import type { ValidationContext } from '../domain/score.js'
import { readPlan } from '../pipeline/record/run-files.js'
import type { Rollout, Route } from '../policy/document.js'
import { writePolicyFile } from '../policy/policy-file.js'
import type { WrittenPolicy } from '../policy/policy-file.js'
import { goldOf } from '../sample/field.js'
import { findValidator } from '../validators/index.js'
import { armOf } from './arm.js'
import { observedCalls, type ReadOptions } from './read-traffic.js'
import { createRouteTrial, type RouteTrial } from './route-trial.js'
import { atStages, movedRoutes } from './stage.js'

export interface RunAnalysisOptions extends ReadOptions {
  readonly policyFile: string
  readonly auditDir: string
  readonly alpha: number
  readonly margin: number | undefined
  readonly write: boolean
  readonly now: Date
}

/** The validator that a route was certified with; undefined where the evidence names none that is known. */
function validatorOf(route: Route) {
  try {
    return findValidator((route.evidence?.metric ?? '').replace(/@\d+$/u, ''))
  } catch (error) {
    if (error instanceof AuditError) return undefined
    throw error
  }
}

/** What that validator had learnt, where the run is still there. */
function contextOf(route: Route, auditDir: string): Omit<ValidationContext, 'input'> {
  const [run, task] = [route.evidence?.run_id, route.evidence?.['task_id']]
  if (run === undefined || !/^[\w-]+$/u.test(run) || !existsSync(join(auditDir, run, 'plan.json'))) return {}
  try {
    return readPlan(join(auditDir, run)).plan.tasks.find(({ summary }) => summary.id === task)?.validatorContext ?? {}
  } catch (error) {
    if (error instanceof AuditError) return {}
    throw error
  }
}

/** Reads what the arms of every rollout did, decides, and writes the policy for the next stage; a policy that was edited is never overwritten. */
export async function runAnalysis(options: RunAnalysisOptions): Promise<{ readonly analysis: RolloutAnalysis; readonly written: WrittenPolicy | undefined }> {
  const { policy, config } = options
  const trials = new Map<string, { readonly route: Route; readonly rollout: Rollout; readonly trial: RouteTrial }>()
  for (const route of movedRoutes(policy)) {
    const { rollout } = route
    if (rollout === undefined) continue
    trials.set(route.id, { route, rollout, trial: createRouteTrial({ route, rollout, alpha: options.alpha, margin: options.margin, validator: validatorOf(route), context: contextOf(route, options.auditDir), goldOf: (call) => (config.gold === undefined ? undefined : goldOf(call, config.gold)) }) })
  }
  if (trials.size === 0) throw new AuditError('shadow/no-route', `${options.policyFile}: no route of it has a rollout`, 'audit shadow plan writes one.')
  let calls = 0
  for await (const { call, seen } of observedCalls(options)) {
    calls += 1
    const own = trials.get(seen.route)
    if (own !== undefined) own.trial.add(call, seen, armOf(call, seen, policy, own.route))
  }
  const routes = [...trials.values()].map(({ trial }) => trial.result())
  const rollouts = new Map(routes.flatMap(({ route, next }) => {
    const rollout = trials.get(route)?.rollout
    return next === null || rollout === undefined ? [] : [[route, { ...rollout, ...next }] as const]
  }))
  const written = options.write && rollouts.size > 0 ? await writePolicyFile(options.policyFile, atStages(policy, rollouts, options.now)) : undefined
  const { id, version } = policy.metadata
  return { analysis: { schemaVersion: 1, kind: 'shadow-analysis', policy: { file: options.policyFile, id, version }, alpha: options.alpha, calls, routes, written: written?.path ?? null }, written }
}
