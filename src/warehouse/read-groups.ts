import { AuditError } from '../domain/error.js'
import type { ExclusionReason, LlmCall, ParsedRecord, SourceRef, Traffic } from '../domain/call.js'
import type { CallStats, LatencySketch, TokenSums } from '../domain/digest.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { createSettler, parseItem } from '../ingest/index.js'
import type { OpenTable } from './open-table.js'
import { groupsQuery, kindsQuery, NO_BIN, ZERO_BIN } from './sql/groups-query.js'
import type { PromptDetail } from './sql/mask.js'
import { recordsQuery } from './sql/records-query.js'

/** More structures than this are not told apart: each costs a record that is fetched. */
export const MAX_GROUPS = 20_000

/** Rows of one structure, one model and one way to end, as the database counted them; `calls` of them. */
export interface RowGroup {
  readonly k: string
  readonly m: string
  readonly s: string
  readonly g: string
  /** Id of the one that stands for them. */
  readonly id: string
  readonly stats: CallStats
}

const num = (value: JsonValue | undefined): number => (value === null || value === undefined ? 0 : Number(value))
const optional = (value: JsonValue | undefined): number | undefined => (value === null || value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value))

function sketchOf(row: JsonObject): LatencySketch {
  const bins: Record<number, number> = {}
  let zeros = 0
  const [numbers, counts] = [row['bins'], row['bin_calls']].map((list) => (Array.isArray(list) ? list.map(Number) : []))
  numbers?.forEach((bin, at) => {
    const count = counts?.[at] ?? 0
    if (bin === ZERO_BIN) zeros += count
    else if (bin !== NO_BIN) bins[bin] = (bins[bin] ?? 0) + count
  })
  return { zeros, bins }
}

const isoOf = (ms: number | undefined): string | undefined => (ms === undefined || Math.abs(ms) > 8e15 ? undefined : new Date(ms).toISOString())

function statsOf(row: JsonObject): CallStats {
  const known = (name: string) => ({ count: num(row[`${name}_n`]), sum: num(row[name]) })
  const tokens = (name: string): TokenSums => ({ calls: num(row[`${name}_n`]), inputTokens: num(row[`${name}_in`]), outputTokens: num(row[`${name}_out`]), cacheReadInputTokens: num(row[`${name}_read`]), cacheWriteInputTokens: num(row[`${name}_write`]) })
  const [first, last] = [isoOf(optional(row['first_at'])), isoOf(optional(row['last_at']))]
  return {
    calls: num(row['calls']),
    inputTokens: known('in'), outputTokens: known('out'), cacheReadInputTokens: known('read'), cacheWriteInputTokens: known('write'), costUsd: known('usd'),
    priced: { ...tokens('priced'), costUsd: num(row['priced_usd']) },
    unpriced: tokens('unpriced'),
    longestOutputTokens: num(row['longest']),
    ...(first === undefined ? {} : { firstStartedAt: first }),
    ...(last === undefined ? {} : { lastStartedAt: last }),
    latencyMs: sketchOf(row),
  }
}

/** Rows as the database told them apart. */
export interface CountedRows {
  readonly detail: PromptDetail
  readonly groups: readonly RowGroup[]
}

/** Rows are told apart by zeroed prompts where that makes no more groups than this. */
const MOST_ZEROED = 4_000

/** True where zeroed prompts come again and again, as some of the rows show: prompts that differ in more than digits would make a group each. */
async function isZeroedEnough({ connection, view }: OpenTable): Promise<boolean> {
  for await (const row of connection.rows(kindsQuery(view, 'zeroed'))) {
    const [kinds, calls] = [num(row['kinds']), num(row['calls'])]
    return kinds <= Math.min(MOST_ZEROED, calls / 8 + 64)
  }
  return false
}

async function groupsOf({ connection, view }: OpenTable, detail: PromptDetail, most: number): Promise<readonly RowGroup[] | undefined> {
  const groups: RowGroup[] = []
  for await (const row of connection.rows(groupsQuery(view, detail, most + 1))) {
    groups.push({ k: String(row['k']), m: String(row['m']), s: String(row['s']), g: String(row['g']), id: String(row['id']), stats: statsOf(row) })
  }
  return groups.length > most ? undefined : groups
}

/** Counts the rows of a table where they lie, telling prompts apart as asked, or as is cheapest. @throws AuditError `input-no-usable-call` for a table without rows, `warehouse/structures` for too many structures */
export async function readGroups(table: OpenTable, asked?: PromptDetail): Promise<CountedRows> {
  const { view, shown } = table
  const zeroed = asked === 'zeroed' || (asked === undefined && await isZeroedEnough(table)) ? await groupsOf(table, 'zeroed', MOST_ZEROED) : undefined
  const groups = zeroed ?? await groupsOf(table, 'masked', MAX_GROUPS)
  if (groups === undefined) {
    throw new AuditError('warehouse/structures', `${shown}: its rows are of more than ${MAX_GROUPS} structures: something that differs from call to call is taken for the prompt's structure`, 'Narrow the rows with `where:`, or map the columns of system prompt and user prompt one by one with `columns:` of the source in the configuration')
  }
  if (groups.length === 0) throw new AuditError('input-no-usable-call', `${shown}: no row in it${view.where === undefined ? '' : ` for which ${view.where}`}`, 'Check the table and `where:` of the source in the configuration')
  return { detail: zeroed === undefined ? 'masked' : 'zeroed', groups }
}

/** What a row became at this end. */
export type ReadRow = { readonly kind: 'call'; readonly call: LlmCall } | { readonly kind: 'excluded'; readonly reason: ExclusionReason; readonly source: SourceRef; readonly detail: string; readonly traffic?: Traffic }

const MOST_IDS = 2_000
const MOST_CHARACTERS = 200_000

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [[]]
  let size = 0
  for (const id of ids) {
    const last = all.at(-1)
    if (last === undefined || last.length >= MOST_IDS || size + id.length > MOST_CHARACTERS) {
      all.push([id])
      size = id.length
    } else {
      last.push(id)
      size += id.length
    }
  }
  return all.filter((chunk) => chunk.length > 0)
}

/** Fetches records by id and reads each as the same record in a file would be; of rows that share an id, one. */
export async function readRows({ connection, view, shown }: OpenTable, ids: readonly string[]): Promise<ReadonlyMap<string, ReadRow>> {
  const rows = new Map<string, ReadRow>()
  for (const chunk of chunks([...new Set(ids)])) {
    for await (const row of connection.rows(recordsQuery(view, chunk))) {
      const id = String(row['cv_id'])
      if (!rows.has(id)) rows.set(id, readRow(view.toRecord(row), id, shown, rows.size + 1))
    }
  }
  return rows
}

/** What an adapter makes of one row; what it would wait for in a file, such as other versions, does not come here. */
function readRow(record: JsonObject, id: string, file: string, line: number): ReadRow {
  const settler = createSettler()
  const read: ParsedRecord[] = []
  for (const part of parseItem({ line, value: record }, file)) {
    if (part.kind === 'deferred') settler.add(part)
    else read.push(part)
  }
  const [first] = [...read, ...settler.settle()]
  if (first?.kind === 'call') return { kind: 'call', call: { ...first.call, id } }
  return { kind: 'excluded', reason: first?.reason ?? 'unknown-format', source: { file, line }, detail: first?.detail ?? 'the row holds no call', ...(first?.traffic === undefined ? {} : { traffic: first.traffic }) }
}
