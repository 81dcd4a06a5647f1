import type { AuditConfig } from '../../config/schema.js'
import { parseModelRef, type ModelRef, type Price } from '../../domain/model.js'
import type { PlannedIncumbent } from '../../domain/plan.js'
import type { PriceBook } from '../../prices/book.js'
import { countBy } from './count-by.js'
import type { LogTraffic } from './log-traffic.js'
import { isKnownProvider } from './served-as.js'

export interface Incumbent extends PlannedIncumbent {
  /** True for the row of a call that it answered. */
  readonly answered: (row: number) => boolean
}

/** The model that served most of some calls; undefined for none. */
export function mostFrequent(rows: ArrayLike<number>, { table, refs }: Pick<LogTraffic, 'refs'> & { readonly table: Pick<LogTraffic['table'], 'servedOf'> }): string | undefined {
  return countBy(rows, table.servedOf, refs)[0]?.[0]
}

function callable(ref: string, config: AuditConfig): ModelRef | undefined {
  const model = parseModelRef(ref)
  return model && isKnownProvider(model.provider, config) ? model : undefined
}

/** The incumbent's price per token from its own logged costs, when no list price is known. */
function loggedPrice(rows: readonly number[], { table }: LogTraffic): Price | undefined {
  let [usd, tokens] = [0, 0]
  for (const row of rows) {
    const [costUsd, own] = [table.costUsdOf(row), table.countedInputOf(row) + table.countedOutputOf(row)]
    if (Number.isNaN(costUsd + own)) continue
    usd += costUsd
    tokens += own
  }
  if (tokens === 0) return undefined
  const perMillion = (usd / tokens) * 1e6
  return { input: perMillion, output: perMillion }
}

/**
 * The model in production for a task: the one that was asked for, else the one that served most of its calls.
 * @param asked `provider/model`, or a bare name that matches the logged name
 */
export function findIncumbent(rows: readonly number[], traffic: LogTraffic, asked: string | undefined, config: AuditConfig, book: PriceBook): Incumbent {
  const { table, refOf } = traffic
  const bare = asked === undefined ? undefined : (callable(asked, config)?.model ?? asked)
  const answered = (ref: string | undefined) => (row: number) => {
    if (asked === undefined) return refOf(row) === ref
    const served = table.served[table.servedOf(row)]
    return refOf(row) === asked || served?.requestModel === asked || served?.requestModel === bare || served?.responseModel === bare
  }
  const ref = asked === undefined
    ? (mostFrequent(rows, traffic) ?? 'unknown/unknown')
    : parseModelRef(asked) && callable(asked, config) ? asked : (mostFrequent(rows.filter(answered(undefined)), traffic) ?? asked)
  const isIncumbents = answered(ref)
  const model = callable(ref, config)
  const price = book.priceOf(ref) ?? loggedPrice(rows.filter(isIncumbents), traffic)
  return { ref, ...(model ? { model } : {}), ...(price ? { price } : {}), answered: isIncumbents }
}
