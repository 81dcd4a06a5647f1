import { mergeStats } from '../digest/call-stats.js'
import type { ExclusionReason, LlmCall, Traffic } from '../domain/call.js'
import type { CallGroup, CallStats, ExclusionExamples, LogDigest, SampledCall } from '../domain/digest.js'
import { AuditError } from '../domain/error.js'
import type { Placeholders, RedactRule } from '../ingest/index.js'
import { redactLoggedCall } from '../ingest/index.js'
import { contentDigest } from '../sample/content.js'
import { structuralKey, structureOf } from '../tasks/structural-key.js'
import { tagFields, tagReader } from '../tasks/apart/tag-field.js'
import type { Received } from './connection.js'
import { countNested } from './count-nested.js'
import { drawSamples } from './draw-samples.js'
import type { OpenTable } from './open-table.js'
import type { ReadRow, RowGroup } from './read-groups.js'
import { readGroups, readRows } from './read-groups.js'
import type { PromptDetail } from './sql/mask.js'
import type { SampleScope } from './sql/sample-query.js'


export interface DigestOptions {
  readonly seed: number
  /** Sampled calls of each structure and model, at most. */
  readonly perGroup: number
  readonly redact?: readonly RedactRule[]
  readonly placeholders?: Placeholders
  /** How the database tells prompts apart; as is cheapest where undefined. */
  readonly detail?: PromptDetail | undefined
  readonly signal?: AbortSignal | undefined
}

/** Rows of one kind that were paid for and cannot be replayed: what one of them says of itself, and the sums over all. */
export interface KeptGroup {
  readonly reason: ExclusionReason
  readonly traffic: Traffic
  readonly stats: CallStats
}

export interface WarehouseDigest extends LogDigest {
  /** In no group and no task. */
  readonly kept: readonly KeptGroup[]
  /** What could not be settled; no text of the log. */
  readonly warnings: readonly string[]
  /** What came over the wire: bounded by the samples and the number of structures, however many rows there are. */
  readonly received: Received
  /** By id of a sampled call: what its place was drawn by. */
  readonly names: ReadonlyMap<string, string>
}

interface Group {
  group: CallGroup
  /** The label that stands for all labels of the group. */
  readonly label: string
  readonly sample: SampledCall[]
}

const SHOWN = 3
/** Weights of the structures are kept in proportion up to so many calls when tag fields are looked for. */
const WEIGHED = 20_000

/** The fields that name tasks, judged as in a log where every call is there: a structure counts by its calls. */
function tagsOf(used: readonly (readonly [RowGroup, LlmCall])[]): readonly string[] {
  const total = used.reduce((sum, [{ stats }]) => sum + stats.calls, 0)
  const scale = Math.min(1, WEIGHED / Math.max(1, total))
  return tagFields(used.flatMap(([{ stats }, call]) => Array.from({ length: Math.max(1, Math.round(stats.calls * scale)) }, () => call)))
}

function examplesOf(groups: readonly RowGroup[], rows: ReadonlyMap<string, ReadRow>): readonly ExclusionExamples[] {
  const byReason = new Map<ExclusionReason, { count: number; first: ExclusionExamples['first'] }>()
  for (const { id, stats } of groups) {
    const row = rows.get(id)
    if (row?.kind === 'call') continue
    const { reason, source, detail } = row ?? { reason: 'unreadable' as const, source: { file: '', line: 1 }, detail: 'the row went away while it was read' }
    const { count, first } = byReason.get(reason) ?? { count: 0, first: [] }
    byReason.set(reason, { count: count + stats.calls, first: first.length < SHOWN ? [...first, { source, detail }] : first })
  }
  return [...byReason].map(([reason, { count, first }]) => ({ reason, count, first })).toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

function repeatedRows(count: number, file: string): readonly ExclusionExamples[] {
  return count === 0 ? [] : [{ reason: 'duplicate', count, first: [{ source: { file, line: 1 }, detail: 'rows that lie in one another and tell of one model call' }] }]
}

/** Keeps one of each content and conversation, by place, as far as the group was asked for. */
function cut(sample: readonly SampledCall[], perGroup: number): readonly SampledCall[] {
  const contents = new Set<string>()
  const talks = new Set<string>()
  const kept: SampledCall[] = []
  for (const one of sample.toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))) {
    const talk = one.call.conversationId
    if (contents.has(one.content) || (talk !== undefined && talks.has(talk))) continue
    contents.add(one.content)
    if (talk !== undefined) talks.add(talk)
    kept.push(one)
    if (kept.length === perGroup) break
  }
  return kept
}

/**
 * The digest of a table: counts, sums and the draw are made by the database; one record of each structure and the samples come here.
 * @throws AuditError for a table that cannot be read, or holds nothing to audit
 */
export async function readDigest(opened: OpenTable, options: DigestOptions): Promise<WarehouseDigest> {
  const { connection, shown } = opened
  const { seed, perGroup, redact = [], placeholders = new Map<string, string>() } = options
  const { table, repeats, warnings } = await countNested(opened)
  const { detail, groups: rowGroups } = await readGroups(table, options.detail)
  const heads = await readRows(table, rowGroups.map(({ id }) => id))
  const used = rowGroups.flatMap((group) => {
    const row = heads.get(group.id)
    return row?.kind === 'call' ? [[group, row.call] as const] : []
  })
  const examples = [...examplesOf(rowGroups, heads), ...repeatedRows(repeats, shown)].toSorted((a, b) => b.count - a.count)
  const kept = rowGroups.flatMap(({ id, stats }): readonly KeptGroup[] => {
    const row = heads.get(id)
    return row?.kind === 'excluded' && row.traffic !== undefined ? [{ reason: row.reason, traffic: row.traffic, stats }] : []
  })
  const records = rowGroups.reduce((sum, { stats }) => sum + stats.calls, 0) + repeats
  if (used.length === 0) throw noUsableCall(shown, records, examples)

  const fields = tagsOf(used)
  const tagOf = tagReader(fields)
  const by = fields.length > 0 ? 'cv_g' : 'cv_s'
  const groups = new Map<string, Group>()
  const byLabel = new Map<string, Group>()
  const formats: Record<string, number> = {}
  for (const [row, call] of used) {
    const models = { ...(call.provider === undefined ? {} : { provider: call.provider }), requestModel: call.requestModel, ...(call.responseModel === undefined ? {} : { responseModel: call.responseModel }) }
    const key = structuralKey(structureOf(call.request, tagOf(call)))
    const name = JSON.stringify([key, models])
    const known = groups.get(name)
    const label = (by === 'cv_g' ? row.g : row.s) + row.m
    const group: Group = known ?? { label, group: { ...row.stats, key, ...models, distinct: 0, eligible: 0 }, sample: [] }
    if (known) known.group = { ...known.group, ...mergeStats(known.group, row.stats) }
    groups.set(name, group)
    byLabel.set(label, group)
    formats[call.format] = (formats[call.format] ?? 0) + row.stats.calls
  }

  const merged = new Map([...byLabel].flatMap(([label, group]) => (label === group.label ? [] : [[label, group.label] as const])))
  const scope: SampleScope = { seed, detail, by, merged, without: rowGroups.filter(({ id }) => heads.get(id)?.kind !== 'call').map(({ k }) => k) }
  const drawn: { readonly group: Group; readonly id: string; readonly name: string; readonly place: string; readonly repeats: number }[] = []
  for (const { label, distinct, eligible, sample } of await drawSamples(table, scope, perGroup, new Map([...groups.values()].map(({ label, group }) => [label, group.calls])))) {
    const found = byLabel.get(label)
    if (found === undefined) continue
    found.group = { ...found.group, distinct: found.group.distinct + distinct, eligible: found.group.eligible + eligible }
    drawn.push(...sample.map((one) => ({ group: found, ...one })))
  }
  const fetched = await readRows(table, drawn.map(({ id }) => id).filter((id) => !heads.has(id)))
  for (const { group, id, place, repeats } of drawn) {
    const row = heads.get(id) ?? fetched.get(id)
    if (row?.kind !== 'call') continue
    const call = redact.length > 0 ? redactLoggedCall(row.call, redact, placeholders) : row.call
    group.sample.push({ call, content: contentDigest(call.request), place, repeats })
  }
  return {
    input: { calls: records, excluded: Object.fromEntries(examples.map(({ reason, count }) => [reason, count])), formats },
    examples,
    kept,
    warnings,
    groups: [...groups.values()].map((one) => ({ ...one.group, sample: cut(one.sample, perGroup) })),
    received: connection.received(),
    names: new Map(drawn.map(({ id, name }) => [id, name])),
  }
}

function noUsableCall(shown: string, records: number, examples: readonly ExclusionExamples[]): AuditError {
  const lines = examples.map(({ reason, count, first }) => `\n  ${count} ${reason}${first[0] ? `, for example: ${first[0].detail}` : ''}`)
  return new AuditError('input-no-usable-call', `${shown}: none of ${records} rows is a usable call${lines.join('')}`, 'A usable row holds the prompt, the model and its answer; `columns:` of the source in the configuration says which column is which')
}
