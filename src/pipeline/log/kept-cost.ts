import type { AuditConfig } from '../../config/schema.js'
import type { KeptCost } from '../../domain/inspect.js'
import type { KeptTraffic } from '../../ingest/index.js'
import type { PriceBook } from '../../prices/book.js'
import { type CostRatios, createCostRatios, listCost } from './cost-check.js'
import { servedAs } from './served-as.js'

/** What was paid for without being replayable, summed up while it is read: its memory does not grow with the log. */
export interface PaidTraffic {
  readonly add: (kept: KeptTraffic) => void
  /** Undefined when there is none. */
  readonly summary: () => KeptCost | undefined
  /** Logged over recomputed costs; those of the usable calls may be added. */
  readonly ratios: CostRatios
}

/** Names of models that are counted apart; a log of ever new names must not fill the memory. */
const MOST_MODELS = 1_000
const OTHER_MODELS = 'other'

export function createKeptCost(config: AuditConfig, book: PriceBook): PaidTraffic {
  const ratios = createCostRatios()
  const [reasons, models] = [new Map<string, number>(), new Map<string, number>()]
  const tokens: { input: number | null; output: number | null } = { input: null, output: null }
  let [calls, unpriced] = [0, 0]
  let costUsd: number | null = null
  const up = (counts: Map<string, number>, name: string): void => { counts.set(name, (counts.get(name) ?? 0) + 1) }
  return {
    ratios,
    add: ({ format, reason, traffic }) => {
      const { requestModel, usage } = traffic
      const listed = listCost(traffic, config, book)
      const paid = traffic.costUsd ?? listed
      calls++
      if (paid === undefined) unpriced++
      else costUsd = (costUsd ?? 0) + paid
      up(reasons, reason)
      const model = requestModel === undefined ? 'unknown' : servedAs({ ...traffic, requestModel }, config)
      up(models, models.has(model) || models.size < MOST_MODELS ? model : OTHER_MODELS)
      if (usage.inputTokens !== undefined) tokens.input = (tokens.input ?? 0) + usage.inputTokens
      if (usage.outputTokens !== undefined) tokens.output = (tokens.output ?? 0) + usage.outputTokens
      ratios.add(format, traffic.costUsd, listed, traffic.serviceTier)
    },
    summary: () => (calls === 0 ? undefined : {
      calls, costUsd, unpriced,
      reasons: Object.fromEntries(reasons),
      models: Object.fromEntries([...models].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))),
      tokens: { ...tokens },
    }),
  }
}
