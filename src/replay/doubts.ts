import type { Price } from '../domain/model.js'
import { ratesAt } from '../domain/model.js'
import type { Answered } from '../domain/trial.js'
import type { Budget } from './budget.js'
import type { Doubt, Ledger } from './ledger.js'

/** How much longer one answer to a request may be than another to the very same request. */
const ANSWERS_DIFFER = 2
/** Bytes around the text of an answer: field names, ids, usage. */
const ENVELOPE_BYTES = 4096

/**
 * USD that an attempt of unknown charge can have cost, now that another attempt at the very same request was answered: its
 * input tokens are known exactly, for they were the same, and its answer is taken to be at most twice as long, within the cap
 * that was sent. Undefined when nothing better is known than the worst case: without token counts, or when more of the lost
 * answer arrived than such an answer has.
 */
export function boundByTwin(twin: Answered, doubt: Pick<Doubt, 'receivedBytes'>, maxOutputTokens: number, price: Price): number | undefined {
  const { inputTokens, outputTokens } = twin.usage
  if (inputTokens === undefined || outputTokens === undefined || !(inputTokens >= 0 && outputTokens >= 0)) return undefined
  const { text, toolCalls } = twin.output
  const bytes = Buffer.byteLength(text) + toolCalls.reduce((sum, call) => sum + Buffer.byteLength(call.arguments), 0)
  if (doubt.receivedBytes > ANSWERS_DIFFER * bytes + ENVELOPE_BYTES) return undefined
  const rates = ratesAt(price, inputTokens)
  return (inputTokens * rates.input + Math.min(maxOutputTokens, ANSWERS_DIFFER * outputTokens) * rates.output) / 1e6
}

/** Attempts of unknown charge by the call that they were made for. */
export interface Doubts {
  readonly add: (doubt: Doubt) => void
  /** The call was answered: what its doubtful attempts may have cost is known better now, and the rest is given back. */
  readonly clear: (key: string, twin: Answered, maxOutputTokens: number, price: Price | undefined) => void
}

export function createDoubts(ledger: Ledger, budget: Budget): Doubts {
  const open = new Map<string, Doubt[]>()
  const add = (doubt: Doubt) => {
    open.set(doubt.key, [...(open.get(doubt.key) ?? []), doubt])
  }
  ledger.doubts.forEach(add)
  return {
    add,
    clear: (key, twin, maxOutputTokens, price) => {
      const own = open.get(key)
      if (!own || !price) return
      open.delete(key)
      for (const doubt of own) {
        const bound = boundByTwin(twin, doubt, maxOutputTokens, price)
        if (bound === undefined || bound >= doubt.bookedUsd) continue
        ledger.settle(doubt.id, bound, { receivedBytes: doubt.receivedBytes, bounded: true })
        budget.giveBack(doubt.bookedUsd - bound, doubt)
      }
    },
  }
}
