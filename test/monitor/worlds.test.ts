import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { MonitorResult } from '../../src/domain/monitor.js'
import { createGenerator } from '../../src/decide/generator.js'
import type { LlmCall } from '../../src/domain/call.js'
import { createSeenCalls, MOST_SEEN } from '../../src/monitor/seen-calls.js'
import { call as callOf } from '../support/call.js'
import { cli } from '../support/cli.js'
import { monitored, phasedLog, scene } from './scene.js'
import type { Workspace } from '../support/workspace.js'

const rowsOf = (seed: number, calls: number, first = 0): readonly string[] => phasedLog(seed, [{ calls }], first).trimEnd().split('\n')
const linesOf = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')
const mapped = (rows: readonly string[], change: (row: Record<string, unknown>, n: number) => unknown): string => linesOf(rows.map((row, n) => JSON.stringify(change(JSON.parse(row) as Record<string, unknown>, n))))
const figures = ({ total: { calls, costUsd, savingUsd } }: MonitorResult) => ({ calls, costUsd, savingUsd })
/** A system prompt that all records of all days begin with. */
const PREAMBLE = `Sort the message into exactly one of: urgent, routine, spam. ${'Be fair to the sender. '.repeat(400)}`

function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  const uniform = createGenerator(seed)
  return list.map((one) => ({ one, at: uniform() })).toSorted((a, b) => a.at - b.at).map(({ one }) => one)
}

describe('calls without usage', () => {
  it('count, and cost what is not known rather than nothing', async () => {
    using space = scene([])
    space.write('calls.jsonl', mapped(rowsOf(1, 200), (row, n) => (n % 2 === 0 ? row : { ...row, response: { ...(row['response'] as object), usage: n % 4 === 1 ? undefined : null } })))
    const { period } = await monitored(space)
    const [route] = period.routes
    using whole = scene([])
    whole.write('calls.jsonl', linesOf(rowsOf(1, 200).filter((_, n) => n % 2 === 0)))
    const known = (await monitored(whole)).period
    expect(period.calls).toBe(200)
    expect(period.costUsd).toBeCloseTo(known.costUsd ?? Number.NaN, 12)
    expect(period.savingUsd).toBeCloseTo(known.savingUsd ?? Number.NaN, 12)
    expect(route?.costPerCallUsd, 'of the calls whose cost is known').toBeCloseTo(known.routes[0]?.costPerCallUsd ?? Number.NaN, 12)
  })

  it('alone give no cost, no saving and no alarm', async () => {
    using space = scene([])
    space.write('calls.jsonl', mapped(rowsOf(1, 300), (row) => ({ ...row, response: { ...(row['response'] as object), usage: undefined } })))
    const { period, alerts } = await monitored(space)
    expect(period).toMatchObject({ calls: 300, costUsd: null, savingUsd: null })
    expect(alerts).toEqual([])
  })
})

describe('the same call', () => {
  const rows = rowsOf(1, 120)
  const once = async (): Promise<ReturnType<typeof figures>> => {
    using space = scene([])
    space.write('calls.jsonl', linesOf(rows))
    return figures(await monitored(space))
  }

  it.each<readonly [string, (space: Workspace) => Promise<MonitorResult>]>([
    ['twice in one log', (space) => { space.write('calls.jsonl', linesOf(rows.flatMap((row) => [row, row]))); return monitored(space) }],
    ['in exports that overlap, read together', (space) => { space.write('a.jsonl', linesOf(rows.slice(0, 80))); space.write('b.jsonl', linesOf(rows.slice(50))); return monitored(space, { logs: ['a.jsonl', 'b.jsonl'] }) }],
    ['in exports that overlap, one a run', async (space) => {
      for (const [name, from, to] of [['a.jsonl', 0, 70], ['b.jsonl', 30, 100], ['c.jsonl', 60, 120]] as const) {
        space.write(name, linesOf(rows.slice(from, to)))
        await monitored(space, { logs: [name] })
      }
      return monitored(space, { logs: ['c.jsonl'] })
    }],
    ['in an export that begins otherwise each time', async (space) => {
      for (const seed of [1, 2, 3]) { space.write('latest.jsonl', linesOf(shuffled(rows, seed))); await monitored(space, { logs: ['latest.jsonl'] }) }
      return monitored(space, { logs: ['latest.jsonl'] })
    }],
    ['in a file given twice, as a pattern and by name', (space) => { space.write('calls.jsonl', linesOf(rows)); return monitored(space, { logs: ['*.jsonl', 'calls.jsonl'] }) }],
    ['in a log whose rows stand in no order', (space) => { space.write('calls.jsonl', linesOf(shuffled(rows, 5))); return monitored(space) }],
    ['without an id of its own', (space) => {
      const bare = rows.map((row) => { const { id: _id, response, ...rest } = JSON.parse(row) as { readonly id: string; readonly response: Record<string, unknown> }; const { id: _other, ...answer } = response; return JSON.stringify({ ...rest, response: answer }) })
      space.write('a.jsonl', linesOf(bare)); space.write('b.jsonl', linesOf(['', ...bare].slice(1).toReversed()))
      return monitored(space, { logs: ['a.jsonl', 'b.jsonl'] })
    }],
  ])('%s counts once', async (_name, read) => {
    using space = scene([])
    const expected = await once()
    const found = figures(await read(space))
    expect(found.calls).toBe(expected.calls)
    expect(found.costUsd).toBeCloseTo(expected.costUsd ?? Number.NaN, 10)
    expect(found.savingUsd).toBeCloseTo(expected.savingUsd ?? Number.NaN, 10)
  })

  it('is told, and an export in which nothing is new is no error', async () => {
    using space = scene([])
    space.write('a.jsonl', linesOf(rows))
    await monitored(space, { logs: ['a.jsonl'] })
    space.write('b.jsonl', linesOf(rows.slice(40).toReversed()))
    const again = await monitored(space, { logs: ['b.jsonl'] })
    expect(again).toMatchObject({ status: 'ok', period: { calls: 0, records: 80, excluded: { duplicate: 80 } } })
    expect(again.notices.map(({ message }) => message).join()).toContain('80 of 80 new records say again what was counted before')
  })

  it('is not one that was answered by another model under the same id, nor one of the same text at another time', async () => {
    using space = scene([])
    const other = rows.map((row) => { const one = JSON.parse(row) as { readonly response: object; readonly request: object }; return JSON.stringify({ ...one, request: { ...one.request, model: 'big' }, response: { ...one.response, model: 'big' } }) })
    space.write('calls.jsonl', linesOf([...rows, ...other]))
    expect((await monitored(space)).period.calls).toBe(240)
    space.write('later.jsonl', mapped(rows, ({ id: _id, ...row }, n) => ({ ...row, response: { ...(row['response'] as object), id: undefined }, timestamp: new Date(Date.UTC(2026, 2, 1, 0, 0, n)).toISOString() })))
    expect((await monitored(space, { logs: ['later.jsonl'] })).period.calls).toBe(120)
  })

  it('is not one with the id of a question that was asked again, told by its latency where the log has no times, and kept where it has neither', async () => {
    const timeless = (latency: (n: number) => number | undefined): string => mapped(rows, ({ timestamp: _time, ...row }, n) => ({ ...row, latency_ms: latency(n) }))
    for (const [first, second, calls] of [[(n: number) => 400 + n, (n: number) => 700 + n, 240], [(n: number) => 400 + n, (n: number) => 400 + n, 120], [() => undefined, () => undefined, 240]] as const) {
      using space = scene([])
      space.write('calls.jsonl', timeless(first) + timeless(second))
      expect((await monitored(space)).period.calls).toBe(calls)
    }
  })

  it('is remembered over as many calls as are kept, which do not grow', () => {
    const call = (n: number): LlmCall => callOf(`c${n}`, 'the same', { latencyMs: 400 })
    const seen = createSeenCalls()
    let wrong = 0
    for (let n = 0; n < MOST_SEEN + 10; n++) if (seen.isRepeat(call(n))) wrong += 1
    expect(wrong, 'one in 40,000 by chance').toBeLessThan(12)
    const kept = createSeenCalls(seen.state())
    expect(kept.state()).toBe(seen.state())
    expect(seen.state().length).toBeLessThanOrEqual(Math.ceil((4 * MOST_SEEN) / 3) * 4)
    expect([kept.isRepeat(call(MOST_SEEN)), kept.isRepeat(call(20)), kept.isRepeat(call(2))]).toEqual([true, true, false])
  })
})

describe('clocks', () => {
  it('that differ by zone, jump, or lie in the past or the future change nothing but the span, which holds only what can be', async () => {
    using space = scene([])
    const stamps = ['2026-03-01T12:00:00+09:00', '2026-03-01 04:00:00', 'Sun, 01 Mar 2026 05:00:00 GMT', 1772344800, 1772348400000]
    space.write('calls.jsonl', mapped(rowsOf(1, 100), (row, n) => ({ ...row, timestamp: n === 7 ? '1970-01-01T00:00:00Z' : n === 9 ? '2999-12-31T23:59:59Z' : stamps[n % stamps.length] })))
    const { period, notices } = await monitored(space)
    expect(period).toMatchObject({ calls: 100, from: '2026-03-01T03:00:00.000Z', to: '2026-03-01T07:00:00.000Z' })
    expect(notices.map(({ message }) => message).join()).toContain('2 new calls carry a time before 2000 or more than a day ahead')
  })
})

describe('a log that is moved about', () => {
  const logs = ['calls*']
  const counted = async (space: Workspace): Promise<readonly [now: number, ever: number]> => { const { period, total } = await monitored(space, { logs }); return [period.calls, total.calls] }

  it('is read once: renamed, packed after it was read, packed before the rest was read, moved on and packed again', async () => {
    using space = scene([])
    const parts = [0, 1, 2, 3].map((part) => phasedLog(part + 1, [{ calls: 50 }], part * 50))
    const pack = (from: string, to: string): void => { writeFileSync(space.path(to), gzipSync(readFileSync(space.path(from)))); rmSync(space.path(from)) }
    space.write('calls.jsonl', parts[0] ?? '')
    expect(await counted(space)).toEqual([50, 50])
    appendFileSync(space.path('calls.jsonl'), parts[1] ?? '')
    pack('calls.jsonl', 'calls.jsonl.1.gz')
    space.write('calls.jsonl', parts[2] ?? '')
    expect(await counted(space)).toEqual([100, 150])
    renameSync(space.path('calls.jsonl.1.gz'), space.path('calls.jsonl.2.gz'))
    pack('calls.jsonl', 'calls.jsonl.1.gz')
    space.write('calls.jsonl', parts[3] ?? '')
    expect(await counted(space)).toEqual([50, 200])
    utimesSync(space.path('calls.jsonl.2.gz'), 1e9, 1e9)
    expect(await counted(space)).toEqual([0, 200])
  })

  it('is read on behind a copy that was truncated, though its size is what it was', async () => {
    using space = scene([])
    const [one, two] = [phasedLog(1, [{ calls: 50 }]), phasedLog(2, [{ calls: 50 }], 50)]
    space.write('calls.jsonl', one)
    expect(await counted(space)).toEqual([50, 50])
    copyFileSync(space.path('calls.jsonl'), space.path('calls.jsonl.1'))
    truncateSync(space.path('calls.jsonl'))
    appendFileSync(space.path('calls.jsonl'), `${two.trimEnd()}${' '.repeat(Math.max(0, one.length - two.length))}\n`)
    expect(await counted(space)).toEqual([50, 100])
  })

  it('is not taken for another one that begins with the same long prompt, packed or not', async () => {
    using space = scene([])
    const day = (n: number): string => phasedLog(n + 1, [{ calls: 30, changes: () => ({ system: PREAMBLE }) }], 30 * n).trimEnd().split('\n').map((row) => { const { request, ...rest } = JSON.parse(row) as Record<string, unknown>; return `${JSON.stringify({ request, ...rest })}\n` }).join('')
    for (let n = 0; n < 3; n++) {
      writeFileSync(space.path(`calls-${n}.jsonl.gz`), gzipSync(day(n)))
      expect((await counted(space))[0], `day ${n}`).toBe(30)
    }
    space.write('calls-3.jsonl', day(3))
    expect(await counted(space)).toEqual([30, 120])
  })
})

describe('a log that grows while it is read', () => {
  it('gives each call once, to this run or to the next, and never half a line', async () => {
    using space = scene([{ calls: 2000 }])
    let written = 2000
    const end = setInterval(() => { appendFileSync(space.path('calls.jsonl'), phasedLog(7, [{ calls: 5 }], written)); written += 5 }, 1)
    let calls = 0
    try {
      for (let run = 0; run < 3; run++) calls += (await monitored(space)).period.calls
    } finally {
      clearInterval(end)
    }
    const last = await monitored(space)
    expect(last.total).toMatchObject({ calls: written, records: written })
    expect(calls + last.period.calls).toBe(written)
  })

  it('and ends within a packed part is refused by name, and read whole once it is', async () => {
    using space = scene([])
    const packed = gzipSync(phasedLog(1, [{ calls: 400 }]))
    space.write('calls.jsonl.gz', packed.subarray(0, packed.length >> 1))
    await expect(monitored(space, { logs: ['calls.jsonl.gz'] })).rejects.toThrow('calls.jsonl.gz')
    space.write('calls.jsonl.gz', packed)
    expect((await monitored(space, { logs: ['calls.jsonl.gz'] })).total.calls).toBe(400)
  })
})

it('of monitors at once, over a lock that a killed one left, each call is counted once', async () => {
  using space = scene([{ calls: 500 }])
  space.write('m.json.lock', '999999999')
  const ends = await Promise.all([1, 2, 3, 4].map(() => cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml', '--state', 'm.json', '--json=-'])))
  const done = ends.filter(({ code }) => code === 0).map(({ stdout }) => (JSON.parse(stdout) as MonitorResult).period.calls)
  expect(done.reduce((sum, calls) => sum + calls, 0)).toBe(500)
  for (const { code, stderr } of ends) if (code !== 0) expect([code, stderr]).toEqual([2, expect.stringMatching(/m\.json is in use by process/u) as string])
  expect((await monitored(space, { state: 'm.json' })).total.calls).toBe(500)
})
