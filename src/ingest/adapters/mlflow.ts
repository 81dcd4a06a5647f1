import type { ParsedRecord } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { decoded, idOf, MLFLOW, MODEL_KINDS, spanRecord } from '../mlflow/span.js'
import { otlpAttributes } from '../otlp/value.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { textField } from '../read/option.js'
import { wordOf } from '../read/word.js'

/** Traces of MLflow: one record for each of their spans, of which those of models without a model's span inside are calls. */
export const mlflow: Adapter = {
  name: MLFLOW,
  promptColumns: ['spans'],
  detect: (record) => spansOf(record).some((span) => 'mlflow.spanType' in otlpAttributes(span['attributes'])),
  parse: (record, source) => {
    const spans = spansOf(record).map((span) => ({ span, attributes: decoded(otlpAttributes(span['attributes'])) }))
    const parents = new Set(spans.filter(({ attributes }) => MODEL_KINDS.has(attributes['mlflow.spanType'])).map(({ span }) => parentOf(span)).filter((id) => id !== undefined))
    const shared = traceMetadata(record)
    return spans.map(({ span, attributes }): ParsedRecord => {
      const kind = attributes['mlflow.spanType']
      if (!MODEL_KINDS.has(kind)) return excludedBy(new Excluded('not-a-call', `a span of type ${wordOf(kind)}`), source, MLFLOW)
      const id = idOf(span)
      if (id !== undefined && parents.has(id)) return excludedBy(new Excluded('duplicate', 'the span holds another span of the same model call'), source, MLFLOW)
      return spanRecord(span, attributes, shared, source)
    })
  },
}

function spansOf(record: JsonObject): readonly JsonObject[] {
  const data = objectOf(record['data'])
  return (arrayOf(data?.['spans'] ?? record['spans']) ?? []).map((span) => objectOf(span)).filter((span) => span !== undefined)
}

function parentOf(span: JsonObject): string | undefined {
  return nameOf(span['parent_id'] ?? span['parent_span_id'] ?? span['parentSpanId'])
}

/** What a trace says about all its spans: tags and metadata of the application, and who and which session it was. */
function traceMetadata(record: JsonObject): JsonObject {
  const info = objectOf(record['info']) ?? record
  const own = objectOf(info['trace_metadata'] ?? info['request_metadata']) ?? {}
  const given = { ...objectOf(info['tags']), ...own }
  const custom = Object.entries(given).filter(([key, value]) => !key.startsWith('mlflow.') && !isBlank(value))
  const [user, session] = [textField(own['mlflow.trace.user']), textField(own['mlflow.trace.session'])]
  return { ...Object.fromEntries(custom), ...(user && { user_id: user }), ...(session && { session }) }
}
