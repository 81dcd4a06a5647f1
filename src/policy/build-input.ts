import type { Price } from '../domain/model.js'
import type { ProviderApi } from '../domain/provider.js'
import type { AuditResult } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import type { FieldCondition } from './document.js'
import type { TaskRule } from './evidence.js'

/** A provider as configured. */
export interface PolicyProvider {
  readonly api: ProviderApi
  /** Azure OpenAI only. */
  readonly apiVersion?: string
  readonly baseUrl?: string
  /** Name of the environment variable. */
  readonly apiKeyEnv?: string
  readonly regions?: readonly string[]
  readonly compliance?: readonly string[]
}

export interface PolicyConstraint {
  readonly when: FieldCondition
  readonly require: { readonly compliance?: readonly string[]; readonly regions?: readonly string[] }
}

export interface BuildPolicyInput {
  readonly result: AuditResult
  /** With the recognisers; matched to the result's tasks by id. */
  readonly tasks: readonly Task[]
  readonly providers: Readonly<Record<string, PolicyProvider>>
  /** By model reference. */
  readonly prices: Readonly<Record<string, Price | undefined>>
  readonly constraints: readonly PolicyConstraint[]
  /** Reference of the model that served most calls overall. */
  readonly defaultIncumbent: string
  readonly now: Date
  readonly generatorVersion: string
  /** Of the log; ISO 8601. */
  readonly logWindow?: { readonly from?: string; readonly to?: string }
  /** By task id, where a task's rule differs from the result's. */
  readonly rules?: Readonly<Record<string, TaskRule>>
  /** By model reference: further names under which applications ask for it. */
  readonly loggedNames?: Readonly<Record<string, readonly string[]>>
  /** Percent of the traffic that the budget tier may serve; 60 when absent, null for no cap. */
  readonly maxBudgetShare?: number | null
  /** At which stage the routes begin; `full` when absent. */
  readonly stage?: 'shadow' | 'canary' | 'full'
  /** By task id: the name with which the provider of the certified model answered. */
  readonly snapshots?: Readonly<Record<string, string>>
}
