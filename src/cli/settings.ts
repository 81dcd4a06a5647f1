import { loadConfig } from '../config/load.js'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import type { AuditOptions } from '../pipeline/options.js'
import type { CommandContext } from './context.js'
import { systemClock } from './clock.js'
import { AUDIT_DIR, findRun } from './runs.js'
import { workersOf } from './workers.js'

/** Flags that shape an audit, as the command line gives them. */
export interface AuditFlags {
  readonly config?: string
  readonly incumbent?: string
  readonly candidate?: readonly string[]
  readonly margin?: number
  readonly alpha?: number
  readonly maxSamples?: number
  readonly decidableOnly?: boolean
  readonly design?: 'sequential' | 'fixed'
  readonly fdr?: boolean
  readonly topTasks: number
  readonly budget?: number
  readonly concurrency: number
  readonly seed: number
  readonly runDir?: string
  readonly fresh?: boolean
  readonly offline?: boolean
  readonly members?: boolean
  readonly sinceLast?: boolean
  /** Name or directory of a run. */
  readonly continue?: string
  readonly batch?: boolean
  /** False for --no-wait. */
  readonly wait?: boolean
}

export const DEFAULT_CONFIG = 'audit.config.yaml'

/** Flags win over the file, for every task. */
export function mergeFlags(config: AuditConfig, flags: Partial<AuditFlags>): AuditConfig {
  const { incumbent, candidate, margin, alpha, maxSamples, decidableOnly, design, fdr, budget } = flags
  const twice = candidate?.find((model, at) => candidate.indexOf(model) < at)
  if (twice !== undefined) throw new AuditError('candidate/twice', `--candidate ${twice} is given twice`, 'Name each candidate once: every one takes a share of the level.')
  const priced = (model: string) => config.candidates.find((known) => known.model === model) ?? { model, price: undefined }
  return {
    ...config,
    ...(incumbent === undefined ? {} : { incumbent }),
    ...(candidate === undefined ? {} : { candidates: candidate.map(priced) }),
    ...(budget === undefined ? {} : { budgetUsd: budget }),
    quality: {
      ...config.quality,
      ...(margin === undefined ? {} : { margin }),
      ...(alpha === undefined ? {} : { alpha }),
      ...(maxSamples === undefined ? {} : { maxSamples }),
      ...(design === undefined ? {} : { design }),
      ...(fdr === undefined ? {} : { fdr }),
      ...(decidableOnly === undefined ? {} : { decidableOnly }),
    },
    tasks: config.tasks.map((task) => ({
      ...task,
      ...(incumbent === undefined ? {} : { incumbent: undefined }),
      ...(candidate === undefined ? {} : { candidates: undefined }),
      ...(margin === undefined ? {} : { margin: undefined }),
      ...(alpha === undefined ? {} : { alpha: undefined }),
      ...(maxSamples === undefined ? {} : { maxSamples: undefined }),
      ...(design === undefined ? {} : { design: undefined }),
    })),
  }
}

/** Options of an audit: file and flags resolved once, then fixed. */
export function auditOptions(inputs: readonly string[], config: AuditConfig, flags: AuditFlags, context: CommandContext): AuditOptions {
  return Object.freeze({
    inputs,
    config,
    seed: flags.seed,
    topTasks: flags.topTasks,
    concurrency: flags.concurrency,
    auditDir: AUDIT_DIR,
    runDir: flags.runDir,
    fresh: flags.fresh ?? false,
    offline: flags.offline ?? false,
    members: flags.members ?? false,
    sinceLast: flags.sinceLast ?? false,
    ...(flags.continue === undefined ? {} : { continues: findRun(flags.continue) }),
    batch: flags.batch ?? false,
    wait: flags.wait ?? true,
    env: context.env,
    clock: systemClock,
    signal: context.signal,
    stdin: process.stdin,
    workers: workersOf(context.env),
  })
}

/** Loads the configuration file, and the validators that it names. */
export async function configured(file: string | undefined, signal: AbortSignal, asksCandidates = false): Promise<AuditConfig> {
  const config = await loadConfig(file ?? DEFAULT_CONFIG, file !== undefined, asksCandidates, signal)
  if (config.validators.length > 0) {
    const { loadUserValidator } = await import('../validators/index.js')
    for (const path of config.validators) await loadUserValidator(path)
  }
  return config
}

/** Loads the configuration file and lays the flags over it; `asks` where a command plans to ask the candidates. */
export async function settle(inputs: readonly string[], flags: AuditFlags, context: CommandContext, asks = false): Promise<AuditOptions> {
  const config = await configured(flags.config, context.signal, asks && flags.candidate === undefined)
  return auditOptions(inputs, mergeFlags(config, flags), flags, context)
}
