import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readCount, readUsd, statedCount } from '../read/number.js'
import { textField } from '../read/option.js'
import { readTags } from '../read/tags.js'
import { elapsedMs, readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'langsmith'

/** Tags that LangChain sets by itself: where in a chain a run stood. */
const OWN_TAG = /^(?:seq:step:\d+|map:key:.*|langsmith:hidden|graph:step:\d+)$/

/** Runs of LangSmith, from its SDK or its bulk export. `session_id` is the project there, not a conversation. */
export const langsmith: Adapter = {
  name: FORMAT,
  promptColumns: ['inputs'],
  detect: (record) => 'run_type' in record && 'inputs' in record && ('dotted_order' in record || 'trace_id' in record),
  parse: (record, source) => {
    if (record['run_type'] !== 'llm') throw new Excluded('not-a-call', `a run of type ${wordOf(record['run_type'])}, whose tokens are those of its model calls`)
    const inputs = objectOf(record['inputs'])
    const outputs = objectOf(record['outputs'])
    const extra = objectOf(record['extra']) ?? {}
    const parameters = objectOf(extra['invocation_params']) ?? {}
    const { metadata, own } = splitMetadata(objectOf(extra['metadata']) ?? {})
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(inputs?.['model']) ?? nameOf(parameters['model']) ?? nameOf(parameters['model_name']) ?? nameOf(own['ls_model_name']),
      responseModel: responseModel(outputs),
      provider: nameOf(own['ls_provider']),
      usage: usageOf(record, outputs, objectOf(extra['metadata']) ?? {}),
      costUsd: isBlank(record['total_cost']) ? undefined : readUsd(record['total_cost']),
      latencyMs: elapsedMs(record['start_time'], record['end_time']),
      timeToFirstTokenMs: elapsedMs(record['start_time'], record['first_token_time']),
      startedAt: readTime(record['start_time']),
      tags: readTags(record['tags']).filter((tag) => !OWN_TAG.test(tag)),
      metadata: { ...metadata, ...runName(record), ...feedback(record) },
    }
    if (!isBlank(record['reference_example_id'])) return [uncounted(facts, 'evaluation', 'the run is of an experiment on a data set')]
    if (!isBlank(record['error']) || record['status'] === 'error') return [uncounted(facts, 'error', 'the run ended with an error')]
    const isMoved = inputs === undefined || Object.keys(inputs).length === 0
    const place = { id: record['id'], parent: parentOf(record) }
    if (isMoved) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', isBlank(record['inputs_s3_urls']) ? 'the run carries no inputs' : 'the inputs lie in LangSmith’s storage, not in the export'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(inputs, { parameters: { ...parameters, ...samplingIn(own) } }),
      response: transcriptResponse(answerIn(outputs)),
    })))]
  },
  settle: settleNestable,
}

/** The run around it: by its id, or by the path from the root (`<time>Z<id>.<time>Z<id>`), which ends with the run itself. */
function parentOf(record: JsonObject): string | undefined {
  const path = textField(record['dotted_order'])?.split('.') ?? []
  return nameOf(record['parent_run_id']) ?? path.at(-2)?.replace(/^[0-9TZ]*Z/, '')
}

/** LangSmith's own metadata (`ls_…`, versions) and the application's. */
function splitMetadata(all: JsonObject): { readonly metadata: JsonObject; readonly own: JsonObject } {
  const isOwn = (key: string): boolean => /^(?:ls_|langgraph_|checkpoint_|__|LANGSMITH_|LANGCHAIN_|revision_id$|usage_metadata$)/.test(key)
  return {
    metadata: Object.fromEntries(Object.entries(all).filter(([key, value]) => !isOwn(key) && !isBlank(value))),
    own: Object.fromEntries(Object.entries(all).filter(([key]) => isOwn(key))),
  }
}

function samplingIn(own: JsonObject): JsonObject {
  return Object.fromEntries([['temperature', own['ls_temperature']], ['max_tokens', own['ls_max_tokens']], ['stop', own['ls_stop']]].filter(([, value]) => !isBlank(value)))
}

/** The message may stand under `output`; everything else is read as it is. */
function answerIn(outputs: JsonObject | undefined): JsonValue | undefined {
  const inner = outputs?.['output'] ?? outputs?.['message']
  // A traced function that returns a text.
  if (typeof inner === 'string' && Object.keys(outputs ?? {}).length === 1) return inner
  return isJsonObject(inner) && !('choices' in (outputs ?? {})) ? inner : outputs
}

function generationOf(outputs: JsonObject | undefined): JsonObject {
  const generations = outputs?.['generations']
  const first = Array.isArray(generations) ? generations[0] : undefined
  const generation = Array.isArray(first) ? first[0] : first
  const message = isJsonObject(generation) ? generation['message'] : answerIn(outputs)
  const fields = isJsonObject(message) ? message['kwargs'] ?? message : {}
  return isJsonObject(fields) ? fields : {}
}

function responseModel(outputs: JsonObject | undefined): string | undefined {
  const details = objectOf(generationOf(outputs)['response_metadata']) ?? {}
  const whole = objectOf(outputs?.['llm_output']) ?? {}
  return nameOf(details['model_name']) ?? nameOf(details['model']) ?? nameOf(whole['model_name']) ?? nameOf(outputs?.['model'])
}

/** Input includes the cache and output the reasoning, as in LangChain's `usage_metadata`; zeros for everything mean unknown. */
function usageOf(record: JsonObject, outputs: JsonObject | undefined, metadata: JsonObject): Usage {
  const own = [generationOf(outputs)['usage_metadata'], outputs?.['usage_metadata'], metadata['usage_metadata']].map(objectOf).find((usage) => usage !== undefined)
  const input = objectOf(own?.['input_token_details']) ?? objectOf(record['prompt_token_details']) ?? {}
  const output = objectOf(own?.['output_token_details']) ?? objectOf(record['completion_token_details']) ?? {}
  const isKnown = (readCount(record['total_tokens']) ?? 1) > 0
  return inclusiveUsage({
    input: readCount(own?.['input_tokens']) ?? (isKnown ? readCount(record['prompt_tokens']) : undefined),
    output: readCount(own?.['output_tokens']) ?? (isKnown ? readCount(record['completion_tokens']) : undefined),
    cacheRead: statedCount(input['cache_read']),
    cacheWrite: statedCount(input['cache_creation']),
    reasoning: statedCount(output['reasoning']),
  })
}

function runName(record: JsonObject): JsonObject {
  const name = taskName(record['name'])
  return name === undefined ? {} : { run_name: name }
}

/** Scores of users and evaluators, their average by name. */
function feedback(record: JsonObject): JsonObject {
  const scores = Object.entries(objectOf(record['feedback_stats']) ?? {}).flatMap(([name, stats]) => (isJsonObject(stats) && typeof stats['avg'] === 'number' ? [[name, stats['avg']] as const] : []))
  return scores.length > 0 && textField(record['id']) !== undefined ? { scores: Object.fromEntries(scores) } : {}
}
