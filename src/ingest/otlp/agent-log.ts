import type { SourceRef } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { AdapterRecord } from '../adapter.js'
import { requestKey, SESSIONS, TELEMETRY } from '../agents/session-line.js'
import { nameOf } from '../read/field.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { exclusiveUsage } from '../read/usage.js'
import { factsExcluded, uncounted } from '../transcript/facts.js'
import type { Span } from './span.js'

/** The events in which Claude Code tells of its requests; undefined for every other log record. They hold tokens and cost, never texts. One that names its request waits for the session file that may tell of it too. */
export function agentLog({ name, attributes, startedAt }: Span, source: SourceRef): AdapterRecord | undefined {
  const event = name.replace(/^claude_code\./, '')
  if ((event !== 'api_request' && event !== 'api_error') || !('model' in attributes) || !('duration_ms' in attributes)) return undefined
  const count = (key: string): number | undefined => statedCount(attributes[key])
  const facts = {
    format: TELEMETRY,
    source,
    requestModel: nameOf(attributes['model']),
    provider: 'anthropic',
    usage: exclusiveUsage({ input: count('input_tokens'), output: count('output_tokens'), cacheRead: count('cache_read_tokens'), cacheWrite: count('cache_creation_tokens') }),
    costUsd: readUsd(attributes['cost_usd']),
    latencyMs: readNumber(attributes['duration_ms']),
    startedAt: startedAt ?? undefined,
  }
  if (event === 'api_error') return uncounted(facts, 'error', 'the request failed')
  const id = nameOf(attributes['request_id'])
  if (id === undefined) return factsExcluded(facts, 'no-text', 'the telemetry of the agent holds no texts, and no id of the request: with the session files beside it the call would count twice')
  const read = factsExcluded(facts, 'no-text', 'the telemetry of the agent holds no texts')
  return { kind: 'deferred', format: SESSIONS, role: 'telemetry', keys: [requestKey(id)], source, record: { read: read as unknown as JsonObject, cost: attributes['cost_usd'] } }
}
