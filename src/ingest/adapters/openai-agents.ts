import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readCount, statedCount } from '../read/number.js'
import { elapsedMs, readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'openai-agents'

/** Spans of OpenAI's library for agents, as its exporters send them: generations, and responses of which most exporters keep the id alone. */
export const openaiAgents: Adapter = {
  name: FORMAT,
  detect: (record) => (record['object'] === 'trace.span' && isJsonObject(record['span_data'])) || (record['object'] === 'trace' && 'workflow_name' in record),
  parse: (record, source) => {
    const data = objectOf(record['span_data'])
    if (!data) throw new Excluded('not-a-call', 'a trace, whose calls are its spans')
    const response = objectOf(data['response']) ?? {}
    const config = objectOf(data['model_config']) ?? {}
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(data['model'] ?? response['model']),
      usage: usageOf(objectOf(data['usage'] ?? response['usage']) ?? {}),
      latencyMs: elapsedMs(record['started_at'], record['ended_at']),
      startedAt: readTime(record['started_at']),
    }
    if (data['type'] !== 'generation' && data['type'] !== 'response') return [uncounted(facts, 'not-a-call', `a span of type ${wordOf(data['type'])}`)]
    if (!isBlank(record['error'])) return [uncounted(facts, 'error', 'the span ended with an error')]
    const output = data['type'] === 'generation' ? data['output'] : data['response']
    const place = { trace: record['trace_id'], id: record['id'], parent: record['parent_id'] }
    if (isBlank(data['input']) || isBlank(output)) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the span holds no texts: exporters leave them out of spans of responses, and where sensitive data is not traced'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({
      request: transcriptRequest(data['input'], { system: response['instructions'], tools: response['tools'], parameters: { ...response, ...config } }),
      response: transcriptResponse(output),
    })))]
  },
  settle: settleNestable,
}

/** The details stand in the usage, or within `details`. */
function usageOf(usage: JsonObject): Usage {
  const all = { ...usage, ...objectOf(usage['details']) }
  const detail = (side: string, name: string): number | undefined => statedCount(objectOf(all[side])?.[name])
  return inclusiveUsage({
    input: statedCount(usage['input_tokens'] ?? usage['prompt_tokens']),
    output: statedCount(usage['output_tokens'] ?? usage['completion_tokens']),
    cacheRead: detail('input_tokens_details', 'cached_tokens') ?? detail('prompt_tokens_details', 'cached_tokens'),
    reasoning: detail('output_tokens_details', 'reasoning_tokens') ?? detail('completion_tokens_details', 'reasoning_tokens'),
    total: readCount(all['total_tokens']),
  })
}
