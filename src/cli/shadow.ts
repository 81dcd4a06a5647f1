import { AuditError, EXIT } from '../domain/error.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { renderRolloutAnalysis, renderRolloutPlan } from '../report/rollout-table.js'
import { runAnalysis } from '../rollout/run-analysis.js'
import { runPlan } from '../rollout/run-plan.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { assertNotInput, colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { AUDIT_DIR } from './runs.js'
import { configured } from './settings.js'
import { sayWritten } from './written.js'

export interface ShadowFlags {
  readonly policy: string
  readonly config?: string
  readonly margin?: number
  readonly alpha: number
  readonly since?: string
  readonly seed?: number
  readonly write: boolean
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

async function prepared(logs: readonly string[], flags: ShadowFlags, context: CommandContext) {
  const target = jsonTarget(flags.json, [...logs, flags.policy])
  assertNotInput(flags.policy, '--policy', logs)
  const since = flags.since === undefined ? undefined : new Date(flags.since)
  if (since !== undefined && Number.isNaN(since.getTime())) throw new AuditError('shadow/since', `--since ${flags.since}: not a time`, 'Write it as ISO 8601, e.g. 2027-01-31T00:00:00Z.')
  const policy = await readPolicyFile(flags.policy, context.signal)
  const config = await configured(flags.config, context.signal)
  return { target, options: { inputs: logs, policy, policyFile: flags.policy, config, signal: context.signal, alpha: flags.alpha, margin: flags.margin, write: flags.write, now: fileTime(context.env), ...(since === undefined ? {} : { since: since.toISOString() }) } }
}

/** `audit shadow plan`: what a shadow and a canary take at the logged traffic; writes the rollout into the policy. */
export async function shadowPlan(logs: readonly string[], flags: ShadowFlags, context: CommandContext): Promise<void> {
  const { target, options } = await prepared(logs, flags, context)
  const { plan, written } = await runPlan({ ...options, seed: flags.seed ?? 1 })
  if (!putJson(target, `${JSON.stringify(plan, null, 2)}\n`) && !flags.quiet) process.stdout.write(renderRolloutPlan(plan, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
  sayWritten(written, flags.policy, flags.quiet === true)
}

/** `audit shadow analyze`: what the arms of a rollout say; exit code 1 where a route must go back, 3 where all hold for want of evidence. */
export async function shadowAnalyze(logs: readonly string[], flags: ShadowFlags, context: CommandContext): Promise<void> {
  const { target, options } = await prepared(logs, flags, context)
  const { analysis, written } = await runAnalysis({ ...options, auditDir: AUDIT_DIR })
  if (!putJson(target, `${JSON.stringify(analysis, null, 2)}\n`) && !flags.quiet) process.stdout.write(renderRolloutAnalysis(analysis, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
  sayWritten(written, flags.policy, flags.quiet === true)
  const verdicts = analysis.routes.map(({ verdict }) => verdict)
  if (verdicts.includes('roll-back')) context.setCode(EXIT.checkFailed)
  else if (!verdicts.includes('promote')) context.setCode(EXIT.notEnoughEvidence)
}
