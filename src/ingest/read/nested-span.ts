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
  const named = new Map<string, Deferred[]>()
  for (const part of parts) {
    const known = named.get(part.keys[0] ?? '')
    if (known) known.push(part)
    else named.set(part.keys[0] ?? '', [part])
  }
  const repeats: ParsedRecord[] = []
  const spans = [...named].flatMap(([name, all]) => {
    const said = new Set<string>()
    return all.flatMap((part): readonly NestedCall[] => {
      const record = part.record['read'] as unknown as ParsedRecord
      const text = all.length === 1 ? '' : saidBy(record, part.parent)
      if (said.has(text)) {
        repeats.push(excludedBy(new Excluded('duplicate', 'the span stands in the log more than once'), part.source, part.format))
        return []
      }
      said.add(text)
      return [{ id: said.size === 1 ? name : `${name}\n${said.size}`, parentId: part.parent ?? '', record }]
    })
  })
  return [...settleNested(spans), ...repeats]
}

/** All that a record says but its place in the log. */
function saidBy(record: ParsedRecord, parent: string | undefined): string {
  return JSON.stringify([parent, record.kind === 'call' ? { ...record.call, source: undefined } : { ...record, source: undefined }])
}
