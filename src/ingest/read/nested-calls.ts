import type { LlmCall, ParsedRecord } from '../../domain/call.js'
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

/** What was answered, without what libraries change of it: quotes, white space, case. */
const answerOf = ({ output }: LlmCall): string => [output.text, ...output.toolCalls.map((call) => call.arguments)].join('').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()

const countsOf = ({ usage }: LlmCall): readonly (number | undefined)[] => [usage.inputTokens, usage.outputTokens]

/**
 * True for a span that is a call beside those in it, as where a library runs tools by itself and a tool asks a model: neither its answer nor either of
 * its token counts is that of one of them, or of all together. Both must show it: what lies around a call may cut its answer, or count otherwise.
 */
function isOwnCall(outer: NestedCall, children: readonly NestedCall[], counted: readonly NestedCall[]): boolean {
  if (outer.isSum === true || outer.record.kind !== 'call') return false
  const own = outer.record.call
  const callsOf = (inner: readonly NestedCall[]): readonly LlmCall[] => inner.flatMap(({ record }) => (record.kind === 'call' ? [record.call] : []))
  const [direct, calls] = [callsOf(children), callsOf([...new Set([...children, ...counted])])]
  if (direct.length < children.length || calls.length < direct.length) return false
  const isCountedApart = countsOf(own).every((count, side) => {
    const sum = direct.reduce((total, call) => total + (countsOf(call)[side] ?? 0), 0)
    return count !== undefined && count !== sum && calls.every((call) => (countsOf(call)[side] ?? count) !== count)
  })
  if (!isCountedApart) return false
  const answer = answerOf(own)
  return calls.map(answerOf).every((other) => !other.includes(answer) && !answer.includes(other))
}

const AROUND = 'the span holds another span of the same model call'
const SUM = 'the span sums up the model calls within it'
const WITHIN = 'the span around it says more of the same model call'

/**
 * Spans of model calls that lie in one another, each served call once, in the order given. Of one call in several spans that which says most
 * counts, the inner of equals; a span around several served calls is their sum, unless it shows that it is a call of its own. A failure within a span
 * that went well was a try, and stays one. Something else between two spans, such as a tool, parts them. The choice does not depend on the order.
 */
export function settleNested(spans: readonly NestedCall[]): readonly ParsedRecord[] {
  const [only] = spans
  if (only !== undefined && spans.length === 1) return [only.record]
  const duplicates = new Map<string, string>()
  /** How many served calls lie in a span, itself included, and the first of them. */
  const served = new Map<string, { readonly calls: number; readonly first: NestedCall | undefined }>()
  const within = childrenOf(spans)
  for (const span of innerFirst(spans, within)) {
    const children = (within.get(span.id) ?? []).map((child) => ({ child, calls: served.get(child.id)?.calls ?? 0, first: served.get(child.id)?.first }))
    const calls = children.reduce((sum, { calls: its }) => sum + its, 0)
    const inner = children.find(({ first }) => first !== undefined)?.first
    const isCall = isServed(span)
    if (inner !== undefined && isCall && isOwnCall(span, children.filter(({ first }) => first !== undefined).map(({ child }) => child), children.flatMap(({ first }) => first ?? []))) {
      served.set(span.id, { calls: calls + 1, first: span })
    } else if (inner !== undefined && calls === 1 && isCall && saysMore(span, inner)) {
      duplicates.set(inner.id, WITHIN)
      served.set(span.id, { calls, first: span })
    } else if (children.length > 0 && (inner !== undefined || !isCall)) {
      duplicates.set(span.id, calls > 1 ? SUM : AROUND)
      served.set(span.id, { calls, first: inner })
    } else served.set(span.id, isCall ? { calls: 1, first: span } : { calls: 0, first: undefined })
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
