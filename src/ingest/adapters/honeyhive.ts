import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readCount, readNumber, readUsd, statedCount } from '../read/number.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'honeyhive'

/** Events of HoneyHive; those of type `model` are the calls. Its durations are milliseconds. */
export const honeyhive: Adapter = {
  name: FORMAT,
  promptColumns: ['inputs'],
  detect: (record) => 'event_type' in record && 'event_id' in record && 'event_name' in record && ('inputs' in record || 'config' in record) && /^(?:model|tool|chain|session)$/.test(nameOf(record['event_type']) ?? ''),
  parse: (record, source) => {
    const [config, metadata, inputs] = [objectOf(record['config']) ?? {}, objectOf(record['metadata']) ?? {}, objectOf(record['inputs']) ?? {}]
    const name = taskName(record['event_name'])
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['event_id']),
      requestModel: nameOf(config['model'] ?? metadata['request_model']),
      responseModel: nameOf(metadata['response_model']),
      provider: nameOf(config['provider']),
      usage: inclusiveUsage({ input: statedCount(metadata['prompt_tokens']), output: statedCount(metadata['completion_tokens']), cacheRead: statedCount(metadata['cache_read_input_tokens']), total: readCount(metadata['total_tokens']) }),
      costUsd: readUsd(metadata['cost']),
      latencyMs: readNumber(record['duration']),
      startedAt: readTime(record['start_time']),
      conversationId: nameOf(record['session_id']),
      metadata: { ...(name !== undefined && { span_name: name }), ...objectOf(record['user_properties']) },
    }
    if (record['event_type'] !== 'model') return [uncounted(facts, 'not-a-call', `an event of type ${wordOf(record['event_type'])}`)]
    if (!isBlank(record['error'])) return [uncounted(facts, 'error', 'the event ended with an error')]
    const output = objectOf(record['outputs']) ?? record['outputs']
    const isEmpty = Object.keys(inputs).length === 0 && (isBlank(output) || (isJsonObject(output) && Object.keys(output).length === 0))
    const place = { id: record['event_id'], parent: record['parent_id'] }
    if (isEmpty) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the event carries no texts'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(inputs['chat_history'] ?? inputs, { tools: inputs['functions'] ?? config['tools'], parameters: parametersOf(config) }),
      response: transcriptResponse(output),
    })))]
  },
  settle: settleNestable,
}

const parametersOf = (config: JsonObject): JsonObject => ({ ...config, ...objectOf(config['hyperparameters']), ...objectOf(config['responseFormat']) })
