import { statSync } from 'node:fs'
import { extname } from 'node:path'
import { EXIT } from '../domain/error.js'
import { runLearn } from '../learn/run-learn.js'
import { readPolicyFile } from '../policy/policy-file.js'
import { renderLearn } from '../report/learn-table.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertNotInput, assertWritable, colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { AUDIT_DIR } from './runs.js'
import { configured } from './settings.js'
import { tell } from './tell.js'
import { sayWritten } from './written.js'

export interface LearnFlags {
  readonly policy: string
  readonly config?: string
  readonly output?: string
  readonly alpha: number
  readonly maxShare: number
  /** False for --no-write. */
  readonly write: boolean
  readonly json?: string | boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** Beside the policy, under a name of its own. */
const besides = (policy: string): string => `${policy.slice(0, policy.length - extname(policy).length)}.proposed.yaml`

/** `audit learn`: keeps what failed, and proposes an upgrade of inputs like it; exit code 3 where nothing is proposed. */
export async function learn(logs: readonly string[], flags: LearnFlags, context: CommandContext): Promise<void> {
  const inputs = [...logs, flags.policy]
  const target = jsonTarget(flags.json, inputs)
  assertNotInput(flags.policy, '--policy', logs)
  assertNotInput(flags.output, '--output', inputs)
  if (flags.output !== undefined && statSync(flags.output, { throwIfNoEntry: false })?.isFile() !== true) assertWritable(flags.output, '--output')
  const policy = await readPolicyFile(flags.policy, context.signal)
  const config = await configured(flags.config, context.signal)
  ignoreAuditDirectory(process.cwd())
  const { result, written, damaged } = await runLearn({
    inputs: logs, policy, policyFile: flags.policy, config, auditDir: AUDIT_DIR, alpha: flags.alpha, mostShare: flags.maxShare,
    output: flags.write ? (flags.output ?? besides(flags.policy)) : undefined, now: fileTime(context.env), signal: context.signal, stdin: process.stdin,
  })
  if (damaged > 0) tell(`warning: ${AUDIT_DIR}/failures.jsonl: ${damaged} damaged line${damaged === 1 ? '' : 's'} left out`)
  if (!putJson(target, `${JSON.stringify(result, null, 2)}\n`) && !flags.quiet) process.stdout.write(renderLearn(result, { width: outputColumns(), color: colorWanted(flags.color, context.env) }))
  sayWritten(written, flags.output ?? besides(flags.policy), flags.quiet === true)
  if (!result.lessons.some(({ verdict }) => verdict === 'propose')) context.setCode(EXIT.notEnoughEvidence)
}
