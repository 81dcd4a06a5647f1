import type { JsonObject } from '../../domain/json.js'
import { isBlank, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readCount, statedCount } from '../read/number.js'
import { inclusiveUsage } from '../read/usage.js'
import { wordOf } from '../read/word.js'
import { factsExcluded, factsRecord, uncounted } from '../transcript/facts.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'
import type { Dialect } from './dialect.js'
import { errorDetail } from './gen-ai.js'
import { spanFacts } from './span-facts.js'

/** Genkit: the actions of models are the calls, their input and output JSON in attributes of its own. */
export const genkit: Dialect = {
  name: 'otlp-genkit',
  isOwn: ({ attributes }) => 'genkit:type' in attributes,
  read: (span, source) => {
    const { attributes } = span
    const [input, output] = [objectOf(attributes['genkit:input']), objectOf(attributes['genkit:output'])]
    const usage = objectOf(output?.['usage']) ?? {}
    const name = nameOf(attributes['genkit:name']) ?? ''
    const slash = name.indexOf('/')
    const facts = {
      ...spanFacts(span, 'otlp-genkit', source),
      requestModel: name.slice(slash + 1) || undefined,
      provider: slash > 0 ? name.slice(0, slash) : undefined,
      usage: inclusiveUsage({ input: statedCount(usage['inputTokens']), output: statedCount(usage['outputTokens']), cacheRead: statedCount(usage['cachedContentTokens']), reasoning: statedCount(usage['thoughtsTokens']), total: readCount(usage['totalTokens']) }),
    }
    const kind = attributes['genkit:metadata:subtype'] ?? attributes['genkit:type']
    if (kind !== 'model') return uncounted(facts, 'not-a-call', `a span of the kind ${wordOf(kind)}`)
    if (span.error !== null || attributes['genkit:state'] === 'error') return uncounted(facts, 'error', errorDetail(span))
    if (isBlank(attributes['genkit:input']) && isBlank(attributes['genkit:output'])) return factsExcluded(facts, 'no-text', 'the span carries no messages')
    return factsRecord(facts, () => ({
      request: transcriptRequest(input ?? attributes['genkit:input'], { parameters: parametersOf(input ?? {}) }),
      response: transcriptResponse(output?.['message'] ?? output ?? attributes['genkit:output'], output?.['finishReason']),
    }))
  },
}

function parametersOf(input: JsonObject): JsonObject {
  const [config, asked] = [objectOf(input['config']) ?? {}, objectOf(input['output']) ?? {}]
  const schema = objectOf(asked['schema'])
  return { ...config, ...(schema ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } } : asked['format'] === 'json' ? { response_format: { type: 'json_object' } } : {}) }
}
