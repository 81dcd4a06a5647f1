import { configuredProvider } from '../../config/lookup.js'
import type { AuditConfig, TaskOverride } from '../../config/schema.js'
import type { CallTable } from '../../digest/call-table.js'
import type { Case } from '../../domain/case.js'
import { parseModelRef } from '../../domain/model.js'
import type { Plan, PlannedProvider, TaskPlan } from '../../domain/plan.js'
import type { InputSummary } from '../../domain/result.js'
import type { Task } from '../../domain/task.js'
import { createPriceBook } from '../../prices/book.js'
import { BUILT_IN, endpointOf } from '../../providers/index.js'
import { digest } from '../../sample/content.js'
import { didYouMean } from '../../text/nearest.js'
import type { EarlierRun } from '../continuation/earlier-run.js'
import { plannedFdr } from '../fdr.js'
import { mostFrequent } from '../log/incumbent.js'
import { readLabels } from './labels.js'
import type { LogTraffic } from '../log/log-traffic.js'
import type { AuditOptions } from '../options.js'
import { planTask, providersOf } from './plan-task.js'
import type { Sampled } from '../log/population.js'
import { isKnownProvider } from '../log/served-as.js'
import { summarize } from '../log/task-summary.js'

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

/** Models of the log that the configuration says a provider serves which there is none of: they cannot be asked, and cost what the log says. */
function servedNowhere({ refs }: LogTraffic, config: AuditConfig): readonly string[] {
  const known = [...Object.keys(config.providers), ...Object.keys(BUILT_IN)]
  return Object.entries(config.models).flatMap(([name, { as }]) => {
    const provider = as === undefined || !refs.includes(as) ? undefined : parseModelRef(as)?.provider
    return provider === undefined || isKnownProvider(provider, config) ? [] : [`models: ${JSON.stringify(name)} is said to be served as ${JSON.stringify(as)}, and there is no provider "${provider}": it cannot be asked again as control.${didYouMean(provider, known)}`]
  })
}

function plannedProviders(names: readonly string[], config: AuditConfig, env: NodeJS.ProcessEnv): Record<string, PlannedProvider> {
  return Object.fromEntries(names.flatMap((name) => {
    const configured = configuredProvider(config, name)
    const endpoint = endpointOf(name, configured, env)
    if (!endpoint) return []
    const { name: _, ...address } = endpoint
    const limits = { maxConcurrency: configured?.maxConcurrency, rpm: configured?.rpm, tpm: configured?.tpm, budgetUsd: configured?.budgetUsd }
    const planned: PlannedProvider = {
      ...address,
      ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
      regions: configured?.regions ?? [],
      compliance: configured?.compliance ?? [],
    }
    return [[name, planned]]
  }))
}

/** Above this share of calls without an expected answer the others may not stand for them. */
const NO_GOLD_SHARE = 0.05

function windowOf(table: CallTable): Plan['logWindow'] {
  let [from, to] = [Infinity, -Infinity]
  for (let row = 0; row < table.rows; row++) {
    const started = table.startedMsOf(row)
    if (started < from) from = started
    if (started > to) to = started
  }
  return from > to ? undefined : { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

/** A request that is not the log's is said to be none, wherever its result is shown. */
function askedWithout(plans: readonly TaskPlan[]): readonly string[] {
  const models = new Map(plans.flatMap(({ ladder }) => ladder.flatMap(({ model }) => (model.omit === undefined ? [] : [[model.ref, model.omit] as const]))))
  return [...models].map(([ref, omit]) => `${ref} is asked without ${omit.join(', ')}, as the configuration says; its verdict holds for requests without`)
}

/** Turns calls and tasks into the plan of a run: everything that is fixed before the first paid call. */
export function planRun(traffic: LogTraffic, input: InputSummary, tasks: readonly Task[], options: AuditOptions, sampled?: Pick<Sampled, 'populations' | 'mainIncumbent' | 'logWindow'>, earlier?: EarlierRun): Planned {
  const { config, seed } = options
  const labels = readLabels(config.labels)
  const book = createPriceBook(config)
  const summaries = tasks.map((task) => ({ task, summary: { ...summarize(task, traffic, options.members), ...sampled?.populations.get(task.id)?.summary } }))
  const dearestFirst = summaries.toSorted((a, b) => (b.summary.costUsd ?? 0) - (a.summary.costUsd ?? 0) || b.summary.calls - a.summary.calls || (a.summary.id < b.summary.id ? -1 : 1))
  const planned = dearestFirst.map(({ task, summary }, rank) =>
    planTask({ summary, taskType: task.taskType, rows: task.members, traffic, override: overrideOf(task, config), config, book, seed, labels, beyondTop: rank >= options.topTasks, mostServed: sampled?.populations.get(task.id)?.mostServed, earlier }))
  const plans = planned.map(({ plan }) => sampled?.populations.get(plan.summary.id)?.complete(plan) ?? plan)
  const cases = new Map(planned.map((one) => [one.plan.summary.id, one.cases]))

  const mainIncumbent = sampled?.mainIncumbent ?? mostFrequent(Uint32Array.from({ length: traffic.table.rows }, (_, row) => row), traffic) ?? 'unknown/unknown'
  const otherModel = plans.reduce((sum, plan) => sum + (plan.excluded['other-model'] ?? 0), 0)
  const fdr = config.quality.fdr ? plannedFdr(plans, config.quality.alpha) : undefined
  const logWindow = sampled ? sampled.logWindow : windowOf(traffic.table)
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
      ...(fdr ? { fdr } : {}),
      warnings: [
        ...unmatched(tasks, config),
        ...servedNowhere(traffic, config),
        ...askedWithout(plans),
        ...plans.filter(({ excluded, eligible }) => (excluded['no-gold'] ?? 0) > NO_GOLD_SHARE * eligible).map(({ summary, excluded, eligible }) => `task "${summary.label}": ${excluded['no-gold']} calls carry no expected answer and were left out; what is found holds for calls like the ${eligible} that do`),
      ],
    },
    cases,
  }
}
