import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { unflatten } from '../otlp/flatten.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf, objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { readNumber } from '../read/number.js'
import { textField } from '../read/option.js'
import { elapsedMs, readTime } from '../read/time.js'
import { anthropicUsage, openaiUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { taskName } from '../transcript/task-name.js'

const FORMAT = 'weave'

/** Operations of providers' clients: the leaves, which alone are calls; functions around them sum their usage up. */
const CLIENT = /(?:^|\.)(?:chat\.completions\.(?:create|parse|stream)|completions\.create|responses\.(?:create|parse|stream)|(?:async)?messages\.(?:create|stream)|chat\.(?:complete|stream)(?:_async)?|models\.(?:async_?)?generate_content(?:_stream)?|generate_content(?:_async)?|litellm\.a?completion|converse(?:_stream)?|invoke_model)$|^litellm\.a?completion$|^langchain\.(?:Llm|ChatModel)\b/i

/** Calls of W&B Weave, as JSON or as a table with dotted columns. */
export const weave: Adapter = {
  name: FORMAT,
  promptColumns: ['opname', 'inputsmessages'],
  detect: (record) => 'op_name' in record && 'started_at' in record,
  parse: (record, source) => {
    const operation = operationOf(record['op_name'])
    if (!CLIENT.test(operation)) throw new Excluded('not-a-call', `an operation of the application (${wordOf(operation)}), whose tokens are those of its model calls`)
    const inputs = sideOf(record, 'inputs')
    const output = sideOf(record, 'output')
    const summary = objectOf(sideOf(record, 'summary')) ?? {}
    const own = objectOf(summary['weave']) ?? {}
    const request = objectOf(inputs) ?? {}
    const usages = Object.entries(objectOf(summary['usage']) ?? {}).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
    const [model, usage] = usages[0] ?? []
    const name = taskName(record['display_name'])
    const facts = {
      format: FORMAT,
      source,
      id: nameOf(record['id']),
      requestModel: nameOf(request['model']) ?? nameOf(model),
      responseModel: usages.length === 1 ? nameOf(model) : undefined,
      usage: usages.length === 1 && usage ? usageOf(usage, operation) : {},
      isUsageDerived: true,
      costUsd: costOf(own),
      latencyMs: elapsedMs(record['started_at'], record['ended_at']) ?? readNumber(own['latency_ms']),
      startedAt: readTime(record['started_at']),
      conversationId: nameOf(record['thread_id']),
      metadata: { ...attributesOf(record), ...(name !== undefined && { span_name: name }), ...(nameOf(record['wb_user_id']) !== undefined && { user_id: nameOf(record['wb_user_id']) }) },
    }
    if (!isBlank(record['exception']) || own['status'] === 'error') return [uncounted(facts, 'error', 'the call ended with an exception')]
    const place = { trace: record['trace_id'], id: record['id'], parent: record['parent_id'] }
    if ((isBlank(inputs) || Object.keys(request).length === 0) && isBlank(output)) return [nestable(FORMAT, source, place, factsExcluded(facts, 'no-text', 'the call carries no text'))]
    return [nestable(FORMAT, source, place, factsRecord(facts, () => ({ request: transcriptRequest(request, {}), response: transcriptResponse(output) })))]
  },
  settle: settleNestable,
}

/** `weave:///entity/project/op/openai.chat.completions.create:hash`, or the name alone. */
function operationOf(value: JsonValue | undefined): string {
  const text = textField(value) ?? ''
  return (text.split('/op/').at(-1) ?? text).replace(/:[^:/]*$/, '')
}

function sideOf(record: JsonObject, name: string): JsonValue | undefined {
  const value = jsonOf(record[name])
  if (!isBlank(value)) return value
  const nested = unflatten(record, name)
  // Cells of a table hold JSON as text.
  return isJsonObject(nested) ? Object.fromEntries(Object.entries(nested).map(([key, cell]) => [key, jsonOf(cell)])) : nested
}

/** Weave copies the provider's usage, with the provider's convention. */
function usageOf(usage: JsonObject, operation: string): Usage {
  if (/anthropic|messages\./i.test(operation)) return anthropicUsage(usage)
  if ('prompt_tokens' in usage) return openaiUsage(usage)
  const { input_tokens: prompt_tokens, output_tokens: completion_tokens, input_tokens_details: prompt_tokens_details, output_tokens_details: completion_tokens_details } = usage
  return openaiUsage({ prompt_tokens, completion_tokens, prompt_tokens_details, completion_tokens_details })
}

function costOf(own: JsonObject): number | undefined {
  const sums = Object.values(objectOf(own['costs']) ?? {}).flatMap((cost) => {
    if (!isJsonObject(cost)) return []
    const parts = [readNumber(cost['prompt_tokens_total_cost']), readNumber(cost['completion_tokens_total_cost'])]
    return parts.every((part) => part !== undefined) ? [Number(parts.reduce((sum: number, part) => sum + (part ?? 0), 0).toPrecision(12))] : []
  })
  return sums.length === 1 ? sums[0] : undefined
}

function attributesOf(record: JsonObject): JsonObject {
  const { weave: _, ...attributes } = objectOf(sideOf(record, 'attributes')) ?? {}
  return attributes
}
