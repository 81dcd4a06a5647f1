import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readCount, readUsd, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTags } from '../read/tags.js'
import { elapsedMs, readTime } from '../read/time.js'
import { exclusiveUsage, inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'opik'

/** Fields of a call's metadata that are its parameters or say how the span was made. */
const OWN = /^(?:model|temperature|top_p|max_tokens|max_completion_tokens|stop|seed|tools|tool_choice|response_format|reasoning_effort|frequency_penalty|presence_penalty|stream|stream_options|created_from|type|usage|_opik.*)$/

/** Spans of Opik (Comet), from its API or its export; those of type `llm` are the calls. */
export const opik: Adapter = {
  name: FORMAT,
  promptColumns: ['input'],
  detect: (record) => isTrace(record) || ('trace_id' in record && 'start_time' in record && 'type' in record && 'input' in record && ('parent_span_id' in record || 'total_estimated_cost' in record || 'feedback_scores' in record) && !('usage_details' in record) && !('run_type' in record)),
  parse: (record, source) => {
    if (isTrace(record)) throw new Excluded('not-a-call', 'a trace, whose calls are its spans: export those')
    const metadata = objectOf(record['metadata']) ?? {}
    const name = taskName(record['name'])
    const cost = readUsd(record['total_estimated_cost'])
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(record['model']) ?? nameOf(metadata['model']),
      provider: nameOf(record['provider']),
      usage: usageOf(objectOf(record['usage'])),
      costUsd: cost !== undefined && cost > 0 ? cost : undefined,
      latencyMs: elapsedMs(record['start_time'], record['end_time']),
      startedAt: readTime(record['start_time']),
      conversationId: nameOf(record['thread_id'] ?? metadata['thread_id']),
      tags: readTags(record['tags']),
      metadata: { ...Object.fromEntries(Object.entries(metadata).filter(([key, value]) => !OWN.test(key) && !isBlank(value))), ...(name !== undefined && { span_name: name }), ...scoresOf(record) },
    }
    if (textField(record['type'])?.toLowerCase() !== 'llm') return [uncounted(facts, 'not-a-call', `a span of type ${wordOf(record['type'])}`)]
    if (!isBlank(record['error_info'])) return [uncounted(facts, 'error', 'the span ended with an error')]
    const place = { trace: record['trace_id'], id: record['id'], parent: record['parent_span_id'] }
    if (isBlank(record['input']) && isBlank(record['output'])) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the span carries no text'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(record['input'], { parameters: metadata }),
      response: transcriptResponse(answerIn(record['output'])),
    })))]
  },
  settle: settleNestable,
}

const isTrace = (record: JsonObject): boolean => 'start_time' in record && 'input' in record && ('span_count' in record || 'llm_span_count' in record) && !('trace_id' in record)

/** Counts by OpenAI's names, to which Opik brings all, beside those of the provider under `original_usage.`; Anthropic's leave the cache out. */
function usageOf(usage: JsonObject | undefined): Usage {
  const own = (name: string): number | undefined => statedCount(usage?.[`original_usage.${name}`])
  const [input, output] = [statedCount(usage?.['prompt_tokens']), statedCount(usage?.['completion_tokens'])]
  const cache = { cacheRead: own('cache_read_input_tokens'), cacheWrite: own('cache_creation_input_tokens') }
  if (own('input_tokens') !== undefined && (cache.cacheRead !== undefined || cache.cacheWrite !== undefined)) return exclusiveUsage({ input: own('input_tokens'), output: own('output_tokens') ?? output, ...cache })
  return inclusiveUsage({ input, output, cacheRead: own('prompt_tokens_details.cached_tokens') ?? own('input_tokens_details.cached_tokens'), reasoning: own('completion_tokens_details.reasoning_tokens') ?? own('output_tokens_details.reasoning_tokens'), total: readCount(usage?.['total_tokens']) })
}

/** A traced function that returns a text, or what a wrapped client gave. */
function answerIn(output: JsonValue | undefined): JsonValue | undefined {
  const object = objectOf(output)
  const text = object?.['output']
  return isJsonObject(object) && typeof text === 'string' && Object.keys(object).length === 1 ? text : output
}

function scoresOf(record: JsonObject): JsonObject {
  const scores = (arrayOf(record['feedback_scores']) ?? []).filter(isJsonObject).flatMap((score: JsonObject) => (typeof score['name'] === 'string' && typeof score['value'] === 'number' ? [[score['name'], score['value']] as const] : []))
  return scores.length > 0 ? { scores: Object.fromEntries(scores) } : {}
}
