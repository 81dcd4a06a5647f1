import type { LlmCall } from '../domain/call.js'
import type { AuditEvent } from '../domain/event.js'
import { lastUserText } from '../domain/message.js'
import type { InspectResult, InspectTask } from '../domain/inspect.js'
import type { Price } from '../domain/model.js'
import { createPriceBook } from '../prices/book.js'
import { contentDigest } from '../sample/content.js'
import { chooseValidator, findValidator, validatorId } from '../validators/index.js'
import { discover } from './discover.js'
import { servedAs } from './incumbent.js'
import { summarizeLatency } from './latency.js'
import { mostSaving } from './most-saving.js'
import type { AuditOptions } from './options.js'
import { callCost, knownSum, summarize } from './task-summary.js'
import { tierField } from './tier-field.js'
import { withoutData } from '../text/without-data.js'

const EXAMPLE = 300
const EXAMPLE_READ = 20_000

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

/** List prices that a task could be served at: of the candidates, or, where none is named, of the models that the log itself uses. */
function priceList(calls: readonly LlmCall[], options: AuditOptions): readonly Price[] {
  const book = createPriceBook(options.config)
  const { candidates } = options.config
  if (candidates.length > 0) return candidates.flatMap(({ model, price }) => price ?? book.priceOf(model) ?? [])
  return [...new Set(calls.map((call) => servedAs(call, options.config)))].flatMap((model) => book.priceOf(model) ?? [])
}

function meanOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

/** The calls that ask what one before them asked. */
function repeatsOf(calls: readonly LlmCall[]): readonly LlmCall[] {
  const seen = new Set<string>()
  return calls.filter(({ request }) => {
    const content = contentDigest(request)
    return seen.has(content) || !seen.add(content)
  })
}

/** What the traffic is, without a single call to a model. */
export async function* inspectLogs(options: AuditOptions): AsyncGenerator<AuditEvent, InspectResult> {
  const started = options.clock.now()
  const { calls, input, excluded, tasks, other, drift, remember } = yield* discover(options)
  yield* remember()
  const book = createPriceBook(options.config)
  const cost = (call: LlmCall) => callCost(call, options.config, book)
  const prices = priceList(calls, options)
  const tier = tierField(calls)
  const inspected = tasks.map((task): InspectTask => {
    const own = task.members.flatMap((index) => calls[index] ?? [])
    const first = own[0]
    const chosen = chooseValidator(own.map(({ request, output }) => ({ request, output })), task.taskType)
    const example = first && lastUserText(first.request)
    const repeats = repeatsOf(own)
    const tiers = tier === undefined ? [] : own.flatMap(({ metadata }) => { const value = metadata[tier]; return typeof value === 'string' ? [value] : [] })
    return {
      ...summarize(task, own, calls.length, options.members, cost),
      models: countBy(own.map((call) => servedAs(call, options.config))),
      latencyMs: summarizeLatency(own.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]))),
      tokensPerCall: { input: meanOf(own.map(({ usage }) => usage.inputTokens)), output: meanOf(own.map(({ usage }) => usage.outputTokens)) },
      ...(task.template === undefined ? {} : { template: task.template }),
      validator: validatorId(findValidator(chosen.name)),
      validatorReason: chosen.reason,
      repeats: repeats.length,
      repeatsCostUsd: knownSum(repeats.map(cost)),
      mostSavingUsd: mostSaving(own, prices, cost),
      ...(tiers.length === 0 ? {} : { tiers: countBy(tiers) }),
      ...(example === undefined ? {} : { example: withoutData(example.slice(0, EXAMPLE_READ)).slice(0, EXAMPLE) }),
      recognition: task.recognition,
    }
  })
  const rest = other.flatMap((index) => calls[index] ?? [])
  const costUsd = knownSum(calls.map(cost))
  const most = [...inspected.map(({ mostSavingUsd }) => mostSavingUsd), rest.length === 0 ? null : mostSaving(rest, prices, cost)]
  return {
    schemaVersion: 1,
    input,
    tasks: inspected.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.calls - a.calls || (a.id < b.id ? -1 : 1)),
    other: { calls: rest.length, share: calls.length === 0 ? 0 : rest.length / calls.length, costUsd: knownSum(rest.map(cost)), ...(options.members ? { members: rest.map(({ id }) => id) } : {}) },
    excluded,
    ...(drift === undefined ? {} : { drift }),
    totals: {
      costUsd, projectedCostUsd: costUsd, savingUsd: 0, savingShare: 0,
      mostSavingUsd: knownSum(most.map((usd) => usd ?? undefined)),
      repeatsCostUsd: knownSum(inspected.map((task) => task.repeatsCostUsd ?? undefined)),
      replayCalls: 0, replayCostUsd: 0, cachedCalls: 0, wallMs: Math.round(options.clock.now() - started),
    },
  }
}
