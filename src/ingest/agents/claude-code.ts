import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { messageKnown } from '../anthropic/response.js'
import type { Deferred } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import { readCount, readNumber, readUsd } from '../read/number.js'
import { readTime } from '../read/time.js'
import { wordOf } from '../read/word.js'
import type { Facts } from '../transcript/facts.js'
import type { Agent } from './session-line.js'
import { objectIn, SESSIONS } from './session-line.js'

const OWN_TYPES = /^(?:summary|queue-operation|file-history-snapshot|last-prompt|custom-title|agent-name|ai-title|pr-link|permission-mode)$/
const LINE_TYPES = /^(?:user|assistant|system|result|progress|attachment|stream_event)$/

function isLine(record: JsonObject): boolean {
  const type = nameOf(record['type']) ?? ''
  if (OWN_TYPES.test(type)) return 'sessionId' in record || 'leafUuid' in record || 'snapshot' in record
  return LINE_TYPES.test(type) && ('sessionId' in record || 'session_id' in record) && ('uuid' in record || 'subtype' in record || isJsonObject(record['message']))
}

/**
 * Sessions of Claude Code (`~/.claude/projects`), and what it prints as a stream of JSON. A message lies over as many lines as it has blocks,
 * each with the usage of the whole; sessions that were gone on with or branched off repeat the lines before.
 */
export const claudeCode: Agent = {
  is: isLine,
  parse: (record, source) => {
    const message = record['message']
    const type = wordOf(record['type'])
    if (record['type'] !== 'assistant' || !isJsonObject(message) || !isJsonObject(message['usage'])) throw new Excluded('not-a-call', `a line of a session (${type})`)
    if (record['isApiErrorMessage'] === true || message['model'] === '<synthetic>') throw new Excluded('error', 'the request failed: the agent wrote the answer itself')
    const { id, model, usage } = message
    const key = `claude ${nameOf(id) ?? nameOf(record['uuid']) ?? `${source.file}:${source.line}`} ${nameOf(record['requestId']) ?? ''}`
    return [{ kind: 'deferred', format: SESSIONS, role: 'claude', keys: [key], source, record: { message: { id, model, usage }, timestamp: record['timestamp'], costUSD: record['costUSD'], durationMs: record['durationMs'] } }]
  },
}

/** The usage of the line that was written last: while a message is being streamed, its output is not counted yet. */
export function claudeFacts(parts: readonly Deferred[]): Omit<Facts, 'format' | 'source'> {
  const outputOf = ({ record }: Deferred): number => readCount(objectIn(objectIn(record, 'message'), 'usage')['output_tokens']) ?? 0
  const most = parts.reduce<Deferred | undefined>((best, part) => (best === undefined || outputOf(part) > outputOf(best) ? part : best), undefined)
  const message: JsonObject = most ? objectIn(most.record, 'message') : {}
  const first = (key: string): JsonObject[string] => parts.map(({ record }) => record[key]).find((value) => value !== undefined && value !== null)
  const known = messageKnown(message)
  return { id: known.responseId, requestModel: known.responseModel, provider: 'anthropic', usage: known.usage, serviceTier: known.serviceTier, costUsd: readUsd(first('costUSD')), latencyMs: readNumber(first('durationMs')), startedAt: readTime(first('timestamp')) }
}
