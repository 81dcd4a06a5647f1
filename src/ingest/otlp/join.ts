import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { AdapterRecord, Deferred } from '../adapter.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { agentLog } from './agent-log.js'
import { genAi, isInference, isTextless } from './gen-ai.js'
import { MESSAGE_EVENTS } from './gen-ai-events.js'
import { langfuseSpan } from './langfuse-span.js'
import { genkit } from './genkit.js'
import { isModelSpan, mlflowSpan } from './mlflow-span.js'
import { openInference } from './open-inference.js'
import type { Dialect } from './dialect.js'
import type { Span } from './span.js'
import { isInner, isOuter, vercelAi } from './vercel-ai.js'

export const OTLP = 'otlp'
const DETAILS = 'gen_ai.client.inference.operation.details'

/** In the order of preference: a span may carry the marks of several. */
const DIALECTS: readonly Dialect[] = [vercelAi, openInference, langfuseSpan, genkit, mlflowSpan, genAi]

const childKey = (traceId: string, parentId: string): string => `child ${traceId} ${parentId}`
const logKey = ({ traceId, spanId }: Span): string => `log ${traceId} ${spanId}`

function isModelCall(span: Span): boolean {
  if (vercelAi.isOwn(span)) return isInner(span)
  if (genkit.isOwn(span)) return span.attributes['genkit:metadata:subtype'] === 'model'
  if (mlflowSpan.isOwn(span)) return isModelSpan(span)
  return openInference.isOwn(span) ? span.attributes['openinference.span.kind'] === 'LLM' : isInference(span)
}

/** What the spans of one record become: calls, exclusions, and what waits for spans or log records elsewhere. */
export function readSpans(spans: readonly Span[], source: SourceRef): readonly AdapterRecord[] {
  const byId = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]))
  const parents = new Set(spans.filter((span) => span.parentId !== '' && isModelCall(span)).map((span) => `${span.traceId} ${span.parentId}`))
  return spans.flatMap((span): readonly AdapterRecord[] => {
    const dialect = DIALECTS.find((one) => one.isOwn(span))
    if (!dialect) return [excluded('a span of something else than a model', source)]
    if (parents.has(`${span.traceId} ${span.spanId}`) && (isModelCall(span) || isOuter(span))) {
      return [excludedBy(new Excluded('duplicate', 'the span holds another span of the same model call'), source, dialect.name)]
    }
    const outer = byId.get(`${span.traceId} ${span.parentId}`)
    if (dialect === vercelAi) return readVercel(span, source, outer)
    if (dialect !== genAi || !isInference(span) || span.spanId === '') return [dialect.read(span, source, outer)]
    if (isTextless(span)) return [deferred('span', span, logKey(span), source)]
    return [dialect.read(span, source, outer), note('read', logKey(span), source)]
  })
}

function readVercel(span: Span, source: SourceRef, outer: Span | undefined): readonly AdapterRecord[] {
  if (isOuter(span) && span.spanId !== '') return [deferred('outer', span, childKey(span.traceId, span.spanId), source)]
  const record = vercelAi.read(span, source, outer)
  return isInner(span) && span.parentId !== '' && !outer ? [record, note('inner', childKey(span.traceId, span.parentId), source)] : [record]
}

/** What log records become: messages that belong to a span elsewhere, or a whole call. */
export function readLogs(logs: readonly Span[], source: SourceRef): readonly AdapterRecord[] {
  return logs.map((log): AdapterRecord => {
    const told = agentLog(log, source)
    if (told) return told
    const isDetails = log.name === DETAILS
    if (!isDetails && !MESSAGE_EVENTS.has(log.name)) return excluded('a log record of something else than a model', source)
    if (log.spanId === '') return isDetails ? genAi.read(log, source, undefined) : excluded('a message without the span it belongs to', source)
    return deferred(isDetails ? 'details' : 'event', log, logKey(log), source)
  })
}

/** What spans and log records that share a span add up to. */
export function settleSpans(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const of = (role: string): readonly Deferred[] => parts.filter((part) => part.role === role)
  const outers = of('outer')
  if (outers.length > 0) {
    const isRepeated = of('inner').length > 0
    return outers.map((part, at) => {
      if (isRepeated || at > 0) return excludedBy(new Excluded('duplicate', 'the span sums up the model calls within it'), part.source, vercelAi.name)
      return vercelAi.read(spanOf(part), part.source, undefined)
    })
  }
  const [span, ...repeats] = of('span')
  const details = of('details')
  const events = of('event')
  const told = details[0] ?? events[0]
  const own = span ?? details[0]
  const duplicates = (list: readonly Deferred[]): readonly ParsedRecord[] => list.map((part) => excludedBy(new Excluded('duplicate', 'the span holds the same call'), part.source, genAi.name))
  if (of('read').length > 0) return [...duplicates(of('span')), ...duplicates(details), ...duplicates(events.slice(0, 1))]
  if (!own) return told ? [excludedBy(new Excluded('context-missing', 'messages of a call whose span is not in the log: give the file of spans too'), told.source, genAi.name)] : []
  return [genAi.read(merged(own, [...details, ...events]), own.source, undefined), ...duplicates(repeats)]
}

/** A span with what log records say about it. */
function merged(own: Deferred, logs: readonly Deferred[]): Span {
  const span = spanOf(own)
  const others = logs.filter((log) => log !== own).map(spanOf).toSorted((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : (a.startedAt ?? '') > (b.startedAt ?? '') ? 1 : 0))
  const details = others.filter((log) => log.name === DETAILS).map((log) => log.attributes)
  const events = others.filter((log) => log.name !== DETAILS).map((log): JsonObject => ({ name: log.name, attributes: log.attributes }))
  return { ...span, attributes: Object.assign({}, ...details, span.attributes) as JsonObject, events: [...span.events, ...events] }
}

function deferred(role: string, span: Span, key: string, source: SourceRef): Deferred {
  return { kind: 'deferred', format: OTLP, keys: [key], role, source, record: { span } }
}

function note(role: string, key: string, source: SourceRef): Deferred {
  return { kind: 'deferred', format: OTLP, keys: [key], role, source, record: {}, isNote: true }
}

function spanOf(part: Deferred): Span {
  const span: JsonValue | undefined = part.record['span']
  if (!isJsonObject(span)) throw new Excluded('unknown-format', 'the part holds no span')
  // It was put there as a Span, by `deferred` above.
  return span as Span
}

function excluded(detail: string, source: SourceRef): ParsedRecord {
  return excludedBy(new Excluded('not-a-call', detail), source, OTLP)
}
