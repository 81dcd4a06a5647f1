import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { appendFileSync, existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MonitorResult } from '../../src/domain/monitor.js'
import { cliHere as cli } from '../support/cli-here.js'
import type { CliEnd } from '../support/cli.js'
import type { Workspace } from '../support/workspace.js'
import { phasedLog, scene } from './scene.js'

const STATE = '.audit/monitor/sorting.json'
const run = (space: Workspace, more: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<CliEnd> => cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml', ...more], { env })
const FALL = [{ calls: 1000, usable: 0.95 }, { calls: 400, usable: 0.6 }] as const

describe('audit monitor', () => {
  it('ends with 0 until there is something, with 1 from then on, and remembers in between', async () => {
    using space = scene([{ calls: 1000, usable: 0.95 }])
    const first = await run(space, ['--json=-'])
    expect(first.code).toBe(0)
    appendFileSync(space.path('calls.jsonl'), phasedLog(2, [{ calls: 400, usable: 0.6 }], 1000))
    const second = await run(space, ['--json=-'])
    const result = JSON.parse(second.stdout) as MonitorResult
    expect(second.code).toBe(1)
    expect(result.period.calls).toBe(400)
    expect(result.total.calls).toBe(1400)
    expect(result.alerts.map(({ id }) => id)).toContain('quality-down')
  })

  it('refuses a state that is damaged or of another policy, and leaves it as it is', async () => {
    using space = scene([{ calls: 50 }])
    await run(space)
    const good = space.read(STATE)
    expect(good).not.toContain('Message')
    for (const [bad, args] of [[good.slice(0, 200), []], [good.replace('"runs":1', '"runs":7'), []], [good, ['--alpha', '0.01']]] as const) {
      space.write(STATE, bad)
      const end = await run(space, args)
      expect(end).toMatchObject({ code: 2, stdout: '' })
      expect(end.stderr).toContain(args[0] ?? STATE)
      expect(end.stderr).not.toContain('bug')
      expect(space.read(STATE)).toBe(bad)
    }
  })

  it('writes a table, Markdown, Prometheus text and a message for a webhook', async () => {
    using space = scene(FALL)
    const as = (format: string) => run(space, ['--format', format, '--state', `${format}.json`])
    const [table, markdown, prometheus, slack] = [await as('table'), await as('markdown'), await as('prometheus'), await as('slack')]
    expect(table.stdout).toContain('ALERT quality-down')
    expect(markdown.stdout).toContain('| share | route |')
    expect(prometheus.stdout).toMatch(/^llm_routing_alert_firing\{alert="quality-down",route="sort",metric="quality \(usable answers\)"\} 1$/m)
    for (const line of prometheus.stdout.trimEnd().split('\n')) expect(line).toMatch(/^(?:# (?:HELP|TYPE) llm_routing_\w+ .+|llm_routing_\w+(?:\{(?:\w+="(?:[^"\\]|\\.)*",?)+\})? [-+.e\d]+)$/)
    expect((JSON.parse(slack.stdout) as { text: string }).text).toContain('alert')
    for (const end of [table, markdown, prometheus, slack]) expect(end).toMatchObject({ code: 1, stderr: '' })
    for (const end of [table, markdown, prometheus, slack]) expect(end.stdout).not.toContain('Message 7')
  })

  it('posts new alerts once, and never shows the address', async () => {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => { body += chunk.toString() }).on('end', () => {
        bodies.push(body)
        response.writeHead(bodies.length > 1 ? 500 : 200).end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => { server.once('listening', resolve) })
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0-secret-path`
      using space = scene(FALL)
      const [first, second] = [await run(space, ['--webhook'], { AUDIT_WEBHOOK_URL: url }), await run(space, ['--webhook'], { AUDIT_WEBHOOK_URL: url })]
      expect([first.code, second.code, bodies.length]).toEqual([1, 1, 1])
      expect(JSON.parse(bodies[0] ?? '')).toHaveProperty('blocks')
      const refused = await run(space, ['--webhook', 'HOOK', '--state', 'other.json'], { HOOK: url })
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('it answered 500')
      const wrong = await run(space, ['--webhook', url])
      expect(wrong.code).toBe(2)
      for (const { stdout, stderr } of [first, second, refused, wrong]) expect(stdout + stderr).not.toContain('secret-path')
    } finally {
      server.close()
    }
  })

  it('posts alerts again that could not be posted, once, whatever became of them meanwhile', async () => {
    const bodies: string[] = []
    let status = 503
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => { body += chunk.toString() }).on('end', () => {
        bodies.push(body)
        response.writeHead(status).end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => { server.once('listening', resolve) })
    try {
      const env = { AUDIT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
      using space = scene(FALL)
      const failed = await run(space, ['--webhook'], env)
      expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/could not be posted.*503[^]*next run with --webhook/u) as string])
      const again = await run(space, ['--webhook'], env)
      expect([again.code, bodies.length], 'nothing is new, and they are still owed').toEqual([1, 2])
      const damaged = space.read(`${STATE}.unsent`)
      space.write(`${STATE}.unsent`, damaged.slice(0, 50))
      expect(await run(space, ['--webhook'], env)).toMatchObject({ code: 2, stderr: expect.stringContaining('.unsent') as string })
      space.write(`${STATE}.unsent`, damaged)
      // Somebody takes the traffic as it is before the receiver is back: the alert is told all the same.
      expect((await run(space, ['--acknowledge', 'all'])).code).toBe(0)
      status = 200
      const delivered = await run(space, ['--webhook'], env)
      expect([delivered.code, bodies.length]).toEqual([0, 3])
      expect(bodies[2]).toMatch(/quality-down[^]*could not be posted then/u)
      expect(existsSync(space.path(`${STATE}.unsent`))).toBe(false)
      expect([(await run(space, ['--webhook'], env)).code, bodies.length]).toEqual([0, 3])
    } finally {
      server.close()
    }
  })
})
