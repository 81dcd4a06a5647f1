import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readCount, readUsd, statedCount } from '../read/number.js'
import { readTags } from '../read/tags.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import { errorDetail } from './gen-ai.js'
import type { Dialect } from './dialect.js'
import { flatten, unflatten } from './flatten.js'
import { firstOf, spanFacts } from './span-facts.js'

/** OpenInference, as Phoenix and its instrumentations write it: messages in numbered attributes. */
export const openInference: Dialect = {
  name: 'otlp-openinference',
  isOwn: ({ attributes }) => 'openinference.span.kind' in attributes,
  read: (span, source) => {
    const { attributes } = span
    const parameters = objectOf(attributes['llm.invocation_parameters']) ?? {}
    const facts = {
      ...spanFacts(span, 'otlp-openinference', source),
      requestModel: nameOf(attributes['llm.request.model_name']) ?? nameOf(parameters['model']) ?? nameOf(attributes['llm.model_name']),
      responseModel: nameOf(firstOf(attributes, ['llm.response.model_name', 'llm.model_name'])),
      provider: nameOf(firstOf(attributes, ['llm.provider', 'llm.system'])),
      usage: inclusiveUsage({
        input: statedCount(attributes['llm.token_count.prompt']),
        output: statedCount(attributes['llm.token_count.completion']),
        cacheRead: statedCount(firstOf(attributes, ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input'])),
        cacheWrite: statedCount(attributes['llm.token_count.prompt_details.cache_write']),
        reasoning: statedCount(attributes['llm.token_count.completion_details.reasoning']),
        total: readCount(attributes['llm.token_count.total']),
      }),
      costUsd: readUsd(attributes['llm.cost.total']),
      tags: readTags(attributes['tag.tags']),
    }
    const kind = attributes['openinference.span.kind']
    if (kind !== 'LLM') return uncounted(facts, 'not-a-call', `a span of the kind ${wordOf(kind)}`)
    if (span.error !== null) return uncounted(facts, 'error', errorDetail(span))
    const input = firstText(unflatten(attributes, 'llm.input_messages'), listIn(attributes['llm.input_messages']), unflatten(attributes, 'llm.prompts'), attributes['input.value'])
    const output = firstText(unflatten(attributes, 'llm.output_messages'), listIn(attributes['llm.output_messages']), attributes['output.value'])
    if (isBlank(input) && isBlank(output)) return factsExcluded(facts, 'no-text', 'the span carries no messages')
    return factsRecord({ ...facts, metadata: { ...facts.metadata, ...objectOf(attributes['metadata']) } }, () => ({
      request: transcriptRequest(input, { tools: toolsOf(attributes) ?? parameters['tools'], parameters }),
      response: transcriptResponse(output, attributes['llm.finish_reason']),
    }))
  },
}

/** A cell of a table holds the whole list as text, its messages with dotted names. */
function listIn(cell: JsonValue | undefined): JsonValue | undefined {
  const list = typeof cell === 'string' ? arrayOf(cell) : undefined
  return list?.some(isJsonObject) === true ? unflatten(flatten({ list }), 'list') : cell
}

function firstText(...values: readonly (JsonValue | undefined)[]): JsonValue | undefined {
  return values.find((value) => !isBlank(value) && !(Array.isArray(value) && value.length === 0))
}

function toolsOf(attributes: JsonObject): JsonValue | undefined {
  const list = arrayOf(unflatten(attributes, 'llm.tools')) ?? arrayOf(attributes['llm.tools'])
  return list?.map((item: JsonValue) => objectOf(item) ?? item)
}
