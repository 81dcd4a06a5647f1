import type { AuditEvent } from '../../domain/event.js'
import { lastUserText } from '../../domain/message.js'
import type { InspectResult, InspectTask, UnpricedCalls } from '../../domain/inspect.js'
import type { Price } from '../../domain/model.js'
import { createPriceBook } from '../../prices/book.js'
import { chooseValidator, findValidator, validatorId } from '../../validators/index.js'
import { addCosts } from './cost-check.js'
import { discover } from './discover.js'
import { readsWarehouse } from './discover-warehouse.js'
import { inspectWarehouse } from './inspect-warehouse.js'
import { fewOf, type LogTraffic } from './log-traffic.js'
import { mostSaving } from './most-saving.js'
import type { AuditOptions } from '../options.js'
import { rowFigures } from './row-figures.js'
import { servedAs } from './served-as.js'
import { knownSum, rowsCost, summarize } from './task-summary.js'
import { withoutData } from '../../text/without-data.js'

const EXAMPLE = 300
const EXAMPLE_READ = 20_000
/** Calls of a task that its validator is chosen by at most. */
export const SAMPLED = 1_000

/** List prices that a task could be served at: of the candidates, or, where none is named, of the models that the log itself uses. */
function priceList({ table }: LogTraffic, options: AuditOptions): readonly Price[] {
  const book = createPriceBook(options.config)
  const { candidates } = options.config
  if (candidates.length > 0) return candidates.flatMap(({ model, price }) => price ?? book.priceOf(model) ?? [])
  const used = [...new Set(table.served.map((served) => servedAs(served, options.config)))].flatMap((model) => book.priceOf(model) ?? [])
  // One model alone has nothing to be compared with: "nothing could be saved" would be said of ignorance.
  return used.length < 2 ? [] : used
}

function unpricedCalls({ table, usdOf, refOf }: LogTraffic): UnpricedCalls | undefined {
  const models = new Map<string, number>()
  let calls = 0
  for (let row = 0; row < table.rows; row++) {
    if (!Number.isNaN(usdOf(row))) continue
    calls++
    models.set(refOf(row), (models.get(refOf(row)) ?? 0) + 1)
  }
  return calls === 0 ? undefined : { calls, models: Object.fromEntries([...models].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))) }
}

/** What the traffic is, without a single call to a model. */
export async function* inspectLogs(options: AuditOptions): AsyncGenerator<AuditEvent, InspectResult> {
  if (readsWarehouse(options)) return yield* inspectWarehouse(options)
  const started = options.clock.now()
  const { traffic, input, excluded, kept, tasks, other: rest, drift, remember } = yield* discover(options, true)
  yield* remember()
  const { table } = traffic
  const prices = priceList(traffic, options)
  const figures = rowFigures(traffic)
  const inspected = tasks.map((task): InspectTask => {
    const own = task.members
    const chosen = chooseValidator(traffic.calls(fewOf(own, SAMPLED, table)).map(({ request, output }) => ({ request, output })), task.taskType)
    const example = own[0] === undefined ? undefined : lastUserText(table.call(own[0]).request)
    const repeats = figures.repeats(own)
    const tiers = figures.tiers(own)
    return {
      ...summarize(task, traffic, options.members),
      models: figures.models(own),
      latencyMs: figures.latencyMs(own),
      tokensPerCall: figures.tokensPerCall(own),
      ...(task.template === undefined ? {} : { template: task.template }),
      validator: validatorId(findValidator(chosen.name)),
      validatorReason: chosen.reason,
      repeats: repeats.length,
      repeatsCostUsd: rowsCost(repeats, traffic),
      mostSavingUsd: mostSaving(own, prices, traffic),
      ...(tiers === undefined ? {} : { tiers }),
      ...(example === undefined ? {} : { example: withoutData(example.slice(0, EXAMPLE_READ)).slice(0, EXAMPLE) }),
      recognition: task.recognition,
    }
  })
  const costUsd = rowsCost(Uint32Array.from({ length: table.rows }, (_, row) => row), traffic)
  addCosts(kept.ratios, table, options.config, createPriceBook(options.config))
  const paid = kept.summary()
  const unpriced = unpricedCalls(traffic)
  const most = [...inspected.map(({ mostSavingUsd }) => mostSavingUsd), rest.length === 0 ? null : mostSaving(rest, prices, traffic)]
  const result: InspectResult = {
    schemaVersion: 1,
    input,
    tasks: inspected.toSorted((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || b.calls - a.calls || (a.id < b.id ? -1 : 1)),
    other: { calls: rest.length, share: table.rows === 0 ? 0 : rest.length / table.rows, costUsd: rowsCost(rest, traffic), ...(options.members ? { members: rest.map(table.idOf) } : {}) },
    excluded,
    costCheck: kept.ratios.checks(),
    ...(unpriced === undefined ? {} : { unpriced }),
    ...(paid === undefined ? {} : { keptForCost: paid }),
    ...(drift === undefined ? {} : { drift }),
    totals: {
      costUsd, projectedCostUsd: costUsd, savingUsd: 0, savingShare: 0,
      mostSavingUsd: knownSum(most.map((usd) => usd ?? undefined)),
      repeatsCostUsd: knownSum(inspected.map((task) => task.repeatsCostUsd ?? undefined)),
      replayCalls: 0, replayCostUsd: 0, cachedCalls: 0, wallMs: Math.round(options.clock.now() - started),
    },
  }
  table.close()
  return result
}
