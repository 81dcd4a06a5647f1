import { readingOf, readLog } from './variant.js'
import type { Expected, Reading } from './variant.js'
import type { ParsedRecord } from '../../../src/domain/call.js'

/** What is expected and what came out, cut down to the same fields, so that a difference names the field. */
export function compared(record: ParsedRecord | undefined, expected: Expected): { readonly is: unknown; readonly want: unknown } {
  if (record === undefined) return { is: 'nothing', want: expected }
  if ('excluded' in expected) {
    const is = record.kind === 'excluded' ? `${record.reason}: ${record.detail}` : 'a call'
    if (!expected.excluded.test(is)) return { is, want: String(expected.excluded) }
    const traffic = record.kind === 'excluded' ? record.traffic : undefined
    if (expected.traffic === null) return { is: traffic, want: undefined }
    const flat = traffic && { input: traffic.usage.inputTokens, output: traffic.usage.outputTokens, read: traffic.usage.cacheReadInputTokens, write: traffic.usage.cacheWriteInputTokens, think: traffic.usage.reasoningOutputTokens, usd: traffic.costUsd, ms: traffic.latencyMs, model: traffic.requestModel, tier: traffic.serviceTier }
    return expected.traffic === undefined ? { is: '', want: '' } : { is: flat && only(flat, expected.traffic), want: expected.traffic }
  }
  if (record.kind === 'excluded') return { is: `${record.reason}: ${record.detail}`, want: 'a call' }
  const reading: Reading = readingOf(record.call)
  const { metadata, ...rest } = expected
  return { is: { ...only(reading, rest), ...(metadata && { metadata: only(reading.metadata, metadata) }) }, want: { ...rest, ...(metadata && { metadata }) } }
}

const only = (from: object, fields: object): Record<string, unknown> => Object.fromEntries(Object.keys(fields).map((key) => [key, (from as Record<string, unknown>)[key]]))

export { readLog }
