import { loadConfig } from '../config/load.js'
import { ingest } from '../ingest/index.js'
import { servedAs } from '../pipeline/served-as.js'
import { callCost } from '../pipeline/call-cost.js'
import { requestOfCall } from '../policy/call-request.js'
import type { SimulatedCall } from '../policy/simulate.js'
import { createPriceBook } from '../prices/book.js'
import type { CommandContext } from './context.js'
import { DEFAULT_CONFIG } from './settings.js'

/** Reads logs as a simulation wants them. */
export async function simulatedCalls(logs: readonly string[], configFile: string | undefined, context: CommandContext): Promise<SimulatedCall[]> {
  const config = await loadConfig(configFile ?? DEFAULT_CONFIG, configFile !== undefined)
  const book = createPriceBook(config)
  const { calls } = await ingest(logs, { signal: context.signal, stdin: process.stdin })
  return calls.map((call) => {
    const ms = call.startedAt === undefined ? Number.NaN : Date.parse(call.startedAt)
    return {
      id: call.id, request: requestOfCall(call), nowMs: Number.isNaN(ms) ? undefined : ms, servedAs: servedAs(call, config),
      costUsd: callCost(call, config, book), inputTokens: call.usage.inputTokens, outputTokens: call.usage.outputTokens,
    }
  })
}
