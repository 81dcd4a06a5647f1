import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { readTags } from '../read/tags.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { secondsToMs } from '../read/seconds.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'braintrust'

/** Fields of a call's metadata that are its parameters. */
const PARAMETERS = /^(?:model|temperature|top_p|max_tokens|max_completion_tokens|max_output_tokens|stop|seed|frequency_penalty|presence_penalty|tools|tool_choice|functions|response_format|parallel_tool_calls|reasoning_effort|reasoning|text|stream|stream_options|n|provider|system|instructions|service_tier)$/

/** Spans of Braintrust's logs; the `llm` ones are the calls. */
export const braintrust: Adapter = {
  name: FORMAT,
  promptColumns: ['spanattributes'],
  detect: (record) => 'span_attributes' in record && 'root_span_id' in record,
  parse: (record, source) => {
    const span = objectOf(record['span_attributes']) ?? {}
    if (span['type'] !== 'llm') throw new Excluded('not-a-call', `a span of type ${wordOf(span['type'])}`)
    if (!isBlank(record['experiment_id'])) throw new Excluded('evaluation', 'the span is of an experiment')
    const metrics = objectOf(record['metrics']) ?? {}
    const metadata = objectOf(record['metadata']) ?? {}
    const [start, end] = [readNumber(metrics['start']), readNumber(metrics['end'])]
    const name = taskName(span['name'])
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id'] ?? record['span_id']),
      requestModel: nameOf(metadata['model']),
      provider: nameOf(metadata['provider']),
      usage: inclusiveUsage({
        input: statedCount(metrics['prompt_tokens']),
        output: statedCount(metrics['completion_tokens']),
        cacheRead: statedCount(metrics['prompt_cached_tokens']),
        cacheWrite: statedCount(metrics['prompt_cache_creation_tokens']),
        reasoning: statedCount(metrics['completion_reasoning_tokens']),
      }),
      costUsd: readUsd(metrics['estimated_cost']),
      latencyMs: start !== undefined && end !== undefined && end >= start ? Number(((end - start) * 1000).toFixed(3)) : undefined,
      timeToFirstTokenMs: secondsToMs(metrics['time_to_first_token']),
      startedAt: readTime(start) ?? readTime(record['created']),
      tags: readTags(record['tags']),
      metadata: { ...own(metadata), ...(name !== undefined && { span_name: name }), ...labels(record) },
    }
    if (!isBlank(record['error'])) return [uncounted(facts, 'error', 'the span ended with an error')]
    if (readNumber(metrics['cached']) === 1) return [uncounted(facts, 'cached', 'the answer came from the cache of the proxy')]
    const place = { trace: record['root_span_id'], id: record['span_id'] ?? record['id'], parent: arrayOf(record['span_parents'])?.[0] }
    if (isBlank(record['input']) && isBlank(record['output'])) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the span carries no text'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(record['input'], { system: metadata['system'] ?? metadata['instructions'], parameters: metadata }),
      response: transcriptResponse(record['output']),
    })))]
  },
  settle: settleNestable,
}

function own(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([key, value]) => !PARAMETERS.test(key) && !isBlank(value)))
}

function labels(record: JsonObject): JsonObject {
  return Object.fromEntries([['expected', record['expected']], ['scores', objectOf(record['scores'])]].filter(([, value]) => !isBlank(value as JsonValue | undefined)))
}
