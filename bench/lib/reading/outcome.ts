import { Readable } from 'node:stream'
import type { ParsedRecord, Usage } from '../../../src/domain/call.js'
import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import { isJsonObject } from '../../../src/domain/json.js'
import { readRecords } from '../../../src/ingest/index.js'
import { readLog } from '../../../test/ingest/variants/variant.js'

/** What a record became, without where it lay. */
export interface Outcome {
  readonly kind: 'call' | 'excluded'
  readonly reason?: string
  readonly usage: Usage
  readonly costUsd?: number | undefined
  readonly latencyMs?: number | undefined
  readonly startedAt?: string | undefined
  /** All texts of prompt and answer. */
  readonly texts: readonly string[]
  /** All else that must not change, as text. */
  readonly rest: string
}

export const outcomesOf = (records: readonly JsonValue[]): readonly Outcome[] => readLog(records).map(outcomeOf)

/** Through the way that files go, from bytes in pieces of a size. */
export async function outcomesOfBytes(bytes: Uint8Array, pieceBytes = bytes.length): Promise<readonly Outcome[]> {
  const pieces = function* (): Generator<Uint8Array> {
    for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes)
  }
  const outcomes: Outcome[] = []
  for await (const record of readRecords(['-'], { stdin: Readable.from(pieces()) })) outcomes.push(outcomeOf(record))
  return outcomes
}

export function outcomeOf(record: ParsedRecord): Outcome {
  if (record.kind === 'excluded') {
    const { usage = {}, costUsd, latencyMs, startedAt, ...rest } = record.traffic ?? {}
    return { kind: 'excluded', reason: record.reason, usage, costUsd, latencyMs, startedAt, texts: [], rest: canonical({ ...rest }) }
  }
  const { id: _id, source: _source, metadata: _metadata, tags: _tags, usage, costUsd, latencyMs, startedAt, ...rest } = record.call
  const texts = [...record.call.request.messages.flatMap(({ parts }) => parts.map((part) => ('text' in part ? part.text : 'arguments' in part ? part.arguments : 'url' in part ? part.url : part.data))), record.call.output.text, ...record.call.output.toolCalls.map((call) => call.arguments)]
  return { kind: 'call', usage, costUsd, latencyMs, startedAt, texts: texts.map(canonicalText), rest: canonical(JSON.parse(JSON.stringify(rest)) as JsonValue) }
}

/** With the keys of all objects in order, in JSON within texts too: readers write objects as text in the order of the log. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, inner: JsonValue) => (isJsonObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : typeof inner === 'string' ? canonicalText(inner) : inner))
}

function canonicalText(text: string): string {
  if (!/^\s*[{[]/.test(text)) return text
  try {
    return canonical(JSON.parse(text) as JsonObject)
  } catch {
    return text
  }
}

/** How a reading differs from what it must be: `refused` where calls are excluded and counted, `silent` where nothing tells of it. */
export interface Difference {
  readonly kind: 'refused' | 'silent'
  readonly what: string
}

const COMPARED = ['reason', 'texts', 'usage', 'costUsd', 'latencyMs', 'startedAt', 'rest'] as const

/** Undefined where two readings are the same, in whatever order their records come out. */
export function differenceOf(is: readonly Outcome[], was: readonly Outcome[]): Difference | undefined {
  const left = [...was]
  const other = is.filter((outcome) => {
    const at = left.findIndex((one) => isSame(one, outcome))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  if (other.length === 0 && left.length === 0) return undefined
  const words = (outcomes: readonly Outcome[]): string => outcomes.map(({ kind, reason }) => reason ?? kind).join(' ')
  if (is.length < was.length) return { kind: is.some(({ kind }) => kind === 'excluded') && !left.every(({ kind }) => kind === 'excluded') ? 'refused' : 'silent', what: `${is.length} records, not ${was.length}: ${words(other)} for ${words(left)}` }
  const calls = other.filter(({ kind }) => kind === 'call')
  if (calls.length === 0) return { kind: 'refused', what: `${words(other)} for ${words(left)}` }
  const [first] = calls
  const before = left.find(({ kind }) => kind === 'call') ?? left[0]
  if (first === undefined || before === undefined) return { kind: 'silent', what: `${words(other)} for ${words(left)}` }
  return { kind: 'silent', what: COMPARED.flatMap((field) => {
    const [a, b] = [JSON.stringify(first[field]) ?? 'unknown', JSON.stringify(before[field]) ?? 'unknown']
    return a === b ? [] : [`${field}: ${shown(a, b)}`]
  }).join('; ') || words(other) }
}

const isSame = (one: Outcome, other: Outcome): boolean => JSON.stringify(one) === JSON.stringify(other)

function shown(is: string, was: string): string {
  let at = 0
  while (at < is.length && is[at] === was[at]) at++
  const from = Math.max(0, at - 30)
  return `${is.slice(from, at + 60)} ≠ ${was.slice(from, at + 60)}`
}
