import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readCount, readNumber, readUsd } from '../read/number.js'
import { secondsToMs } from '../read/seconds.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'dify'

/**
 * Messages of Dify, from its table or its console. `query` is what the user typed; `message` is what the model was given. Of a workflow the
 * tokens are those of all its model calls, which the message does not tell apart.
 */
export const dify: Adapter = {
  name: FORMAT,
  promptColumns: ['query'],
  detect: (record) => 'query' in record && 'answer' in record && 'message_tokens' in record && 'answer_tokens' in record,
  parse: (record, source) => {
    if (!isBlank(record['workflow_run_id'])) throw new Excluded('not-a-call', 'a run of a workflow, which sums up several model calls')
    if (arrayOf(record['agent_thoughts'])?.length) throw new Excluded('not-a-call', 'a run of an agent, which sums up several model calls')
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(record['model_id']) ?? nameOf(objectOf(objectOf(record['model_config'])?.['model'])?.['name']),
      provider: nameOf(record['model_provider']),
      usage: inclusiveUsage({ input: positive(record['message_tokens']), output: positive(record['answer_tokens']) }),
      costUsd: costOf(record),
      latencyMs: secondsToMs(record['provider_response_latency']),
      startedAt: readTime(record['created_at']),
      conversationId: nameOf(record['conversation_id']),
      metadata: named({ app_id: record['app_id'], user_id: record['from_end_user_id'] ?? record['from_account_id'], from_source: record['from_source'] }),
    }
    if (!isBlank(record['error']) || record['status'] === 'error') return [uncounted(facts, 'error', 'the message ended with an error')]
    const prompt = arrayOf(record['message'])
    if (!prompt?.length) return [factsExcluded(facts, 'context-missing', 'only what the user typed is in the record: what the model was given is in the column `message`')]
    return [factsRecord(facts, () => ({ request: transcriptRequest([...prompt]), response: transcriptResponse(record['answer']) }))]
  },
}

/** Zeros stand for what was not counted. */
function positive(value: JsonValue | undefined): number | undefined {
  return readCount(value) || undefined
}

/** Prices are in the currency that the model's provider is set to. */
function costOf(record: JsonObject): number | undefined {
  const currency = nameOf(record['currency'])
  return currency !== undefined && currency.toUpperCase() === 'USD' && (readNumber(record['total_price']) ?? 0) > 0 ? readUsd(record['total_price']) : undefined
}

function named(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)))
}
