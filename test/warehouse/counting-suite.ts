import { expect, it } from 'vitest'
import { ingest } from '../../src/ingest/index.js'
import type { OpenTable } from '../../src/warehouse/open-table.js'
import { readDigest } from '../../src/warehouse/read-digest.js'
import { kindsQuery } from '../../src/warehouse/sql/groups-query.js'
import { workspace } from '../support/workspace.js'
import { expectSame } from './compare.js'
import { expectedGroups } from './reference.js'
import type { TrafficRow } from './traffic.js'
import { asLines } from './traffic.js'

/** A database that the tests fill. */
export interface Tables {
  readonly fill: (table: string, rows: readonly TrafficRow[]) => Promise<void>
  readonly open: (table: string) => Promise<OpenTable>
}

const row = (n: number, changes: Partial<TrafficRow>): TrafficRow => ({
  id: `call-${n}`, prompt: `Mail ${n}`, system: '', response: 'spam', model: 'big', provider: 'prod', input_tokens: 40, output_tokens: 2, cached_input_tokens: null, cost_usd: 0.001, latency_ms: 400,
  started_at: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(), conversation_id: '', status: 'ok', feature: '', ...changes,
})

/** The same table, and how many labels each draw was answered with. */
function watched(table: OpenTable): { readonly table: OpenTable; readonly draws: readonly number[] } {
  const draws: number[] = []
  const rows = async function* (sql: string): ReturnType<OpenTable['connection']['rows']> {
    const at = sql.includes('e_bound') ? draws.push(0) - 1 : undefined
    for await (const one of table.connection.rows(sql)) {
      if (at !== undefined) draws[at] = (draws[at] ?? 0) + 1
      yield one
    }
  }
  return { table: { ...table, connection: { ...table.connection, rows } }, draws }
}

/** What must hold of the counting and the draw on every engine, beside that traffic is read as from a file. */
export function itCounts(tables: () => Tables): void {
  const expectAsFromFile = async (name: string, rows: readonly TrafficRow[], perGroup: number, detail: 'zeroed' | 'masked' | undefined): Promise<{ readonly draws: readonly number[]; readonly keys: number }> => {
    using space = workspace()
    const { calls } = await ingest([space.write('log.jsonl', asLines(rows))])
    const { table, draws } = watched(await tables().open(name))
    const digest = await readDigest(table, { seed: 5, perGroup, detail }).finally(() => table.connection.close())
    expectSame(digest, expectedGroups(calls, 5, perGroup))
    return { draws, keys: new Set(digest.groups.map(({ key }) => key)).size }
  }

  it('draws again where repeats leave too few, and only of those', async () => {
    // Of 3,000 calls 100 requests, of 1,000 calls 5 requests, of 600 calls 600.
    const rows = [
      ...Array.from({ length: 3_000 }, (_, n) => row(n, { system: 'Sort the mail.', prompt: `Mail ${n % 100}` })),
      ...Array.from({ length: 1_000 }, (_, n) => row(3_000 + n, { system: 'Translate the mail.', prompt: `Letter ${n % 5}` })),
      ...Array.from({ length: 600 }, (_, n) => row(4_000 + n, { system: 'Answer the mail.', prompt: `Question ${n}` })),
    ]
    await tables().fill('repeated', rows)
    expect(await expectAsFromFile('repeated', rows, 10, undefined)).toEqual({ draws: [3, 2], keys: 3 })

    const { view, connection } = await tables().open('repeated')
    const counted: (readonly number[])[] = []
    for await (const { kinds, calls } of connection.rows(kindsQuery(view, 'zeroed'))) counted.push([Number(kinds), Number(calls)])
    await connection.close()
    const [kinds = 0, calls = 0] = counted[0] ?? []
    expect(counted).toHaveLength(1)
    expect([1, 2, 3]).toContain(kinds)
    // One row in 256 by its hash: 18 of 4,600, give or take four standard deviations.
    expect(Math.abs(calls - 18)).toBeLessThan(17)
    expect(calls).toBeGreaterThan(kinds)
  })

  it.each(['zeroed', 'masked'] as const)('takes no prompt for the absence of one, nor its escapes for what they say (%s)', async (detail) => {
    const messages = (content: string, n: number): string => `[{"role": "system", "content": ${content}}, {"role": "user", "content": "Mail ${n}"}]`
    const systems: readonly ((n: number) => Partial<TrafficRow>)[] = [
      () => ({ system: '' }),
      () => ({ system: 'none' }),
      () => ({ system: 'read:none' }),
      // The third decodes to the text under which the first, which no engine decodes, is kept; the second to its literal.
      (n) => ({ prompt: messages(String.raw`"\u0000 sort"`, n) }),
      (n) => ({ prompt: messages(String.raw`"\"\u005cu0000 sort\""`, n) }),
      (n) => ({ prompt: messages(String.raw`"exact:\"\u005cu0000 sort\""`, n) }),
    ]
    const rows = Array.from({ length: 60 }, (_, n) => row(n, systems[n % systems.length]?.(n) ?? {}))
    await tables().fill(`alike_${detail}`, rows)
    expect((await expectAsFromFile(`alike_${detail}`, rows, 4, detail)).keys).toBe(systems.length)
  })
}
