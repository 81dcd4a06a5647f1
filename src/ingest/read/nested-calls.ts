import type { ParsedRecord } from '../../domain/call.js'
import { Excluded, excludedBy } from './excluded.js'

/** What one span of a model call became by itself. */
export interface NestedCall {
  /** Unique among those that are given. */
  readonly id: string
  /** '' for none. */
  readonly parentId: string
  readonly record: ParsedRecord
  /** True for a span that sums up whatever calls lie in it: it counts where they hold no text, and it does. */
  readonly isSum?: boolean
}

/** True for what a provider answered: it was paid for. */
const isServed = ({ record }: NestedCall): boolean => record.kind === 'call' || record.traffic !== undefined

/** How much a record says of its call: above all its texts, then the tokens, then which model answered. */
export function worthOf(record: ParsedRecord): number {
  const { usage, responseModel } = record.kind === 'call' ? record.call : record.traffic ?? { usage: {}, responseModel: undefined }
  const isCounted = usage.inputTokens !== undefined && usage.outputTokens !== undefined
  return (record.kind === 'call' ? 4 : 0) + (isCounted ? 2 : 0) + (responseModel === undefined ? 0 : 1)
}

function saysMore(outer: NestedCall, inner: NestedCall): boolean {
  return outer.isSum === true ? outer.record.kind === 'call' && inner.record.kind !== 'call' : worthOf(outer.record) > worthOf(inner.record)
}

const AROUND = 'the span holds another span of the same model call'
const SUM = 'the span sums up the model calls within it'
const WITHIN = 'the span around it says more of the same model call'

/**
 * Spans of model calls that lie in one another, each served call once, in the order given. Of one call in several spans that which says most
 * counts, the inner of equals; a span around several served calls is their sum. A failure within a span that went well was a try, and stays one.
 * The choice does not depend on the order.
 */
export function settleNested(spans: readonly NestedCall[]): readonly ParsedRecord[] {
  const [only] = spans
  if (only !== undefined && spans.length === 1) return [only.record]
  const duplicates = new Map<string, string>()
  /** How many served calls lie in a span, itself included, and the first of them. */
  const served = new Map<string, { readonly calls: number; readonly first: NestedCall | undefined }>()
  const within = childrenOf(spans)
  for (const span of innerFirst(spans, within)) {
    const children = (within.get(span.id) ?? []).map(({ id }) => served.get(id))
    const calls = children.reduce((sum, child) => sum + (child?.calls ?? 0), 0)
    const inner = children.find((child) => child?.first !== undefined)?.first
    if (inner !== undefined && calls === 1 && isServed(span) && saysMore(span, inner)) {
      duplicates.set(inner.id, WITHIN)
      served.set(span.id, { calls, first: span })
    } else if (children.length > 0 && (inner !== undefined || !isServed(span))) {
      duplicates.set(span.id, calls > 1 ? SUM : AROUND)
      served.set(span.id, { calls, first: inner })
    } else served.set(span.id, isServed(span) ? { calls: 1, first: span } : { calls: 0, first: undefined })
  }
  return spans.map(({ id, record }) => {
    const detail = duplicates.get(id)
    if (detail === undefined) return record
    const [source, format] = record.kind === 'call' ? [record.call.source, record.call.format] : [record.source, record.format]
    return excludedBy(new Excluded('duplicate', detail), source, format ?? 'unknown')
  })
}

/** Spans by the one they lie in; a ring of broken ids is opened at its least. */
function childrenOf(spans: readonly NestedCall[]): ReadonlyMap<string, readonly NestedCall[]> {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const children = new Map<string, NestedCall[]>()
  const walked = new Set<string>()
  for (const span of spans.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const path = new Set<string>()
    for (let at: NestedCall | undefined = span; at !== undefined && !walked.has(at.id); at = byId.get(at.parentId)) {
      walked.add(at.id)
      path.add(at.id)
      if (!byId.has(at.parentId) || path.has(at.parentId)) break
      const siblings = children.get(at.parentId)
      if (siblings) siblings.push(at)
      else children.set(at.parentId, [at])
    }
  }
  return children
}

function innerFirst(spans: readonly NestedCall[], within: ReadonlyMap<string, readonly NestedCall[]>): readonly NestedCall[] {
  const inside = new Set([...within.values()].flat().map(({ id }) => id))
  const outerFirst = spans.filter(({ id }) => !inside.has(id))
  for (const span of outerFirst) outerFirst.push(...(within.get(span.id) ?? []))
  return outerFirst.toReversed()
}
