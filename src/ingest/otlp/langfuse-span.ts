import type { JsonObject, JsonValue } from '../../domain/json.js'
import { langfuseObservation } from '../langfuse/observation.js'
import { excludedBy } from '../read/excluded.js'
import { textField } from '../read/option.js'
import type { Dialect } from './dialect.js'
import { unflatten } from './flatten.js'
import type { Span } from './span.js'
import { firstOf, under } from './span-facts.js'

const PREFIX = 'langfuse.observation.'

/** Spans of Langfuse's own libraries (from their third version on), which carry an observation in their attributes. */
export const langfuseSpan: Dialect = {
  name: 'langfuse',
  isOwn: ({ attributes }) => `${PREFIX}type` in attributes && !('gen_ai.request.model' in attributes),
  read: (span, source) => {
    const { attributes } = span
    const own = (name: string): JsonValue | undefined => attributes[`${PREFIX}${name}`] ?? unflatten(attributes, `${PREFIX}${name}`)
    const row: JsonObject = {
      id: span.spanId,
      traceId: span.traceId,
      type: textField(own('type')),
      name: span.name,
      startTime: span.startedAt,
      latencyMs: span.latencyMs,
      completionStartTime: own('completion_start_time'),
      input: own('input'),
      output: own('output'),
      model: own('model.name'),
      modelParameters: own('model.parameters'),
      usageDetails: own('usage_details'),
      costDetails: own('cost_details'),
      level: span.error === null ? own('level') : 'ERROR',
      promptName: own('prompt.name'),
      promptVersion: own('prompt.version'),
      metadata: under(attributes, `${PREFIX}metadata.`),
      environment: attributes['langfuse.environment'],
      release: attributes['langfuse.release'],
      traceName: attributes['langfuse.trace.name'],
      tags: attributes['langfuse.trace.tags'],
      userId: firstOf(attributes, ['user.id', 'langfuse.user.id']),
      sessionId: firstOf(attributes, ['session.id', 'langfuse.session.id']),
    }
    try {
      return langfuseObservation(row, source)
    } catch (error) {
      return excludedBy(error, source, 'langfuse')
    }
  },
}

/** True for the span of one call to a model. */
export function isGeneration({ attributes }: Span): boolean {
  return textField(attributes[`${PREFIX}type`])?.toUpperCase() === 'GENERATION'
}
