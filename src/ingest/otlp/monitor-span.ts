import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { nameOf } from '../read/field.js'
import { arrayOf, objectOf } from '../read/json-text.js'
import { readNumber } from '../read/number.js'
import type { Span } from './span.js'
import { bareSpan } from './span.js'
import { partsInText } from './text-content.js'

/** The attributes of a row of Application Insights, or of its tables in Log Analytics; undefined for every other record. */
export function insightsAttributes(row: JsonObject): JsonObject | undefined {
  if (!('customDimensions' in row && ('operation_Id' in row || 'itemType' in row)) && !('Properties' in row && ('OperationId' in row || 'AppRoleName' in row))) return undefined
  return objectOf(row['customDimensions'] ?? row['Properties'])
}

/** A dependency of Application Insights: durations in milliseconds, success as a word. */
export function insightsSpan(row: JsonObject): Span {
  const success = String(row['success'] ?? row['Success'] ?? '').toLowerCase()
  const ms = readNumber(row['duration'] ?? row['DurationMs'])
  return {
    ...bareSpan({
      traceId: row['operation_Id'] ?? row['OperationId'],
      spanId: row['id'] ?? row['Id'],
      parentId: row['operation_ParentId'] ?? row['ParentId'],
      name: row['name'] ?? row['Name'],
      start_time: row['timestamp'] ?? row['TimeGenerated'],
      attributes: insightsAttributes(row),
      events: [],
      status: success === 'false' ? { code: 'ERROR' } : {},
      resource: { attributes: { 'service.name': row['cloud_RoleName'] ?? row['AppRoleName'] } },
    }),
    latencyMs: ms !== undefined && ms >= 0 ? ms : null,
  }
}

/** True for a span of Sentry: what it calls an operation and data. */
export function isSentrySpan(record: JsonObject): boolean {
  return 'span_id' in record && isJsonObject(record['data']) && ('op' in record || 'start_timestamp' in record) && Object.keys(record['data']).some((key) => key.startsWith('gen_ai.'))
}

/** Its `timestamp` is the end. */
export function sentrySpan(record: JsonObject): Span {
  const failed = typeof record['status'] === 'string' && !/^(?:ok|unset|unknown|)$/i.test(record['status'])
  const span = bareSpan({
    traceId: record['trace_id'],
    spanId: record['span_id'],
    parentId: record['parent_span_id'],
    name: record['description'] ?? record['op'],
    start_time: record['start_timestamp'],
    end_time: record['timestamp'],
    attributes: record['data'],
    events: [],
    status: failed ? { code: 'ERROR', message: record['status'] } : {},
  })
  const operation = nameOf(record['op'])?.replace(/^gen_ai\./, '')
  return operation === undefined || 'gen_ai.operation.name' in span.attributes ? span : { ...span, attributes: { 'gen_ai.operation.name': operation, ...span.attributes } }
}

/** True for a log record in which the collector of AWS keeps the messages of a span. */
export function isSplitMessages(record: JsonObject): boolean {
  const body = 'spanId' in record && 'body' in record ? record['body'] : undefined
  return isJsonObject(body) && [body['input'], body['output']].some((side) => isJsonObject(side) && Array.isArray(side['messages'])) && ('timeUnixNano' in record || 'observedTimeUnixNano' in record)
}

/** Its messages as the attributes of an event that holds the details of a call. */
export function splitMessages(record: JsonObject): Span {
  const body = objectOf(record['body']) ?? {}
  const side = (name: string): readonly JsonObject[] => (arrayOf(objectOf(body[name])?.['messages']) ?? []).filter(isJsonObject).map(({ content, ...message }: JsonObject) => ({ ...message, ...(isJsonObject(content) ? { ...content, content: partsInText(content['content'] ?? content['message']) } : { content: partsInText(content) }) }))
  const [input, output] = [side('input'), side('output')]
  const span = bareSpan({ traceId: record['traceId'], spanId: record['spanId'], start_time: record['timeUnixNano'] ?? record['observedTimeUnixNano'], attributes: {}, events: [], resource: record['resource'] })
  return { ...span, name: 'gen_ai.client.inference.operation.details', attributes: { ...(input.length > 0 && { 'gen_ai.input.messages': [...input] }), ...(output.length > 0 && { 'gen_ai.output.messages': [...output] }) } }
}
