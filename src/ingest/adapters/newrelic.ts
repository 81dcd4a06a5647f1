import type { ParsedRecord } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Adapter, Deferred } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { readCount, readNumber, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { roleOf } from '../transcript/messages.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'newrelic'
/** Values of attributes end there, by the limit that is set for them or by the greatest that may be. */
const LIMITS: ReadonlySet<number> = new Set([255, 4095, 4096])

/** Events of New Relic's AI monitoring: a summary of each call and an event for each of its messages, which are joined by the summary's id. */
export const newrelic: Adapter = {
  name: FORMAT,
  knownBy: ['completionid', 'sequence'],
  detect: (record) => 'vendor' in record && (isMessage(record) || isSummary(record) || 'ingest_source' in record || /^Llm[A-Z]/.test(kindOf(record))),
  parse: (record, source) => {
    const part = (role: string, id: string | undefined): Deferred => ({ kind: 'deferred', format: FORMAT, role, keys: [id ?? `${source.file}:${source.line}`], source, record })
    if (isMessage(record)) return [part('message', nameOf(record['completion_id']))]
    if (isSummary(record)) return [part('summary', nameOf(record['id']))]
    throw new Excluded('not-a-call', `an event of the kind ${wordOf(kindOf(record))}`)
  },
  settle: settleCall,
}

const kindOf = (record: JsonObject): string => nameOf(record['eventType'] ?? record['newrelic.event.type'] ?? record['type']) ?? ''
const isMessage = (record: JsonObject): boolean => 'completion_id' in record && 'sequence' in record
const isSummary = (record: JsonObject): boolean => 'response.number_of_messages' in record && 'request.model' in record

function settleCall(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const [summary, ...repeats] = parts.filter(({ role }) => role === 'summary')
  const messages = [...new Map(parts.filter(({ role }) => role === 'message').map(({ record }) => [readCount(record['sequence']) ?? -1, record])).entries()].toSorted(([a], [b]) => a - b).map(([, record]) => record)
  const own = summary ?? parts[0]
  if (!own) return []
  return [callRecord(own, summary?.record ?? {}, messages), ...repeats.map((part) => uncounted(factsOf(part, part.record, []), 'duplicate', 'the summary stands twice in the log'))]
}

function callRecord(own: Deferred, summary: JsonObject, messages: readonly JsonObject[]): ParsedRecord {
  const facts = factsOf(own, summary, messages)
  if (summary['error'] === true || /^true$/i.test(nameOf(summary['error']) ?? '')) return uncounted(facts, 'error', 'the call ended with an error')
  if (messages.every(({ content }) => isBlank(content))) return factsExcluded(facts, 'no-text', 'the log holds no messages of the call (ai_monitoring.record_content)')
  const told = readCount(summary['response.number_of_messages']) ?? messages.length
  const isWhole = messages.length === told && messages.every(({ sequence }, index) => readCount(sequence) === index)
  if (!isWhole) return factsExcluded(facts, 'context-missing', `${messages.length} of ${told} messages of the call are in the log`)
  if (messages.some(({ content }) => LIMITS.has(textField(content)?.length ?? 0))) return factsExcluded(facts, 'truncated', 'a text is as long as values may be: it was cut there')
  const at = messages.findIndex(isAnswer)
  const first = at < 0 ? messages.length - 1 : at
  return factsRecord(facts, () => ({
    request: transcriptRequest(messages.slice(0, first).map(plainMessage), { parameters: { temperature: summary['request.temperature'], max_tokens: summary['request.max_tokens'] } }),
    response: transcriptResponse({ role: 'assistant', content: messages[first]?.['content'] ?? null }, nameOf(summary['response.choices.finish_reason'])?.toLowerCase()),
  }))
}

const plainMessage = ({ role, content }: JsonObject): JsonValue => ({ role, content: content ?? null })

/** Agents that do not mark the answer write it last. */
const isAnswer = (message: JsonObject): boolean => message['is_response'] === true || /^true$/i.test(nameOf(message['is_response']) ?? '')

function factsOf({ source, record }: Deferred, summary: JsonObject, messages: readonly JsonObject[]): Parameters<typeof factsRecord>[0] {
  const own = { ...record, ...summary }
  const answer = messages.findLast((message) => isAnswer(message) || roleOf(message) === 'assistant')
  const custom = Object.entries(own).flatMap(([key, value]) => (key.startsWith('llm.') && key !== 'llm.conversation_id' && !isBlank(value) ? [[key.slice(4), value] as const] : []))
  return {
    format: FORMAT,
    source,
    id: nameOf(summary['id'] ?? record['completion_id']),
    requestModel: nameOf(summary['request.model']),
    responseModel: nameOf(summary['response.model'] ?? answer?.['response.model']),
    provider: nameOf(own['vendor']),
    usage: inclusiveUsage({ input: statedCount(summary['response.usage.prompt_tokens']), output: statedCount(summary['response.usage.completion_tokens']), total: readCount(summary['response.usage.total_tokens']) }),
    latencyMs: readNumber(summary['duration']),
    timeToFirstTokenMs: readNumber(summary['time_to_first_token']),
    startedAt: readTime(own['timestamp']),
    conversationId: nameOf(own['llm.conversation_id'] ?? own['conversation_id']),
    metadata: { ...Object.fromEntries(custom), ...(nameOf(own['appName']) !== undefined && { service: nameOf(own['appName']) }) },
  }
}
