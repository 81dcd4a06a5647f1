import type { CallStats, KnownSum, TokenSums } from '../domain/digest.js'
import { mergeLatency, NO_LATENCY } from './latency-sketch.js'

const NONE: KnownSum = { count: 0, sum: 0 }
const NO_TOKENS: TokenSums = { calls: 0, inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 }

export const NO_CALLS: CallStats = {
  calls: 0,
  inputTokens: NONE,
  outputTokens: NONE,
  cacheReadInputTokens: NONE,
  cacheWriteInputTokens: NONE,
  costUsd: NONE,
  priced: { ...NO_TOKENS, costUsd: 0 },
  unpriced: NO_TOKENS,
  longestOutputTokens: 0,
  latencyMs: NO_LATENCY,
}

const both = (a: KnownSum, b: KnownSum): KnownSum => ({ count: a.count + b.count, sum: a.sum + b.sum })

const together = (a: TokenSums, b: TokenSums): TokenSums => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cacheReadInputTokens: a.cacheReadInputTokens + b.cacheReadInputTokens,
  cacheWriteInputTokens: a.cacheWriteInputTokens + b.cacheWriteInputTokens,
})

/** The statistics of two sets of calls together; the sets must not share a call. */
export function mergeStats(a: CallStats, b: CallStats): CallStats {
  const starts = [a.firstStartedAt, b.firstStartedAt].filter((time) => time !== undefined).toSorted()
  const ends = [a.lastStartedAt, b.lastStartedAt].filter((time) => time !== undefined).toSorted()
  const [firstStartedAt, lastStartedAt] = [starts[0], ends.at(-1)]
  return {
    calls: a.calls + b.calls,
    inputTokens: both(a.inputTokens, b.inputTokens),
    outputTokens: both(a.outputTokens, b.outputTokens),
    cacheReadInputTokens: both(a.cacheReadInputTokens, b.cacheReadInputTokens),
    cacheWriteInputTokens: both(a.cacheWriteInputTokens, b.cacheWriteInputTokens),
    costUsd: both(a.costUsd, b.costUsd),
    priced: { ...together(a.priced, b.priced), costUsd: a.priced.costUsd + b.priced.costUsd },
    unpriced: together(a.unpriced, b.unpriced),
    longestOutputTokens: Math.max(a.longestOutputTokens, b.longestOutputTokens),
    ...(firstStartedAt === undefined ? {} : { firstStartedAt }),
    ...(lastStartedAt === undefined ? {} : { lastStartedAt }),
    latencyMs: mergeLatency(a.latencyMs, b.latencyMs),
  }
}
