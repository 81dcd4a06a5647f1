import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { AdapterRecord, Deferred } from '../adapter.js'
import { Excluded, excludedBy } from '../read/excluded.js'
import { settleNested, worthOf } from '../read/nested-calls.js'
import { agentLog } from './agent-log.js'
import { genAi, isInference, isTextless } from './gen-ai.js'
import { MESSAGE_EVENTS } from './gen-ai-events.js'
import { isGeneration, langfuseSpan } from './langfuse-span.js'
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

const keyOf = (traceId: string, spanId: string): string => `${traceId} ${spanId}`

function isModelCall(span: Span, dialect: Dialect): boolean {
  if (dialect === vercelAi) return isInner(span) || isOuter(span)
  if (dialect === genkit) return span.attributes['genkit:metadata:subtype'] === 'model'
  if (dialect === mlflowSpan) return isModelSpan(span)
  if (dialect === langfuseSpan) return isGeneration(span)
  return dialect === openInference ? span.attributes['openinference.span.kind'] === 'LLM' : isInference(span)
}

/** What spans become: exclusions, and model calls that wait for the spans around and within them, and for their log records. */
export function readSpans(spans: readonly Span[], source: SourceRef): readonly AdapterRecord[] {
  return spans.flatMap((span): AdapterRecord | readonly AdapterRecord[] => {
    const dialect = DIALECTS.find((one) => one.isOwn(span))
    if (!dialect) return excluded('a span of something else than a model', source)
    if (span.spanId === '' || !isModelCall(span, dialect)) return dialect.read(span, source, undefined)
    // What its neighbours can add to is read with them; the rest at once, by whichever thread has it.
    const read = dialect === vercelAi || (dialect === genAi && isTextless(span)) ? undefined : dialect.read(span, source, undefined)
    const keys = [keyOf(span.traceId, span.spanId)]
    // What was not paid for is no call, whatever lies around it.
    if (read?.kind === 'excluded' && read.traffic === undefined) return [read, { kind: 'deferred', format: OTLP, keys, role: 'read', source, record: {}, isNote: true }]
    const parent = span.parentId === '' || span.parentId === span.spanId ? {} : { parent: keyOf(span.traceId, span.parentId) }
    return { kind: 'deferred', format: OTLP, keys, ...parent, role: 'span', source, record: read === undefined ? { span } : { read: read as unknown as JsonObject } }
  })
}

/** What log records become: messages that belong to a span elsewhere, or a whole call. */
export function readLogs(logs: readonly Span[], source: SourceRef): readonly AdapterRecord[] {
  return logs.map((log): AdapterRecord => {
    const told = agentLog(log, source)
    if (told) return told
    const isDetails = log.name === DETAILS
    if (!isDetails && !MESSAGE_EVENTS.has(log.name)) return excluded('a log record of something else than a model', source)
    if (log.spanId === '') return isDetails ? genAi.read(log, source, undefined) : excluded('a message without the span it belongs to', source)
    return { kind: 'deferred', format: OTLP, keys: [keyOf(log.traceId, log.spanId)], role: isDetails ? 'details' : 'event', source, record: { span: log } }
  })
}

/** What spans that lie in one another, and the log records of each, add up to. */
export function settleSpans(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const byId = new Map<string, Deferred[]>()
  for (const part of parts) {
    const id = part.keys[0] ?? ''
    const known = byId.get(id)
    if (known) known.push(part)
    else byId.set(id, [part])
  }
  const outerOf = (part: Deferred): Span | undefined => {
    const outer = byId.get(part.parent ?? '')?.find(({ record }) => isJsonObject(record['span']))
    return outer && spanOf(outer)
  }
  const settled = [...byId].map(([id, own]) => ({ id, ...settleSpan(own, outerOf) }))
  const calls = settled.flatMap(({ id, parentId, record, isSum }) => (record ? [{ id, parentId, record, isSum }] : []))
  return [...settleNested(calls), ...settled.flatMap(({ others }) => others)]
}

interface SettledSpan {
  readonly parentId: string
  /** What the span is by itself; undefined where it is not in the log. */
  readonly record: ParsedRecord | undefined
  readonly isSum: boolean
  /** What else told of it. */
  readonly others: readonly ParsedRecord[]
}

function settleSpan(parts: readonly Deferred[], outerOf: (part: Deferred) => Span | undefined): SettledSpan {
  const of = (role: string): readonly Deferred[] => parts.filter((part) => part.role === role)
  const [details, events] = [of('details'), of('event')]
  const logs = [...details, ...events]
  // A span that was written twice may have been cut once; of equals the first.
  const read = of('span').map((part) => ({ part, record: readPart(part, logs, outerOf(part)) }))
  const best = read.reduce((most: (typeof read)[number] | undefined, one) => (most === undefined || worthOf(one.record) > worthOf(most.record) ? one : most), undefined)
  const duplicates = (list: readonly Deferred[]): readonly ParsedRecord[] => list.map((part) => excludedBy(new Excluded('duplicate', 'the span holds the same call'), part.source, genAi.name))
  if (best) {
    const repeats = read.filter((one) => one !== best).map(({ part }) => part)
    const told = 'span' in best.part.record ? [] : [...details, ...events.slice(0, 1)]
    return { parentId: best.part.parent ?? '', record: best.record, isSum: isOuterPart(best.part), others: duplicates([...repeats, ...told]) }
  }
  if (of('read').length > 0) return { parentId: '', record: undefined, isSum: false, others: duplicates([...details, ...events.slice(0, 1)]) }
  const [own] = details
  if (own) return { parentId: '', record: genAi.read(merged(own, logs), own.source, undefined), isSum: false, others: [] }
  const [told] = events
  return { parentId: '', record: undefined, isSum: false, others: told ? [excludedBy(new Excluded('context-missing', 'messages of a call whose span is not in the log: give the file of spans too'), told.source, genAi.name)] : [] }
}

const isOuterPart = ({ record }: Deferred): boolean => isJsonObject(record['span']) && isOuter(record['span'] as Span)

function readPart(part: Deferred, logs: readonly Deferred[], outer: Span | undefined): ParsedRecord {
  const { read } = part.record
  // It was put there as a ParsedRecord, by `readSpans` above.
  if (isJsonObject(read)) return read as unknown as ParsedRecord
  const span = spanOf(part)
  return vercelAi.isOwn(span) ? vercelAi.read(span, part.source, outer) : genAi.read(merged(part, logs), part.source, undefined)
}

/** A span with what log records say about it. */
function merged(own: Deferred, logs: readonly Deferred[]): Span {
  const span = spanOf(own)
  const others = logs.filter((log) => log !== own).map(spanOf).toSorted((a, b) => ((a.startedAt ?? '') < (b.startedAt ?? '') ? -1 : (a.startedAt ?? '') > (b.startedAt ?? '') ? 1 : 0))
  const details = others.filter((log) => log.name === DETAILS).map((log) => log.attributes)
  const events = others.filter((log) => log.name !== DETAILS).map((log): JsonObject => ({ name: log.name, attributes: log.attributes }))
  return { ...span, attributes: Object.assign({}, ...details, span.attributes) as JsonObject, events: [...span.events, ...events] }
}

function spanOf(part: Deferred): Span {
  const span: JsonValue | undefined = part.record['span']
  if (!isJsonObject(span)) throw new Excluded('unknown-format', 'the part holds no span')
  // It was put there as a Span, by `readSpans` or `readLogs` above.
  return span as Span
}

function excluded(detail: string, source: SourceRef): ParsedRecord {
  return excludedBy(new Excluded('not-a-call', detail), source, OTLP)
}
