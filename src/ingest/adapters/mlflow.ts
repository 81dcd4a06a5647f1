import type { JsonObject } from '../../domain/json.js'
import type { Adapter, AdapterRecord } from '../adapter.js'
import { decoded, idOf, MLFLOW, MODEL_KINDS, spanRecord } from '../mlflow/span.js'
import { otlpAttributes } from '../otlp/value.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { nestable, settleNestable } from '../read/nested-span.js'
import { textField } from '../read/option.js'
import { wordOf } from '../read/word.js'

/** Traces of MLflow: one record for each of their spans, of which those of models are calls. */
export const mlflow: Adapter = {
  name: MLFLOW,
  promptColumns: ['spans'],
  detect: (record) => spansOf(record).some((span) => 'mlflow.spanType' in otlpAttributes(span['attributes'])),
  parse: (record, source) => {
    const spans = spansOf(record).map((span) => ({ span, attributes: decoded(otlpAttributes(span['attributes'])) }))
    const shared = traceMetadata(record)
    return spans.map(({ span, attributes }): AdapterRecord => {
      const kind = attributes['mlflow.spanType']
      if (!MODEL_KINDS.has(kind)) return excludedBy(new Excluded('not-a-call', `a span of type ${wordOf(kind)}`), source, MLFLOW)
      return nestable(MLFLOW, source, { trace: traceOf(record, span), id: idOf(span), parent: parentOf(span) }, spanRecord(span, attributes, shared, source))
    })
  },
  settle: settleNestable,
}

function spansOf(record: JsonObject): readonly JsonObject[] {
  const data = objectOf(record['data'])
  return (arrayOf(data?.['spans'] ?? record['spans']) ?? []).map((span) => objectOf(span)).filter((span) => span !== undefined)
}

/** Spans name it too, in one of two ways of writing; the record's own is the same for all of them. */
function traceOf(record: JsonObject, span: JsonObject): string | undefined {
  const info = objectOf(record['info']) ?? record
  return nameOf(info['trace_id'] ?? info['request_id']) ?? nameOf(span['trace_id'] ?? span['traceId'] ?? objectOf(span['context'])?.['trace_id'])
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
