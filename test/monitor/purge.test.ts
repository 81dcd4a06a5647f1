import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appendFileSync, readdirSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { MonitorResult } from '../../src/domain/monitor.js'
import { cliHere as cli } from '../support/cli-here.js'
import { labelOf } from '../support/log.js'
import type { Workspace } from '../support/workspace.js'
import { phasedLog, scene } from './scene.js'

const STATE = '.audit/monitor/sorting.json'
const NAME = 'ada lovelace'
const answered = (first: number, calls: number, share: number) => phasedLog(first + 1, [{ calls, changes: (n) => ({ answer: n % 10 < share * 10 ? 'Ada Lovelace' : labelOf(n) }) }], first)
const run = (space: Workspace, more: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml', '--json=-', ...more], { env })
const purge = (space: Workspace, ...args: readonly string[]) => cli(space.directory, ['purge', ...args])
const kept = (space: Workspace): string => readdirSync(space.path('.audit/monitor')).map((name) => space.read(`.audit/monitor/${name}`)).join('\n').toLowerCase()

describe('audit purge', () => {
  it.each([['while they are being learnt', 30], ['once they are known', 400]] as const)('deletes the answers that a monitor keeps, %s, and goes on watching all else', async (_name, calls) => {
    using space = scene([])
    space.write('calls.jsonl', answered(0, calls, 0.4))
    expect((await run(space)).code).toBe(0)
    expect(kept(space)).toContain(NAME)
    const { code, stderr } = await purge(space)
    expect([code, stderr]).toEqual([0, expect.stringContaining(`purged ${STATE}`) as string])
    expect(kept(space)).not.toContain(NAME)
    for (const label of ['urgent', 'routine', 'spam']) expect(kept(space)).not.toContain(label)
    expect((await purge(space)).stderr).not.toContain('purged .audit/monitor')
    appendFileSync(space.path('calls.jsonl'), phasedLog(8, [{ calls: 500, changes: (n) => ({ answer: n % 2 === 0 ? '' : labelOf(n) }) }], calls))
    const next = JSON.parse((await run(space)).stdout) as MonitorResult
    expect(next.total.calls).toBe(calls + 500)
    if (calls > 100) expect(next.alerts.map(({ id }) => id), 'what was learnt of usable answers is still there').toContain('quality-down')
  })

  it('learns the answers anew afterwards, and finds a change of them', async () => {
    using space = scene([{ calls: 300 }])
    await run(space)
    await purge(space)
    appendFileSync(space.path('calls.jsonl'), phasedLog(2, [{ calls: 400 }, { calls: 400, changes: () => ({ answer: labelOf(0) }) }], 300))
    const { alerts } = JSON.parse((await run(space)).stdout) as MonitorResult
    expect(alerts.map(({ metric }) => metric)).toContain('behaviour: the share of answers "urgent"')
  })

  it('deletes them from alerts that fire, and from those that a receiver is still owed', async () => {
    const bodies: string[] = []
    let status = 503
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => { body += chunk.toString() }).on('end', () => { bodies.push(body); response.writeHead(status).end() })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => { server.once('listening', resolve) })
    try {
      using space = scene([])
      const env = { AUDIT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
      space.write('calls.jsonl', answered(0, 600, 0.4) + answered(600, 400, 0.9))
      expect((await run(space, ['--webhook'], env)).code).toBe(1)
      expect(kept(space)).toMatch(/"firing":\[[^\]]*ada lovelace/u)
      expect(space.read(`${STATE}.unsent`).toLowerCase()).toContain(NAME)
      expect((await purge(space)).code).toBe(0)
      expect(kept(space)).not.toContain(NAME)
      status = 200
      await run(space, ['--webhook'], env)
      expect(bodies.at(-1)).toContain('one of its usual answers')
      expect(bodies.at(-1)?.toLowerCase()).not.toContain(NAME)
    } finally {
      server.close()
    }
  })

  it('goes by age, not by the last run, keeps its hands off the state of a monitor that runs, and off all of them for a named run', async () => {
    using space = scene([{ calls: 100 }])
    await run(space)
    expect((await purge(space, '--older-than', '30')).stderr).not.toContain('purged')
    expect(kept(space)).toContain('urgent')
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    try {
      space.write(`${STATE}.lock`, String(other.pid))
      expect(await purge(space)).toMatchObject({ code: 2, stderr: expect.stringContaining('is in use by process') as string })
      expect(kept(space)).toContain('urgent')
    } finally {
      // Its lock holds until the system has buried it.
      const dead = once(other, 'exit')
      other.kill('SIGKILL')
      await dead
    }
    expect((await purge(space)).code).toBe(0)
    // Learnt long ago; that it was run today makes it no younger.
    appendFileSync(space.path('calls.jsonl'), phasedLog(2, [{ calls: 100 }], 100))
    await run(space, [], { SOURCE_DATE_EPOCH: '1767225600' })
    appendFileSync(space.path('calls.jsonl'), phasedLog(2, [{ calls: 100 }], 200))
    await run(space)
    expect(kept(space)).toContain('urgent')
    expect((await purge(space, '--older-than', '30')).stderr).toContain(`purged ${STATE}`)
    expect(kept(space)).not.toContain('urgent')
  })
})
