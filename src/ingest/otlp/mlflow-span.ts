import { decoded, MLFLOW, MODEL_KINDS, spanRecord } from '../mlflow/span.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { wordOf } from '../read/word.js'
import type { Dialect } from './dialect.js'
import type { Span } from './span.js'
import { spanFacts } from './span-facts.js'

/** Spans of MLflow outside of its traces: rows of its store, or sent on to another. */
export const mlflowSpan: Dialect = {
  name: MLFLOW,
  isOwn: ({ attributes }) => 'mlflow.spanType' in attributes,
  read: (span, source) => {
    const attributes = decoded(span.attributes)
    if (!isModelSpan(span)) return excludedBy(new Excluded('not-a-call', `a span of type ${wordOf(attributes['mlflow.spanType'])}`), source, MLFLOW)
    const { id, latencyMs, startedAt, metadata } = spanFacts(span, MLFLOW, source)
    return spanRecord({ span_id: id, name: span.name, status: span.error === null ? 'OK' : 'ERROR' }, attributes, metadata ?? {}, source, { latencyMs, startedAt })
  },
}

/** True for a span of a model; values are JSON in a text, or are not. */
export function isModelSpan({ attributes }: Span): boolean {
  return MODEL_KINDS.has(decoded({ kind: attributes['mlflow.spanType'] })['kind'])
}
