import { tableOf } from '../../digest/table-of.js'
import type { LlmCall } from '../../domain/call.js'
import type { AuditEvent } from '../../domain/event.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import type { TaskSummary } from '../../domain/result.js'
import type { Task } from '../../domain/task.js'
import { createPriceBook } from '../../prices/book.js'
import type { PlacedTask, TaskPart } from '../../warehouse/index.js'
import type { Discovered } from './discover.js'
import type { WarehouseLog } from './discover-warehouse.js'
import { discoverWarehouse, partsSummary } from './discover-warehouse.js'
import { servedAs } from './served-as.js'
import { createKeptCost } from './kept-cost.js'
import { logTraffic } from './log-traffic.js'
import type { AuditOptions } from '../options.js'
import { callsOf, groupCost } from './part-figures.js'

/** What is known of all calls of a task of which only a sample is at hand. */
export interface Population {
  readonly summary: TaskSummary
  /** The model that served most of its calls. */
  readonly mostServed: string
  /** A plan made from the sample, with the figures of the whole. */
  readonly complete: (plan: TaskPlan) => TaskPlan
}

/** The discovered log, with what a plan needs to know beyond the calls at hand. */
export interface Sampled extends Discovered {
  readonly populations: ReadonlyMap<string, Population>
  /** The model that served most of the log, and its first and last call. */
  readonly mainIncumbent: string
  readonly logWindow: Plan['logWindow']
}

/**
 * The sampled calls of a task that may stand for it: below the place where the first of its groups ends, so that all groups are cut by the
 * same hash and rare prompts are not over-represented. Groups of one model end together; those of others are not mixed with them.
 */
export function evenSample(parts: readonly TaskPart[], modelOf: (part: TaskPart) => string): readonly LlmCall[] {
  const ends = new Map<string, string>()
  for (const part of parts) {
    const end = ends.get(modelOf(part))
    if (part.completeTo !== undefined && (end === undefined || part.completeTo < end)) ends.set(modelOf(part), part.completeTo)
  }
  return parts.flatMap((part) => {
    const end = ends.get(modelOf(part))
    return part.sample.filter(({ place }) => end === undefined || place <= end).map(({ call }) => call)
  })
}

function populationOf(placed: PlacedTask, usable: number, options: AuditOptions): Population {
  const { parts } = placed
  const { config } = options
  const book = createPriceBook(config)
  const calls = new Map<string, number>()
  for (const part of parts) calls.set(servedAs(part.group, config), (calls.get(servedAs(part.group, config)) ?? 0) + part.group.calls * part.share)
  const summary = partsSummary(placed, usable, options)
  return {
    summary,
    mostServed: mostOf(calls),
    complete: (plan) => {
      const isOwn = ({ group }: TaskPart): boolean => [servedAs(group, config), group.requestModel, group.responseModel].includes(plan.incumbent.ref)
      const own = parts.filter(isOwn)
      const costs = own.map(({ group, share }) => ({ usd: groupCost(group, config, book), share }))
      const sum = (of: (part: TaskPart) => number): number => Math.round(own.reduce((all, part) => all + of(part) * part.share, 0))
      const eligible = Math.max(plan.eligible, sum(({ group }) => group.eligible) - (plan.excluded['no-gold'] ?? 0))
      return {
        ...plan,
        incumbentCalls: callsOf(own),
        incumbentCostUsd: costs.some(({ usd }) => usd === null) ? null : costs.reduce((all, { usd, share }) => all + (usd ?? 0) * share, 0),
        eligible,
        rule: { ...plan.rule, population: plan.rule.population === null ? null : eligible },
        excluded: { ...plan.excluded, 'other-model': summary.calls - callsOf(own), repeat: sum(({ group }) => group.calls - group.distinct), conversation: sum(({ group }) => group.distinct - group.eligible) },
        longestAnswerTokens: Math.max(plan.longestAnswerTokens, ...own.map(({ group }) => group.longestOutputTokens)),
      }
    },
  }
}

function overall({ digest }: WarehouseLog, { config }: AuditOptions): Pick<Sampled, 'mainIncumbent' | 'logWindow'> {
  const calls = new Map<string, number>()
  for (const group of digest.groups) calls.set(servedAs(group, config), (calls.get(servedAs(group, config)) ?? 0) + group.calls)
  const from = digest.groups.flatMap(({ firstStartedAt }) => firstStartedAt ?? []).toSorted()[0]
  const to = digest.groups.flatMap(({ lastStartedAt }) => lastStartedAt ?? []).toSorted().at(-1)
  return { mainIncumbent: mostOf(calls), logWindow: from === undefined || to === undefined ? undefined : { from, to } }
}

function mostOf(calls: ReadonlyMap<string, number>): string {
  return [...calls].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? 'unknown/unknown'
}

/** A log in a database as calls and tasks: the calls are those that were sampled, enough of each group for the most samples a task may take. */
export async function* sampleWarehouse(options: AuditOptions): AsyncGenerator<AuditEvent, Sampled> {
  const { config } = options
  const most = Math.max(config.quality.maxSamples, ...config.tasks.map(({ maxSamples }) => maxSamples ?? 0))
  const log = yield* discoverWarehouse(options, most)
  const calls: LlmCall[] = []
  const tasks = log.tasks.map(({ task, parts }): Task => {
    const first = calls.length
    for (const call of evenSample(parts, ({ group }) => servedAs(group, config))) calls.push(call)
    return { ...task, members: Array.from({ length: calls.length - first }, (_, at) => first + at) }
  })
  const table = tableOf(calls)
  const names = calls.map(({ id }) => log.digest.names.get(id) ?? id)
  return {
    traffic: logTraffic({ ...table, nameOf: (row) => names[row] ?? '' }, config, createPriceBook(config)),
    tasks,
    input: log.digest.input,
    excluded: log.digest.examples,
    other: [],
    kept: createKeptCost(config, createPriceBook(config)), // empty: what the database excluded is counted there, its cost is not
    drift: log.drift,
    remember: log.remember,
    placeholders: log.placeholders,
    populations: new Map(log.tasks.map((placed) => [placed.task.id, populationOf(placed, log.calls, options)])),
    ...overall(log, options),
  }
}
