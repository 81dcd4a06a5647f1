import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/domain/json.js'
import { place } from '../../src/sample/draw.js'
import { clickhouse } from '../../src/warehouse/clickhouse/dialect.js'
import { drawSamples } from '../../src/warehouse/draw-samples.js'
import type { OpenTable } from '../../src/warehouse/open-table.js'
import { readGroups } from '../../src/warehouse/read-groups.js'
import { ALL, boundFor } from '../../src/warehouse/sql/sample-query.js'
import { createView } from '../../src/warehouse/view/create-view.js'

const COLUMNS = ['id', 'prompt', 'response', 'model'].map((name) => ({ name, type: 'String' }))

/** A table whose database answers each query by a script; `asked` holds the queries. */
function scripted(answer: (sql: string, nth: number) => readonly JsonObject[]): OpenTable & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    asked,
    shown: 'calls',
    view: createView(clickhouse, 'calls', COLUMNS, undefined, 'calls'),
    connection: {
      dialect: clickhouse,
      columns: () => Promise.resolve(COLUMNS),
      tables: () => Promise.resolve(['calls']),
      keepsVersions: () => Promise.resolve(false),
      rows: async function* (sql) {
        yield* answer(sql, asked.push(sql) - 1)
      },
      received: () => ({ rows: 0, bytes: 0 }),
      close: () => Promise.resolve(),
    },
  }
}

/** Natural logarithm of a bound on the chance that fewer than `wanted` of `among` even places lie before a share (Chernoff). */
function lnTooFew(wanted: number, among: number, share: number): number {
  const mean = share * among
  return -((mean - wanted) ** 2) / (2 * mean)
}

describe('the bound of places', () => {
  const sizes = fc.integer({ min: 1, max: 5_000 }).chain((wanted) => fc.tuple(fc.constant(wanted), fc.integer({ min: wanted, max: 100_000_000 })))

  it('lets enough through but for a chance below one in a million, and little more', () => {
    fc.assert(fc.property(sizes, ([wanted, among]) => {
      const bound = boundFor(wanted, among)
      if (bound === ALL) return among <= wanted + 8 * Math.sqrt(wanted) + 40
      const share = Number.parseInt(bound, 16) / 2 ** 32
      return bound.length === 8 && lnTooFew(wanted, among, share) < Math.log(1e-6) && share * among < wanted + 8 * Math.sqrt(wanted) + 40
    }), { numRuns: 2_000 })
  })

  it('counts as reckoned among places as they are drawn', () => {
    const places = Array.from({ length: 50_000 }, (_, n) => place(3, 'order', `call-${n}`))
    for (const wanted of [1, 60, 400, 1_200]) {
      const before = places.filter((one) => one < boundFor(wanted, places.length)).length
      expect(before).toBeGreaterThanOrEqual(wanted)
      expect(before).toBeLessThan(wanted + 12 * Math.sqrt(wanted) + 70)
    }
    expect(places.every((one) => one < ALL)).toBe(true)
  })
})

describe('drawing samples', () => {
  const scope = { seed: 1, detail: 'zeroed', by: 'cv_s', merged: new Map(), without: [] } as const
  const drawn = (label: string, eligible: number, count: number): JsonObject => {
    const ids = Array.from({ length: count }, (_, n) => `${label}-${n}`)
    return { g: label, distinct_requests: eligible, eligible, ids, names: ids, repeats: ids.map(() => 1), places: ids }
  }

  it('allows for three repeats, then reckons from what may be drawn, then lifts the bound, asking only for what is short', async () => {
    const table = scripted((_, nth) => [[drawn('rare', 500, 4), drawn('plain', 9_000, 10)], [drawn('rare', 500, 9)], [drawn('rare', 500, 10)]][nth] ?? [])
    const found = await drawSamples(table, scope, 10, new Map([['rare', 40_000], ['plain', 9_000]]))
    expect(found.map(({ label, sample }) => [label, sample.length])).toEqual([['rare', 10], ['plain', 10]])
    expect(table.asked).toHaveLength(3)
    expect(table.asked[0]).toContain(`['rare', 'plain'], ['${boundFor(30, 40_000)}', '${boundFor(30, 9_000)}']`)
    expect(table.asked[1]).toContain(`['rare'], ['${boundFor(10, 500)}']`)
    expect(table.asked[2]).toContain(`['rare'], ['${ALL}']`)
    for (const sql of table.asked.slice(1)) expect(sql).toContain(`IN ('rare')`)
  })

  it('asks no more of what has all it can give, nor of what has no bound', async () => {
    const table = scripted(() => [drawn('few', 7, 7), drawn('unbounded', 20, 4)])
    await drawSamples(table, scope, 10, new Map([['few', 40_000], ['unbounded', 20]]))
    expect(table.asked).toHaveLength(1)
  })
})

describe('how prompts are told apart', () => {
  const group = { k: 'k', m: 'm', s: 's', g: 'g', id: 'call-1', calls: 5, bins: [], bin_calls: [] }
  const chosen = async (kinds: number, calls: number): Promise<string> => (await readGroups(scripted((sql) => (sql.includes('AS kinds') ? [{ kinds, calls }] : [group])))).detail

  it.each([
    [1, 2, 'zeroed'], [66, 20, 'zeroed'], [67, 20, 'masked'], [164, 800, 'zeroed'], [165, 800, 'masked'], [4_000, 1_000_000, 'zeroed'], [4_001, 1_000_000, 'masked'],
  ])('takes %d kinds among %d rows to be best told apart when %s', async (kinds, calls, detail) => {
    expect(await chosen(kinds, calls)).toBe(detail)
  })

  it.each([[4_000, 'zeroed'], [4_001, 'masked']])('goes on with masks where zeros make more than 4,000 groups: %d', async (count, detail) => {
    const found = await readGroups(scripted((sql, nth) => (sql.includes('AS kinds') ? [{ kinds: 1, calls: 1 }] : Array.from({ length: nth === 1 ? count : 1 }, () => group))))
    expect([found.detail, found.groups.length]).toEqual([detail, detail === 'zeroed' ? count : 1])
  })
})
