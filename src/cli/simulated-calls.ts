import { loadConfig } from '../config/load.js'
import { readTable } from '../digest/read-table.js'
import { servedAs } from '../pipeline/log/served-as.js'
import { callCost } from '../pipeline/log/call-cost.js'
import { createPlaceholders, redactText } from '../ingest/index.js'
import { requestOfCall } from '../policy/call-request.js'
import type { SimulatedCall, SimulatedLog } from '../policy/simulate.js'
import { createPriceBook } from '../prices/book.js'
import type { CommandContext } from './context.js'
import { DEFAULT_CONFIG } from './settings.js'
import { workersOf } from './workers.js'

/** Reads logs as a simulation wants them, of any size; to be closed. */
export async function simulatedCalls(logs: readonly string[], configFile: string | undefined, context: CommandContext): Promise<SimulatedLog & { readonly close: () => void }> {
  const config = await loadConfig(configFile ?? DEFAULT_CONFIG, configFile !== undefined, false, context.signal)
  const book = createPriceBook(config)
  const { table } = await readTable(logs, { signal: context.signal, stdin: process.stdin, workers: workersOf(context.env) })
  // The policy decides by what the gateway would see; what is written of a call is its id.
  const placeholders = createPlaceholders()
  const timeOf = (row: number): number => table.startedMsOf(row) || 0
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  const callOf = (row: number): SimulatedCall => {
    const call = table.call(row)
    const ms = table.startedMsOf(row)
    return {
      id: redactText(call.id, config.redact, placeholders), request: requestOfCall(call), nowMs: Number.isNaN(ms) ? undefined : ms, servedAs: servedAs(call, config),
      costUsd: callCost(call, config, book), inputTokens: call.usage.inputTokens, outputTokens: call.usage.outputTokens,
    }
  }
  return {
    count: table.rows,
    calls: function* () {
      for (const row of rows) {
        context.signal.throwIfAborted()
        yield callOf(row)
      }
    },
    close: table.close,
  }
}
