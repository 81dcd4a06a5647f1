import { readPlan, writeWhole } from '../pipeline/record/run-files.js'
import { mayGo } from '../pipeline/task/may-go.js'
import type { Audited } from '../pipeline/run.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { pinRegressionSet } from './pin.js'
import { regressionPath, regressionText } from './regression-set.js'

/** What was pinned beside a policy; undefined where no route moves traffic. */
export interface PinnedFile {
  readonly path: string
  readonly routes: number
  readonly cases: number
}

/** Pins the regression set of a finished audit beside the policy that it wrote. Throws AuditError where it cannot be written. */
export async function pinBeside(policyPath: string, audited: Audited): Promise<PinnedFile | undefined> {
  const { plan, cases } = readPlan(audited.runDir)
  const set = pinRegressionSet({ policy: await readPolicyFile(policyPath), result: audited.result, tasks: plan.tasks, cases, evidence: audited.evidence, maxP95Ratio: plan.maxP95Ratio, mayGo: (one, provider) => mayGo(one, plan.providers[provider], plan.hiddenConstraints ?? plan.constraints) })
  if (set.routes.length === 0) return undefined
  const path = regressionPath(policyPath)
  writeWhole(path, regressionText(set))
  return { path, routes: set.routes.length, cases: set.routes.reduce((sum, route) => sum + route.cases.length, 0) }
}
