import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import { nameOf } from '../read/field.js'
import { readCount, readNumber, readUsd } from '../read/number.js'
import { exclusiveUsage } from '../read/usage.js'
import { factsExcluded, uncounted } from '../transcript/facts.js'
import type { Span } from './span.js'

/** The events in which Claude Code tells of its requests; undefined for every other log record. They hold tokens and cost, never texts. */
export function agentLog({ name, attributes, startedAt }: Span, source: SourceRef): ParsedRecord | undefined {
  const event = name.replace(/^claude_code\./, '')
  if ((event !== 'api_request' && event !== 'api_error') || !('model' in attributes) || !('duration_ms' in attributes)) return undefined
  const count = (key: string): number | undefined => readCount(attributes[key])
  const facts = {
    format: 'otlp-claude-code',
    source,
    requestModel: nameOf(attributes['model']),
    provider: 'anthropic',
    usage: exclusiveUsage({ input: count('input_tokens'), output: count('output_tokens'), cacheRead: count('cache_read_tokens'), cacheWrite: count('cache_creation_tokens') }),
    costUsd: readUsd(attributes['cost_usd']),
    latencyMs: readNumber(attributes['duration_ms']),
    startedAt: startedAt ?? undefined,
  }
  return event === 'api_error' ? uncounted(facts, 'error', 'the request failed') : factsExcluded(facts, 'no-text', 'the telemetry of the agent holds no texts')
}
