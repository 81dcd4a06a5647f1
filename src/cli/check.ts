import { appendFileSync } from 'node:fs'
import { runCheck } from '../check/run-check.js'
import { regressionPath } from '../check/regression-set.js'
import { loadConfig } from '../config/load.js'
import { totalBudgetUsd } from '../config/total-budget.js'
import { AuditError } from '../domain/error.js'
import { renderCheckAnnotations, renderCheckJunit } from '../report/check-ci.js'
import { renderCheck, renderCheckMarkdown } from '../report/check-table.js'
import { plain } from '../text/display.js'
import { fileTime, systemClock } from './clock.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertNotInput, assertWritable, colorWanted, jsonTarget, outputColumns, putJson, writeNamed } from './output.js'
import { AUDIT_DIR } from './runs.js'
import { DEFAULT_CONFIG } from './settings.js'
import { tell } from './tell.js'

export interface CheckFlags {
  readonly policy: string
  readonly regression?: string
  readonly config?: string
  readonly margin?: number
  readonly alpha: number
  readonly maxSamples: number
  readonly budget?: number
  readonly concurrency: number
  readonly batch?: boolean
  /** False for --no-wait. */
  readonly wait: boolean
  readonly offline?: boolean
  readonly updateBaseline?: boolean
  readonly draws?: number
  readonly route?: readonly string[]
  readonly junit?: string
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

function appendTo(path: string | undefined, text: string, variable: string): void {
  if (!path) return
  try {
    appendFileSync(path, text)
  } catch (error) {
    throw new AuditError('check/github', `${variable}=${path}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be written'}`, `Unset ${variable} outside of GitHub Actions.`)
  }
}

/** `audit check`: replays the pinned set of every route; exit code 0, 1 or 3. */
export async function check(flags: CheckFlags, context: CommandContext): Promise<void> {
  const { env, signal } = context
  const setPath = flags.regression ?? regressionPath(flags.policy)
  const inputs = [flags.policy, setPath]
  const target = jsonTarget(flags.json, inputs)
  assertNotInput(flags.junit, '--junit', inputs)
  assertWritable(flags.junit, '--junit')
  if (flags.batch && flags.offline) throw new AuditError('check/batch', '--batch and --offline exclude each other', 'Recorded answers need no batch.')
  const config = await loadConfig(flags.config ?? DEFAULT_CONFIG, flags.config !== undefined, false, context.signal)
  if (!flags.offline) ignoreAuditDirectory(process.cwd())
  const result = await runCheck({
    policyPath: flags.policy, setPath, config, env, signal, clock: systemClock, now: fileTime(env), auditDir: AUDIT_DIR,
    margin: flags.margin ?? config.check.margin, alpha: flags.alpha, maxSamples: flags.maxSamples, concurrency: flags.concurrency,
    batch: flags.batch ?? false, wait: flags.wait,
    budgetUsd: flags.budget ?? totalBudgetUsd(config), offline: flags.offline ?? false, updateBaseline: flags.updateBaseline ?? false, draws: flags.draws, routes: flags.route ?? [],
    onRoute: ({ route, status, replays }) => { if (!flags.quiet) tell(`${plain(route)}: ${status} after ${replays} replays`) },
    onNote: (note) => { if (!flags.quiet) tell(plain(note)) },
  })
  if (flags.junit !== undefined) writeNamed(flags.junit, renderCheckJunit(result), '--junit')
  const taken = putJson(target, `${JSON.stringify(result, null, 2)}\n`)
  if (!taken && !flags.quiet) process.stdout.write(renderCheck(result, { width: outputColumns(), color: colorWanted(flags.color, env) }))
  if (env['GITHUB_ACTIONS'] === 'true') (taken ? process.stderr : process.stdout).write(renderCheckAnnotations(result))
  appendTo(env['GITHUB_STEP_SUMMARY'], renderCheckMarkdown(result), 'GITHUB_STEP_SUMMARY')
  appendTo(env['GITHUB_OUTPUT'], `status=${result.status}\nexit-code=${result.exitCode}\n`, 'GITHUB_OUTPUT')
  if (flags.updateBaseline && !flags.quiet) tell(`pinned anew: ${setPath}`)
  context.setCode(result.exitCode)
}
