import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/event.js'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere } from '../support/cli-here.js'
import { cli, configText } from '../support/cli.js'
import { promptOf, sortingLog } from '../support/log.js'
import { startModelServer, type ModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

function prepared(url: string, more = 'quality: { control: logged }', calls = 160): Workspace {
  const space = workspace()
  space.write('log.jsonl', sortingLog(calls))
  space.write('audit.config.yaml', configText(url, more))
  return space
}

const resultOf = (text: string): AuditResult => JSON.parse(text) as AuditResult
const resultIn = (space: Workspace, name: string): AuditResult => JSON.parse(space.read(name)) as AuditResult

describe('after a run', () => {
  let server: ModelServer
  let space: Workspace
  let first: Awaited<ReturnType<typeof cli>>
  beforeAll(async () => {
    server = await startModelServer(right)
    space = prepared(server.url)
    mkdirSync(space.path('.git'))
    first = await cli(space.directory, ['run', 'log.jsonl', '--json', 'result.json', '--report', 'report.md', '--events', 'events.ndjson'])
  })
  afterAll(async () => {
    space[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })

  it('result, policy, report, events and table are there; progress is on standard error', () => {
    expect(first.code, first.stderr).toBe(0)
    const result = resultIn(space, 'result.json')
    expect(result).toMatchObject({ schemaVersion: 1, policy: 'routing-policy.yaml', stoppedBy: null, incumbent: 'prod/big', tasks: [{ decision: { model: 'lab/small', strategy: 'single' } }] })
    expect(first.stdout).toContain('lab/small')
    expect(first.stdout).not.toContain(String.fromCharCode(27))
    expect(first.stderr).toContain(result.runId)
    expect(first.stderr).toContain('wrote routing-policy.yaml')
    expect(space.read('report.md')).toContain('lab/small')
    expect(space.read('routing-policy.yaml')).toContain('RoutingPolicy')
    const events = space.read('events.ndjson').trim().split('\n').map((line) => JSON.parse(line) as AuditEvent)
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['ingested', 'finished'])
    expect(events.filter((event) => event.type === 'trial')).toHaveLength(result.totals.replayCalls)
  })

  it('prompts and answers are kept from version control, once, and from other users', async () => {
    expect(space.read('.gitignore')).toBe('.audit/\n')
    await cli(space.directory, ['run', 'log.jsonl', '--quiet'])
    expect(space.read('.gitignore')).toBe('.audit/\n')
    for (const run of readdirSync(space.path('.audit'))) expect(statSync(space.path(`.audit/${run}`)).mode & 0o077).toBe(0)
  })

  it('the same command calls nobody and replaces its own policy', async () => {
    const calls = server.seen.length
    const again = await cli(space.directory, ['run', 'log.jsonl', '--json', '-', '--quiet'])
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(server.seen).toHaveLength(calls)
    const { totals, ...rest } = JSON.parse(again.stdout) as AuditResult
    const before = resultIn(space, 'result.json')
    expect({ ...rest, totals: null }).toEqual({ ...before, totals: null })
    expect(totals.replayCalls).toBe(0)
    expect(existsSync(space.path('routing-policy.new.yaml'))).toBe(false)
  })

  it('events on standard output are all that is there', async () => {
    const { stdout, code } = await cli(space.directory, ['run', 'log.jsonl', '--events', '-'])
    expect(code).toBe(0)
    const events = stdout.trim().split('\n').map((line) => JSON.parse(line) as AuditEvent)
    expect(events.at(-1)?.type).toBe('finished')
    expect(await cli(space.directory, ['run', 'log.jsonl', '--events', '-', '--json'])).toMatchObject({ code: 2, stdout: '' })
  })

  it('it is decided again with another margin, without a call', async () => {
    const calls = server.seen.length
    const { stdout, stderr, code } = await cliHere(space.directory, ['decide', '--margin', '0.005', '--json'])
    expect(code).toBe(0)
    expect(stderr).toContain('carries no guarantee')
    expect(JSON.parse(stdout)).toMatchObject({ tasks: [{ decision: { strategy: 'incumbent' } }] })
    expect(server.seen).toHaveLength(calls)
    expect((await cliHere(space.directory, ['decide', '--candidate', 'lab/smal'])).stderr).toContain('Did you mean "lab/small"')
  })

  it('it is reported in every format, by the beginning of its id, to a file', async () => {
    const { runId } = resultIn(space, 'result.json')
    const outputs = await Promise.all(['table', 'markdown', 'json'].map((format) => cli(space.directory, ['report', runId.slice(0, 4), '--format', format])))
    for (const { code, stdout } of outputs) {
      expect(code).toBe(0)
      expect(stdout).toContain('lab/small')
    }
    expect(JSON.parse(outputs[2]?.stdout ?? '')).toMatchObject({ runId })
    expect(outputs[1]?.stdout).toMatch(/^#/)
    await cliHere(space.directory, ['report', '--format', 'markdown', '--output', 'again.md'])
    expect(space.read('again.md')).toBe(outputs[1]?.stdout)
    expect((await cliHere(space.directory, ['report', 'zzz']))).toMatchObject({ code: 2, stdout: '' })
  })

  it('a request is routed by the policy, from standard input and from a file', async () => {
    const system = 'Sort the message into exactly one of: urgent, routine, spam. Answer with the label only.'
    const ours = JSON.stringify({ prompt: { system, last_user: promptOf(999) }, messages: [{ role: 'system', content: system }, { role: 'user', content: promptOf(999) }] })
    const requests = `${ours}\n{"prompt":{"last_user":"Write a poem."}}\n`
    const piped = await cliHere(space.directory, ['route', '--now', '2026-12-01T00:00:00Z'], { stdin: requests })
    expect(piped.code, piped.stderr).toBe(0)
    const lines = piped.stdout.trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).not.toContain('"lab')
    space.write('requests.jsonl', requests)
    expect((await cliHere(space.directory, ['route', 'requests.jsonl', '--now', '2026-12-01T00:00:00Z'])).stdout).toBe(piped.stdout)
    expect((await cliHere(space.directory, ['route'], { stdin: '[1]\n' })).stderr).toContain('standard input:1')
    expect((await cliHere(space.directory, ['route', '--now', 'later'], { stdin: ours })).code).toBe(2)
    expect((await cliHere(space.directory, ['route', '--policy', 'none.yaml'], { stdin: ours })).code).toBe(2)
  })

  it('the policy passes lint; a broken one fails it with its line', async () => {
    expect(await cliHere(space.directory, ['policy', 'lint', 'routing-policy.yaml'])).toMatchObject({ code: 0 })
    space.write('broken.yaml', space.read('routing-policy.yaml').replace('kind: RoutingPolicy', 'kind: Nonsense'))
    const { code, stdout } = await cliHere(space.directory, ['policy', 'lint', 'broken.yaml'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/broken\.yaml:\d+.*error/)
    expect((await cliHere(space.directory, ['policy', 'lint', 'none.yaml'])).code).toBe(2)
  })

  it('an edited policy is kept, the new one is written beside it, and the difference shown', async () => {
    const edited = `# mine\n${space.read('routing-policy.yaml')}`
    space.write('mine.yaml', edited)
    const { code, stderr } = await cliHere(space.directory, ['run', 'log.jsonl', '--policy', 'mine.yaml'])
    expect(code).toBe(0)
    expect(space.read('mine.yaml')).toBe(edited)
    expect(space.read('mine.new.yaml')).toContain('RoutingPolicy')
    expect(stderr).toContain('wrote mine.new.yaml beside mine.yaml')
    expect(stderr).toContain('# mine')
  })
})

describe('a run', () => {
  it('stopped by the budget ends with 4, has result and policy, and goes on with more money', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    space.write('log.jsonl', sortingLog(160, () => ({ request: { max_tokens: 4 } })))
    const stopped = await cli(space.directory, ['run', 'log.jsonl', '--budget', '0.001', '--json', 'a.json'])
    expect(stopped.code).toBe(4)
    expect(stopped.stderr).toContain('larger --budget')
    expect(resultIn(space, 'a.json')).toMatchObject({ stoppedBy: 'budget', tasks: [{ decision: { strategy: 'incumbent' } }] })
    expect(existsSync(space.path('routing-policy.yaml'))).toBe(true)
    const calls = server.seen.length
    expect((await cli(space.directory, ['run', 'log.jsonl', '--budget', '1', '--json', 'b.json'])).code).toBe(0)
    expect(resultIn(space, 'b.json')).toMatchObject({ runId: resultIn(space, 'a.json').runId, stoppedBy: null, totals: { cachedCalls: calls } })
  })

  it('spends twenty dollars at most where nobody names an amount, and says so before', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    space.write('audit.config.yaml', space.read('audit.config.yaml').replace('{ input: 1, output: 3 }', '{ input: 10000, output: 30000 }').replace('{ input: 10, output: 30 }', '{ input: 100000, output: 300000 }'))
    space.write('log.jsonl', sortingLog(160, () => ({ request: { max_tokens: 4 } })))
    expect((await cliHere(space.directory, ['plan', 'log.jsonl'])).stdout).toContain('the budget of $20.00 will probably end')
    const { code, stderr } = await cliHere(space.directory, ['run', 'log.jsonl', '--json', 'a.json'])
    expect([code, stderr]).toEqual([4, expect.stringContaining('budget $20') as string])
    const { totals } = resultIn(space, 'a.json') as unknown as { readonly totals: { readonly replayCostUsd: number } }
    expect(totals.replayCostUsd).toBeLessThanOrEqual(20)
    expect(totals.replayCostUsd).toBeGreaterThan(10)
  })

  it('interrupted ends with 130, writes no result, and the same command goes on from there', async () => {
    let interrupt: (name: NodeJS.Signals) => void = () => {}
    let cut = true
    await using server = await startModelServer((request) => {
      if (cut && request.index === 30) interrupt('SIGINT')
      return cut && request.index >= 30 ? { kind: 'hang' } : right(request)
    })
    using space = prepared(server.url)
    const stopped = await cli(space.directory, ['run', 'log.jsonl', '--json', 'a.json'], { onStart: (signal) => { interrupt = signal } })
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('goes on from there')
    expect(existsSync(space.path('a.json'))).toBe(false)
    expect(existsSync(space.path('routing-policy.yaml'))).toBe(false)
    cut = false
    expect((await cli(space.directory, ['run', 'log.jsonl', '--json', 'a.json'])).code).toBe(0)
    expect(resultIn(space, 'a.json').totals.cachedCalls).toBeGreaterThanOrEqual(15)
    expect(resultIn(space, 'a.json')).toMatchObject({ tasks: [{ decision: { model: 'lab/small' } }] })
  })

  it('killed loses no answer that it had, and counts the worst case of what was in flight', async () => {
    let kill: (name: NodeJS.Signals) => void = () => {}
    let cut = true
    await using server = await startModelServer((request) => {
      if (cut && request.index === 60) kill('SIGKILL')
      return cut && request.index >= 60 ? { kind: 'hang' } : right(request)
    })
    using space = prepared(server.url, 'quality: { control: logged }\nbudget_usd: 5')
    const killed = await cli(space.directory, ['run', 'log.jsonl'], { onStart: (signal) => { kill = signal } })
    expect(killed.code).toBeNull()
    const [runId] = readdirSync(space.path('.audit'))
    const entries = readFileSync(space.path(`.audit/${runId}/ledger.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: number; spentUsd?: number })
    const settled = new Set(entries.filter((entry) => entry.spentUsd !== undefined).map(({ id }) => id))
    expect(settled.size).toBeGreaterThanOrEqual(40)
    expect(new Set(entries.map(({ id }) => id)).size).toBeGreaterThan(settled.size)
    cut = false
    expect((await cli(space.directory, ['run', 'log.jsonl', '--json', 'a.json', '--quiet'])).code).toBe(0)
    expect(resultIn(space, 'a.json').totals.cachedCalls).toBeGreaterThanOrEqual(settled.size)
  })

  it('reads its log from standard input', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    const { code, stdout } = await cli(space.directory, ['run', '-', '--json'], { stdin: sortingLog(40) })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ input: { calls: 40 } })
  })

  it('needs a reporter for the name of its report, before anything is sent', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    expect((await cliHere(space.directory, ['run', 'log.jsonl', '--report', 'report.pdf'])).code).toBe(2)
    expect(server.seen).toHaveLength(0)
  })
})

describe('purge', () => {
  it('leaves no prompt and no answer on disk, and the report still works', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    await cliHere(space.directory, ['run', 'log.jsonl', '--quiet'])
    const { code, stderr } = await cliHere(space.directory, ['purge'])
    expect(code).toBe(0)
    expect(stderr).toContain('purged')
    const [runId] = readdirSync(space.path('.audit'))
    for (const name of readdirSync(space.path(`.audit/${runId}`))) expect(space.read(`.audit/${runId}/${name}`), name).not.toMatch(/Message \d+:/)
    expect((await cliHere(space.directory, ['report'])).stdout).toContain('lab/small')
    expect((await cliHere(space.directory, ['purge', '--older-than', '1'])).stderr).toContain('no run is that old')
  })

  it('takes the wording of prompts out of the memory of tasks with the last run that held any; ids go on', async () => {
    await using server = await startModelServer(right)
    using space = prepared(server.url)
    await cliHere(space.directory, ['run', 'log.jsonl', '--quiet'])
    await cliHere(space.directory, ['run', 'log.jsonl', '--quiet', '--seed', '2'])
    const before = resultOf((await cliHere(space.directory, ['inspect', 'log.jsonl', '--json'])).stdout)
    const worded = /"(?:template|wording)":|"kind":"(?:prefix|keywords)"/
    expect(space.read('.audit/tasks.json')).toMatch(worded)
    await cliHere(space.directory, ['purge'])
    expect(space.read('.audit/tasks.json')).toMatch(worded)
    expect((await cliHere(space.directory, ['purge', '--older-than', '1'])).stderr).toContain('no run is that old')
    expect(space.read('.audit/tasks.json')).toMatch(worded)
    expect((await cliHere(space.directory, ['purge', '--older-than', '0'])).stderr).toContain('templates are gone')
    expect(space.read('.audit/tasks.json')).not.toMatch(worded)
    const again = await cliHere(space.directory, ['inspect', 'log.jsonl', '--json'])
    expect(again.stderr).not.toContain('warning')
    expect(resultOf(again.stdout).tasks.map(({ id }) => id)).toEqual(before.tasks.map(({ id }) => id))
  })
})
