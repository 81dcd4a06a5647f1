import type { AuditEvent } from '../../domain/event.js'
import type { InspectResult, InspectTask } from '../../domain/inspect.js'
import { lastUserText } from '../../domain/message.js'
import type { Price } from '../../domain/model.js'
import { createPriceBook } from '../../prices/book.js'
import { withoutData } from '../../text/without-data.js'
import { chooseValidator, findValidator, validatorId } from '../../validators/index.js'
import type { PlacedTask, TaskPart } from '../../warehouse/index.js'
import type { WarehouseLog } from './discover-warehouse.js'
import { discoverWarehouse, partsSummary } from './discover-warehouse.js'
import { keptGroups } from './kept-groups.js'
import { servedAs } from './served-as.js'
import type { AuditOptions } from '../options.js'
import { callsOf, estimatedShare, meanTokens, partsCost, partsLatency, partsSaving } from './part-figures.js'
import { knownSum } from './task-summary.js'

/** Samples of each structure and model for `inspect`: shares of what text tells apart are known to about five points. */
const PER_GROUP = 400
const EXAMPLE = 300
const EXAMPLE_READ = 20_000

function modelsOf(parts: readonly TaskPart[], options: AuditOptions): Readonly<Record<string, number>> {
  const models: Record<string, number> = {}
  for (const part of parts) {
    const model = servedAs(part.group, options.config)
    models[model] = (models[model] ?? 0) + callsOf([part])
  }
  return Object.fromEntries(Object.entries(models).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

function pricesOf({ digest }: WarehouseLog, options: AuditOptions): readonly Price[] {
  const book = createPriceBook(options.config)
  const { candidates } = options.config
  if (candidates.length > 0) return candidates.flatMap(({ model, price }) => price ?? book.priceOf(model) ?? [])
  const used = [...new Set(digest.groups.map((group) => servedAs(group, options.config)))].flatMap((model) => book.priceOf(model) ?? [])
  return used.length < 2 ? [] : used
}

function repeatsOf(parts: readonly TaskPart[]): { readonly repeats: number; readonly share: number } {
  const calls = parts.reduce((sum, { group, share }) => sum + group.calls * share, 0)
  const repeats = parts.reduce((sum, { group, share }) => sum + (group.calls - group.distinct) * share, 0)
  return { repeats: Math.round(repeats), share: calls === 0 ? 0 : repeats / calls }
}

function inspected(placed: PlacedTask, log: WarehouseLog, prices: readonly Price[], options: AuditOptions): InspectTask {
  const { task, parts } = placed
  const book = createPriceBook(options.config)
  const sample = parts.flatMap((part) => part.sample).toSorted((a, b) => (a.place < b.place ? -1 : 1))
  const chosen = chooseValidator(sample.map(({ call }) => ({ request: call.request, output: call.output })), task.taskType)
  const example = sample[0] && lastUserText(sample[0].call.request)
  const { repeats, share } = repeatsOf(parts)
  const summary = partsSummary(placed, log.calls, options)
  const interval = estimatedShare(parts, log.calls)
  return {
    ...summary,
    ...(options.members ? { members: sample.map(({ call }) => call.id) } : {}),
    models: modelsOf(parts, options),
    latencyMs: partsLatency(parts),
    tokensPerCall: { input: meanTokens(parts, 'inputTokens'), output: meanTokens(parts, 'outputTokens') },
    ...(task.template === undefined ? {} : { template: task.template }),
    validator: validatorId(findValidator(chosen.name)),
    repeats,
    repeatsCostUsd: summary.costUsd === null || repeats === 0 ? null : summary.costUsd * share,
    mostSavingUsd: partsSaving(parts, prices, options.config, book),
    ...(example === undefined ? {} : { example: withoutData(example.slice(0, EXAMPLE_READ)).slice(0, EXAMPLE) }),
    ...(interval === undefined ? {} : { estimatedShare: interval }),
    recognition: task.recognition,
  }
}

/** What the traffic of a log in a database is: counted there, and looked at here by its samples. `members` are the sampled calls. */
export async function* inspectWarehouse(options: AuditOptions): AsyncGenerator<AuditEvent, InspectResult> {
  const started = options.clock.now()
  const log = yield* discoverWarehouse(options, PER_GROUP)
  yield* log.remember()
  const { digest, other } = log
  const book = createPriceBook(options.config)
  const prices = pricesOf(log, options)
  const tasks = log.tasks.map((placed) => inspected(placed, log, prices, options))
  const whole = digest.groups.map((group): TaskPart => ({ group, share: 1, interval: [1, 1], sample: [], completeTo: undefined }))
  const costUsd = partsCost(whole, options.config, book)
  const rest = callsOf(other)
  const kept = keptGroups(digest.kept, options.config, book)
  const most = [...tasks.map(({ mostSavingUsd }) => mostSavingUsd), other.length === 0 ? null : partsSaving(other, prices, options.config, book)]
  return {
    schemaVersion: 1,
    input: digest.input,
    tasks: tasks.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.calls - a.calls || (a.id < b.id ? -1 : 1)),
    other: { calls: rest, share: log.calls === 0 ? 0 : rest / log.calls, costUsd: partsCost(other, options.config, book), ...(options.members ? { members: other.flatMap(({ sample }) => sample.map(({ call }) => call.id)) } : {}) },
    excluded: digest.examples,
    ...(kept === undefined ? {} : { keptForCost: kept }),
    sampled: { calls: digest.groups.reduce((sum, { sample }) => sum + sample.length, 0), ...digest.received },
    ...(log.drift === undefined ? {} : { drift: log.drift }),
    totals: {
      costUsd, projectedCostUsd: costUsd, savingUsd: 0, savingShare: 0,
      mostSavingUsd: knownSum(most.map((usd) => usd ?? undefined)),
      repeatsCostUsd: knownSum(tasks.map((task) => task.repeatsCostUsd ?? undefined)),
      replayCalls: 0, replayCostUsd: 0, cachedCalls: 0, wallMs: Math.round(options.clock.now() - started),
    },
  }
}
