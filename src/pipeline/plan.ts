import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig, TaskOverride } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import type { Case } from '../domain/case.js'
import type { Plan, PlannedProvider } from '../domain/plan.js'
import type { InputSummary } from '../domain/result.js'
import type { Task } from '../domain/task.js'
import { createPriceBook } from '../prices/book.js'
import { endpointOf } from '../providers/index.js'
import { digest } from '../sample/content.js'
import { servedAs } from './incumbent.js'
import { readLabels } from './labels.js'
import type { AuditOptions } from './options.js'
import { planTask, providersOf } from './plan-task.js'
import { callCost, summarize } from './task-summary.js'

export interface Planned {
  readonly plan: Plan
  readonly cases: ReadonlyMap<string, readonly Case[]>
}

function overrideOf(task: Task, config: AuditConfig): TaskOverride | undefined {
  return config.tasks.find(({ match }) => ('id' in match ? match.id === task.id : match.label.toLowerCase() === task.label.toLowerCase()))
}

function unmatched(tasks: readonly Task[], config: AuditConfig): string[] {
  const used = new Set(tasks.map((task) => overrideOf(task, config)))
  return config.tasks
    .filter((override) => !used.has(override))
    .map(({ match }) => `the configuration names a task ${JSON.stringify('id' in match ? match.id : match.label)} that this log does not have; it has: ${tasks.map(({ label }) => JSON.stringify(label)).join(', ')}`)
}

function plannedProviders(names: readonly string[], config: AuditConfig, env: NodeJS.ProcessEnv): Record<string, PlannedProvider> {
  return Object.fromEntries(names.flatMap((name) => {
    const configured = configuredProvider(config, name)
    const endpoint = endpointOf(name, configured, env)
    if (!endpoint) return []
    const { api, baseUrl, apiKeyEnv, timeoutMs } = endpoint
    const limits = { maxConcurrency: configured?.maxConcurrency, rpm: configured?.rpm, tpm: configured?.tpm, budgetUsd: configured?.budgetUsd }
    const planned: PlannedProvider = {
      api, baseUrl, timeoutMs,
      ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }),
      ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
      regions: configured?.regions ?? [],
      compliance: configured?.compliance ?? [],
    }
    return [[name, planned]]
  }))
}

/** Above this share of calls without an expected answer the others may not stand for them. */
const NO_GOLD_SHARE = 0.05

function windowOf(calls: readonly LlmCall[]): Plan['logWindow'] {
  let from: string | undefined
  let to: string | undefined
  for (const { startedAt } of calls) {
    if (startedAt === undefined) continue
    if (from === undefined || startedAt < from) from = startedAt
    if (to === undefined || startedAt > to) to = startedAt
  }
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** Turns calls and tasks into the plan of a run: everything that is fixed before the first paid call. */
export function planRun(calls: readonly LlmCall[], input: InputSummary, tasks: readonly Task[], options: AuditOptions): Planned {
  const { config, seed } = options
  const labels = readLabels(config.labels)
  const book = createPriceBook(config)
  const cost = (call: LlmCall) => callCost(call, config, book)
  const summaries = tasks.map((task) => {
    const own = task.members.flatMap((index) => calls[index] ?? [])
    return { task, calls: own, summary: summarize(task, own, calls.length, options.members, cost) }
  })
  const dearestFirst = summaries.toSorted((a, b) => (b.summary.costUsd ?? 0) - (a.summary.costUsd ?? 0) || b.summary.calls - a.summary.calls || (a.summary.id < b.summary.id ? -1 : 1))
  const planned = dearestFirst.map(({ task, calls: own, summary }, rank) =>
    planTask({ summary, taskType: task.taskType, calls: own, override: overrideOf(task, config), config, book, seed, labels, callCost: cost, beyondTop: rank >= options.topTasks }))
  const plans = planned.map(({ plan }) => plan)
  const cases = new Map(planned.map((one) => [one.plan.summary.id, one.cases]))

  const served = new Map<string, number>()
  for (const call of calls) served.set(servedAs(call, config), (served.get(servedAs(call, config)) ?? 0) + 1)
  const mainIncumbent = [...served].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? 'unknown/unknown'
  const otherModel = plans.reduce((sum, plan) => sum + (plan.excluded['other-model'] ?? 0), 0)
  const logWindow = windowOf(calls)
  return {
    plan: {
      schemaVersion: 1,
      // A run is its seed and its tasks: not its budget, concurrency or outputs.
      runId: digest([seed, planned.filter(({ plan }) => !plan.unfit).map(({ identity }) => identity)]).slice(0, 12),
      seed,
      input: otherModel === 0 ? input : { ...input, excluded: { ...input.excluded, 'other-model': otherModel } },
      tasks: plans,
      providers: plannedProviders(providersOf(plans), config, options.env),
      constraints: config.constraints,
      ...(config.latency.maxP95Ratio === undefined ? {} : { maxP95Ratio: config.latency.maxP95Ratio }),
      mainIncumbent,
      ...(logWindow ? { logWindow } : {}),
      warnings: [
        ...unmatched(tasks, config),
        ...plans.filter(({ excluded, eligible }) => (excluded['no-gold'] ?? 0) > NO_GOLD_SHARE * eligible).map(({ summary, excluded, eligible }) => `task "${summary.label}": ${excluded['no-gold']} calls carry no expected answer and were left out; what is found holds for calls like the ${eligible} that do`),
      ],
    },
    cases,
  }
}
