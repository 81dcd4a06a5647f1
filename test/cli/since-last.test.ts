import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText, type CliEnd } from '../support/cli.js'
import { caseOf, labelOf, logRecord, sortingLog } from '../support/log.js'
import { answer, startModelServer, type ModelServer } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const CONFIG = 'quality: { control: logged }'
const isNew = (prompt: string): boolean => prompt.startsWith('Translate')
const NEW_SYSTEM = 'You judge the mood of restaurant reviews for a newspaper. Reply with one word: urgent, routine or spam.'

const newTask = (count: number): string =>
  Array.from({ length: count }, (_, n) => `${JSON.stringify(logRecord(n, { system: NEW_SYSTEM, prompt: `Translate review ${n} about the meal. Message ${n}: fine.`, record: { id: `other-${n}`, metadata: { task: 'mood' } } }))}\n`).join('')

describe('audit run --since-last', () => {
  let server: ModelServer
  let space: Workspace
  beforeEach(async () => {
    server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
    space = workspace()
    space.write('log.jsonl', sortingLog(160, () => ({ record: { metadata: { task: 'sort' } } })))
    space.write('audit.config.yaml', configText(server.url, CONFIG))
    expect(await cli(space.directory, ['run', 'log.jsonl', '--quiet'])).toMatchObject({ code: 0 })
  })
  afterEach(async () => {
    space[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })
  const again = (more: readonly string[] = []): Promise<CliEnd> => cli(space.directory, ['run', 'log.jsonl', '--since-last', '--json', 'result.json', ...more])
  const result = (): AuditResult => JSON.parse(space.read('result.json')) as AuditResult
  const routes = (): string => space.read('routing-policy.yaml').split('\nroutes:')[1]?.replace(/^ +decided_at:.*\n/gm, '') ?? ''

  it('asks nobody where nothing changed, keeps the routes, and names the run and the day of the evidence, however often it runs', async () => {
    const [calls, before] = [server.seen.length, routes()]
    expect(before).toContain('lab-small')
    expect(await again()).toMatchObject({ code: 0, stderr: expect.stringContaining('1 of 1 tasks keep their decision') as string })
    const { carriedOver } = result().tasks[0] ?? {}
    expect(carriedOver).toMatchObject({ runId: result().runId })
    expect(Number.isNaN(Date.parse(carriedOver?.decidedAt ?? ''))).toBe(false)
    expect(routes()).toBe(before)
    expect(space.read('routing-policy.yaml')).toContain(carriedOver?.decidedAt)
    await again()
    expect(result().tasks[0]?.carriedOver).toEqual(carriedOver)
    expect(server.seen).toHaveLength(calls)
    expect(existsSync(space.path('routing-policy.new.yaml'))).toBe(false)
  })

  it('asks for a new task alone, and the others keep the run that they come from', async () => {
    const [calls, first] = [server.seen.length, await again().then(() => result().runId)]
    appendFileSync(space.path('log.jsonl'), newTask(120))
    const end = await again()
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('it is new') as string })
    const asked = server.seen.slice(calls)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter(({ prompt }) => !isNew(prompt))).toEqual([])
    const { tasks, runId } = result()
    expect(runId).not.toBe(first)
    expect(tasks.map(({ calls: size, carriedOver }) => [size, carriedOver?.runId]).toSorted()).toEqual([[120, undefined], [160, first]])
    expect(space.read('routing-policy.yaml')).toContain(`run_id: ${first}`)
  })

  it('says which tasks lose their route because fewer are audited this time', async () => {
    appendFileSync(space.path('log.jsonl'), newTask(120))
    await again()
    const end = await again(['--top-tasks', '1'])
    expect(end).toMatchObject({ code: 0 })
    expect(end.stderr.match(/is not audited this time \(below --top-tasks by cost\): the policy has no route for it/g)).toHaveLength(1)
    expect((await again(['--top-tasks', '1'])).stderr).not.toContain('is not audited this time')
    expect((await again()).code).toBe(0)
  })

  it('decides anew where a price changed: a candidate as dear as the incumbent is not carried over', async () => {
    const dearer = configText(server.url, CONFIG).replace(/(lab\/small[^\n]*?input: )[\d.]+/, '$1900')
    expect(dearer).not.toBe(configText(server.url, CONFIG))
    space.write('audit.config.yaml', dearer)
    const calls = server.seen.length
    expect(await again()).toMatchObject({ code: 0, stderr: expect.stringContaining('the price of lab/small changed') as string })
    expect(result().tasks[0]).not.toHaveProperty('carriedOver')
    expect(result().tasks[0]?.decision.model).toBe('prod/big')
    expect(server.seen).toHaveLength(calls)
  })

  it('refuses another margin, level or seed after looking, and what contradicts itself; nothing is touched', async () => {
    const [calls, before, runs] = [server.seen.length, space.read('routing-policy.yaml'), readdirSync(space.path('.audit'))]
    for (const [flags, said] of [[['--margin', '0.1'], 'the margin was 0.03 and is 0.1'], [['--alpha', '0.2'], 'the level was 0.05 and is 0.2'], [['--seed', '9'], 'the seed was'], [['--fresh'], '--fresh ignores it']] as const) {
      const end = await again(flags)
      expect(end).toMatchObject({ code: 2, stdout: '' })
      expect(end.stderr).toContain(said)
    }
    expect(server.seen).toHaveLength(calls)
    expect(space.read('routing-policy.yaml')).toBe(before)
    expect(readdirSync(space.path('.audit')), 'no directory of a run that was refused').toEqual(runs)
  })
})

it('without an earlier run everything is audited, and that is said', async () => {
  await using server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
  using space = workspace()
  space.write('log.jsonl', sortingLog(160))
  space.write('audit.config.yaml', configText(server.url, CONFIG))
  const end = await cli(space.directory, ['run', 'log.jsonl', '--since-last'])
  expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('no finished run') as string })
  expect(server.seen.length).toBeGreaterThan(0)
})
