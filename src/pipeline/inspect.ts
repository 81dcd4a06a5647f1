import type { LlmCall } from '../domain/call.js'
import type { AuditEvent } from '../domain/event.js'
import { lastUserText } from '../domain/message.js'
import type { InspectResult, InspectTask } from '../domain/inspect.js'
import { createPriceBook } from '../prices/book.js'
import { contentDigest } from '../sample/content.js'
import { chooseValidator, findValidator, validatorId } from '../validators/index.js'
import { discover } from './discover.js'
import { servedAs } from './incumbent.js'
import { summarizeLatency } from './latency.js'
import type { AuditOptions } from './options.js'
import { callCost, knownSum, summarize } from './task-summary.js'

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

function cheapest(calls: readonly LlmCall[], options: AuditOptions): number | null {
  const book = createPriceBook(options.config)
  const totals = options.config.candidates.flatMap(({ model, price: own }) => {
    const price = own ?? book.priceOf(model)
    if (!price) return []
    return [calls.reduce((sum, { usage }) => sum + ((usage.inputTokens ?? 0) * price.input + (usage.outputTokens ?? 0) * price.output) / 1e6, 0)]
  })
  return totals.length === 0 ? null : Math.min(...totals)
}

/** What the traffic is, without a single call to a model. */
export async function* inspectLogs(options: AuditOptions): AsyncGenerator<AuditEvent, InspectResult> {
  const started = options.clock.now()
  const { calls, input, tasks, other } = yield* discover(options)
  const book = createPriceBook(options.config)
  const cost = (call: LlmCall) => callCost(call, options.config, book)
  const inspected = tasks.map((task): InspectTask => {
    const own = task.members.flatMap((index) => calls[index] ?? [])
    const first = own[0]
    const chosen = chooseValidator(own.map(({ request, output }) => ({ request, output })), task.taskType)
    const example = first && lastUserText(first.request)
    return {
      ...summarize(task, own, calls.length, options.members, cost),
      models: countBy(own.map((call) => servedAs(call, options.config))),
      latencyMs: summarizeLatency(own.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [latencyMs]))),
      ...(task.template === undefined ? {} : { template: task.template }),
      validator: validatorId(findValidator(chosen.name)),
      repeats: own.length - new Set(own.map(({ request }) => contentDigest(request))).size,
      ...(example === undefined ? {} : { example: example.slice(0, 300) }),
      recognition: task.recognition,
    }
  })
  const rest = other.flatMap((index) => calls[index] ?? [])
  const costUsd = knownSum(calls.map(cost))
  const least = cheapest(calls, options)
  return {
    schemaVersion: 1,
    input,
    tasks: inspected.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.calls - a.calls || (a.id < b.id ? -1 : 1)),
    other: { calls: rest.length, share: calls.length === 0 ? 0 : rest.length / calls.length, costUsd: knownSum(rest.map(cost)), ...(options.members ? { members: rest.map(({ id }) => id) } : {}) },
    totals: {
      costUsd, projectedCostUsd: costUsd, savingUsd: 0, savingShare: 0,
      mostSavingUsd: costUsd === null || least === null ? null : Math.max(0, costUsd - least),
      replayCalls: 0, replayCostUsd: 0, cachedCalls: 0, wallMs: Math.round(options.clock.now() - started),
    },
  }
}
