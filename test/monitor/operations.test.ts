import { appendFileSync, existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import type { Workspace } from '../support/workspace.js'
import { monitored, phasedLog, policyText, scene } from './scene.js'

const STATE = '.audit/monitor/sorting.json'
const run = (space: Workspace, more: readonly string[] = []) => cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml', ...more])
const JUNK = Array.from({ length: 25 }, (_, n) => `{"hello":${n}}\n`).join('')

describe('a log that is not what it should be', () => {
  it('of which nothing is usable ends with 2, says what was read and why it is none, and is read again', async () => {
    using space = scene([])
    space.write('calls.jsonl', JUNK)
    const end = await run(space)
    expect(end).toMatchObject({ code: 2, stdout: '' })
    expect(end.stderr).toContain('no usable call in 25 records: 25 unknown-format')
    expect(existsSync(space.path(STATE))).toBe(false)
  })

  it('that turns to junk after a good start ends with 2 and loses nothing; a few bad rows are told', async () => {
    using space = scene([{ calls: 60 }])
    expect((await monitored(space)).period.calls).toBe(60)
    const state = space.read('state.json')
    appendFileSync(space.path('calls.jsonl'), '{"hello":1}\n')
    const few = await monitored(space)
    expect(few.period).toMatchObject({ records: 1, calls: 0, excluded: { 'unknown-format': 1 } })
    expect(space.read('state.json')).not.toBe(state)
    const kept = space.read('state.json')
    appendFileSync(space.path('calls.jsonl'), JUNK)
    await expect(monitored(space)).rejects.toThrow('no usable call in 25 records')
    expect(space.read('state.json')).toBe(kept)
    appendFileSync(space.path('calls.jsonl'), phasedLog(2, [{ calls: 40 }], 60))
    const mixed = await monitored(space)
    expect(mixed.period).toMatchObject({ records: 65, calls: 40 })
    expect(mixed.notices.map(({ message }) => message).join()).toContain('25 of 65 new records are no usable calls (25 unknown-format)')
  })

  it('that is empty, or in which nothing is new, is no error', async () => {
    using space = scene([])
    space.write('calls.jsonl', '')
    expect((await monitored(space)).period).toMatchObject({ records: 0, calls: 0 })
    space.write('calls.jsonl', phasedLog(1, [{ calls: 30 }]))
    await monitored(space)
    expect((await monitored(space)).period).toMatchObject({ records: 0, calls: 0 })
  })

  it('of calls that all failed is watched, not refused', async () => {
    using space = scene([{ calls: 30, changes: () => ({ record: { response: null, error: { message: 'overloaded', type: 'server_error' } } }) }])
    const { period } = await monitored(space)
    expect(period).toMatchObject({ calls: 0, excluded: { error: 30 }, errorRate: 1 })
  })
})

describe('time', () => {
  it('that goes back, stands still or is missing changes no figure but the span', async () => {
    const rows = phasedLog(1, [{ calls: 300, usable: 0.9 }]).trimEnd().split('\n')
    const stamped = (stamp: (n: number) => string | undefined): string => `${rows.map((row, n) => JSON.stringify({ ...(JSON.parse(row) as object), timestamp: stamp(n) })).join('\n')}\n`
    const ends = await Promise.all([undefined, (n: number) => new Date(Date.UTC(2026, 5, 1) - n * 60_000).toISOString(), () => '2026-01-01T00:00:00Z', () => undefined, (n: number) => (n % 2 === 0 ? 'yesterday' : '1970-01-01T00:00:00Z')].map(async (stamp) => {
      using space = scene([])
      space.write('calls.jsonl', stamp === undefined ? `${rows.join('\n')}\n` : stamped(stamp))
      const { period, alerts } = await monitored(space)
      const { from: _from, to: _to, ...figures } = period
      return { figures, alerts, ordered: (period.from ?? '') <= (period.to ?? '') }
    }))
    for (const end of ends) expect(end).toEqual(ends[0])
    expect(ends[0]?.ordered).toBe(true)
  })
})

describe('what lies beside it', () => {
  it('a state of a later version, an empty one, and one of another policy are refused, each by name, and kept', async () => {
    using space = scene([{ calls: 30 }])
    await run(space)
    const good = space.read(STATE)
    for (const [bad, said] of [['', 'it is empty'], [good.replace('"schemaVersion":1', '"schemaVersion":3'), 'written by a later version'], ['{}', 'not the state of a monitor']] as const) {
      space.write(STATE, bad)
      const end = await run(space)
      expect(end).toMatchObject({ code: 2, stdout: '' })
      expect(end.stderr).toContain(said)
      expect(space.read(STATE)).toBe(bad)
    }
    space.write(STATE, good)
    space.write('p.yaml', policyText().replace('id: sorting', 'id: other'))
    const foreign = await run(space, ['--state', STATE])
    expect(foreign.code).toBe(2)
    expect(foreign.stderr).toContain('belongs to the policy "sorting", not to "other"')
  })

  it('a second run at the same time is refused, and the lock of one that was killed is not in the way', async () => {
    using space = scene([{ calls: 60 }])
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      space.write(`${STATE}.lock`, String(other.pid))
      const end = await run(space)
      expect(end).toMatchObject({ code: 2, stdout: '' })
      expect(end.stderr).toContain(`is in use by process ${other.pid}`)
      expect(existsSync(space.path(STATE))).toBe(false)
      space.write('.audit/learn/lock', String(other.pid))
      const learn = await cli(space.directory, ['learn', 'calls.jsonl', '--policy', 'p.yaml'])
      expect(learn).toMatchObject({ code: 2, stdout: '' })
      expect(learn.stderr).toContain('if no audit learn runs there')
    } finally {
      const gone = new Promise((resolve) => { other.once('exit', resolve) })
      other.kill('SIGKILL')
      await gone
    }
    expect((await run(space)).code).toBe(0)
    expect(existsSync(space.path(`${STATE}.lock`))).toBe(false)
  })

  it('a policy that has expired is told, and the traffic is watched all the same', async () => {
    using space = scene([{ calls: 60 }], policyText().replace('2036-01-01', '2026-02-01'))
    const { period, notices } = await monitored(space)
    expect(period.calls).toBe(60)
    expect(notices.find(({ kind }) => kind === 'expiry')?.message).toContain('expired on 2026-02-01')
  })
})

it('tells an alert whose window holds fewer calls than it asks for, and only such a one', async () => {
  const alerts = 'alerts: [{ id: dear, metric: cost_per_request, change_percent: { above: 20 }, window: 1h, min_n: 100 }, { id: slow, metric: latency_p99, change_percent: { above: 100 }, window: 7d, min_n: 200 }]'
  using space = scene([{ calls: 2000 }], policyText({ alerts }))
  const said = (await monitored(space)).notices.map(({ message }) => message).join('\n')
  expect(said).toContain('the alert dear asks for 100 calls within 1h, and fewer come on sort')
  expect(said).not.toContain('the alert slow')
})

it('a log copied under another name, or named twice, is not counted twice', async () => {
  using space = scene([{ calls: 50 }])
  await monitored(space)
  space.write('copy.jsonl', space.read('calls.jsonl'))
  expect((await monitored(space, { logs: ['calls.jsonl', 'copy.jsonl'] })).period.calls).toBe(0)
  using fresh = scene([{ calls: 50 }])
  expect((await monitored(fresh, { logs: ['calls.jsonl', 'calls.jsonl'] })).total.calls).toBe(50)
  fresh.write('copy.jsonl', fresh.read('calls.jsonl'))
  using both = scene([{ calls: 50 }])
  both.write('copy.jsonl', both.read('calls.jsonl'))
  expect((await monitored(both, { logs: ['calls.jsonl', 'copy.jsonl'] })).total.calls).toBe(50)
})
