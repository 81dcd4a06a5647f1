import type { AuditConfig } from '../../config/schema.js'
import type { Constraint } from '../../domain/constraint.js'
import type { AuditResult } from '../../domain/result.js'
import { buildPolicy, type PolicyConstraint, type PolicyProvider } from '../../policy/build.js'
import { writePolicyFile, type WrittenPolicy } from '../../policy/policy-file.js'
import type { Audited } from '../run.js'
import { writeResult } from './run-files.js'

/** An audit with its policy on disk. */
export interface Published {
  readonly result: AuditResult
  readonly written: WrittenPolicy
  /** What the policy does not do, and why. */
  readonly warnings: readonly string[]
}

function policyConstraint({ when, require }: Constraint): PolicyConstraint {
  const condition = Object.fromEntries(Object.entries(when).filter(([, value]) => value !== undefined)) as unknown as PolicyConstraint['when']
  return {
    when: condition,
    require: {
      ...(require.compliance.length > 0 ? { compliance: require.compliance } : {}),
      ...(require.regions.length > 0 ? { regions: require.regions } : {}),
    },
  }
}

function policyProviders(plan: Audited['plan'], config: AuditConfig): Record<string, PolicyProvider> {
  const known = ({ api, baseUrl, apiKeyEnv, apiVersion, regions, compliance }: { readonly [Key in keyof PolicyProvider]: PolicyProvider[Key] | undefined } & Pick<PolicyProvider, 'api'>): PolicyProvider =>
    ({ api, ...Object.fromEntries(Object.entries({ baseUrl, apiKeyEnv, apiVersion, regions, compliance }).filter(([, value]) => value !== undefined)) })
  return Object.fromEntries(Object.entries({ ...config.providers, ...plan.providers }).map(([name, provider]) => [name, known(provider)]))
}

/** Names under which applications ask for a model: what `models:` maps to it. */
function loggedNames(config: AuditConfig): Record<string, string[]> {
  const names: Record<string, string[]> = {}
  for (const [name, { as }] of Object.entries(config.models)) if (as !== undefined) (names[as] ??= []).push(name)
  return names
}

/** By task: the name with which the provider of the chosen model answered most often. */
function snapshots(audited: Audited): Record<string, string> {
  return Object.fromEntries(audited.result.tasks.flatMap(({ id, decision }) => {
    const names = new Map<string, number>()
    for (const { trial } of audited.evidence.get(id)?.get(decision.model) ?? []) {
      const name = trial.outcome.status === 'answered' ? trial.outcome.responseModel : undefined
      if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1)
    }
    const [most] = [...names].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    return most === undefined ? [] : [[id, most[0]]]
  }))
}

/** Builds the routing policy of an audit and writes it; `result.json` then names the file. */
export async function publish(audited: Audited, options: { readonly config: AuditConfig; readonly policyPath: string; readonly now: Date; readonly version: string }): Promise<Published> {
  const { plan, tasks } = audited
  const arms = plan.tasks.flatMap(({ incumbent, ladder }) => [[incumbent.ref, incumbent.price] as const, ...ladder.map(({ model, price }) => [model.ref, price] as const)])
  const { document, warnings } = buildPolicy({
    result: audited.result,
    tasks,
    providers: policyProviders(plan, options.config),
    prices: Object.fromEntries(arms),
    omitted: Object.fromEntries(plan.tasks.flatMap(({ ladder }) => ladder.flatMap(({ model }) => (model.omit === undefined ? [] : [[model.ref, model.omit]])))),
    constraints: plan.constraints.map(policyConstraint),
    defaultIncumbent: plan.mainIncumbent,
    now: options.now,
    generatorVersion: options.version,
    ...(plan.logWindow ? { logWindow: plan.logWindow } : {}),
    rules: Object.fromEntries(plan.tasks.map(({ summary, rule }) => [summary.id, { margin: rule.margin, alpha: rule.alpha, ...(rule.design === 'fixed' ? { design: rule.design } : {}) }])),
    loggedNames: loggedNames(options.config),
    maxBudgetShare: options.config.policy.maxBudgetShare,
    stage: options.config.policy.rollout,
    snapshots: snapshots(audited),
  })
  const written = await writePolicyFile(options.policyPath, document)
  const result = { ...audited.result, policy: written.path, warnings: [...audited.result.warnings, ...warnings] }
  writeResult(audited.runDir, result)
  return { result, written, warnings }
}
