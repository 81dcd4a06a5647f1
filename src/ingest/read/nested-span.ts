import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import type { AdapterRecord, Deferred } from '../adapter.js'
import { Excluded, excludedBy } from './excluded.js'
import { nameOf } from './field.js'
import type { NestedCall } from './nested-calls.js'
import { settleNested } from './nested-calls.js'

/** How a tool names a span: ids as it wrote them, whatever they are. */
export interface SpanPlace {
  /** Absent where ids are unique by themselves, or the tool does not say. */
  readonly trace?: JsonValue | undefined
  readonly id: JsonValue | undefined
  /** The span around it; what some tools write for none (`undefined`, the span itself) names no span of the log. */
  readonly parent: JsonValue | undefined
}

const ROLE = 'model-span'

/**
 * What a span of a model call became waits for those around and within it; all that an adapter of a trace tool reads goes through here. What was
 * not paid for, and what has no name, comes out at once: it adds nothing to a count.
 */
export function nestable(format: string, source: SourceRef, { trace, id, parent }: SpanPlace, read: ParsedRecord): AdapterRecord {
  const [own, outer] = [nameOf(id), nameOf(parent)]
  if (own === undefined || (read.kind === 'excluded' && read.traffic === undefined)) return read
  const keyOf = (name: string): string => `${nameOf(trace) ?? ''} ${name}`
  // It comes out as a ParsedRecord in `settleNestable`.
  return { kind: 'deferred', format, keys: [keyOf(own)], ...(outer !== undefined && outer !== own && { parent: keyOf(outer) }), role: ROLE, source, record: { read: read as unknown as JsonObject } }
}

/**
 * What the parts of `nestable` add up to: each span once however often the log has it, and each model call once. Ids that applications make up may
 * come again: a span that says anything else is no repeat; what lies in several spans of one id counts as within the first.
 */
export function settleNestable(parts: readonly Deferred[]): readonly ParsedRecord[] {
  const byName = new Map<string, Map<string, NestedCall>>()
  const repeats: ParsedRecord[] = []
  for (const { keys: [name = ''], parent, source, format, record } of parts) {
    const read = record['read'] as unknown as ParsedRecord
    const known = byName.get(name) ?? new Map<string, NestedCall>()
    byName.set(name, known)
    const said = known.size === 0 && parts.length === 1 ? '' : saidBy(read, parent)
    if (known.has(said)) repeats.push(excludedBy(new Excluded('duplicate', 'the span stands in the log more than once'), source, format))
    else known.set(said, { id: known.size === 0 ? name : `${name}\n${known.size}`, parentId: parent ?? '', record: read })
  }
  return [...settleNested([...byName.values()].flatMap((spans) => [...spans.values()])), ...repeats]
}

/** All that a record says but its place in the log. */
function saidBy(record: ParsedRecord, parent: string | undefined): string {
  return JSON.stringify([parent, record.kind === 'call' ? { ...record.call, source: undefined } : { ...record, source: undefined }])
}
