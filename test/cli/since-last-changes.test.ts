import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { cliHere as cli } from '../support/cli-here.js'
import { configText, type CliEnd } from '../support/cli.js'
import { caseOf, labelOf, sortingLog } from '../support/log.js'
import { answer, startModelServer, type ModelServer } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const CONFIG = 'quality: { control: logged }'

describe('audit run --since-last, where something of the audit changed', () => {
  let server: ModelServer
  let space: Workspace
  const start = async (first: readonly string[] = [], config = CONFIG): Promise<void> => {
    space.write('audit.config.yaml', configText(server.url, config))
    const end = await cli(space.directory, ['run', 'log.jsonl', '--quiet', ...first])
    expect([0, 4], end.stderr).toContain(end.code)
  }
  beforeEach(async () => {
    server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
    space = workspace()
    space.write('log.jsonl', sortingLog(160, () => ({ record: { metadata: { task: 'sort' } } })))
  })
  afterEach(async () => {
    space[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })
  const again = (more: readonly string[] = []): Promise<CliEnd> => cli(space.directory, ['run', 'log.jsonl', '--since-last', '--json', 'result.json', ...more])
  const task = () => (JSON.parse(space.read('result.json')) as AuditResult).tasks[0]

  it('asks a new candidate alone, and what is on record stays', async () => {
    await start()
    const calls = server.seen.length
    space.write('audit.config.yaml', configText(server.url, CONFIG).replace('candidates: [', 'candidates: [{ model: lab/tiny, price: { input: 0.1, output: 0.3 } }, '))
    const end = await again()
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('lab/tiny is a new candidate') as string })
    const asked = server.seen.slice(calls)
    expect(asked.length).toBeGreaterThan(0)
    expect(new Set(asked.map(({ model }) => model))).toEqual(new Set(['tiny']))
    expect(task()).not.toHaveProperty('carriedOver')
    expect(task()?.decision.model).toBe('lab/tiny')
  })

  it('decides anew by another validator, from the answers on record', async () => {
    await start()
    const calls = server.seen.length
    space.write('audit.config.yaml', configText(server.url, `${CONFIG}\ntasks: [{ match: { label: sort }, validator: { name: exact } }]`))
    const end = await again()
    expect(end.code, end.stderr).toBe(0)
    expect(end.stderr).toContain('its validator changed')
    expect(task()?.validator).toMatch(/^exact@/u)
    expect(task()).not.toHaveProperty('carriedOver')
    expect(server.seen.length).toBe(calls)
  })

  it('decides anew under another kind of guarantee, and carries that over next time', async () => {
    await start()
    const calls = server.seen.length
    const end = await again(['--fdr'])
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('the kind of guarantee changed') as string })
    expect(task()).not.toHaveProperty('carriedOver')
    expect(server.seen.length).toBeGreaterThanOrEqual(calls)
    const asked = server.seen.length
    const third = await again(['--fdr'])
    expect(third).toMatchObject({ code: 0, stderr: expect.stringContaining('1 of 1 tasks keep their decision') as string })
    expect(task()?.carriedOver).toBeDefined()
    expect(server.seen).toHaveLength(asked)
  })

  it('goes on where the budget stopped, and asks nothing twice', async () => {
    await start(['--budget', '0.005'])
    const before = server.seen.length
    expect(before).toBeGreaterThan(0)
    expect(space.read('routing-policy.yaml')).not.toContain('lab-small')
    const end = await again(['--budget', '5'])
    expect(end.code, end.stderr).toBe(0)
    expect(task()?.decision.model).toBe('lab/small')
    const prompts = server.seen.map(({ prompt }) => prompt)
    expect(prompts.length).toBeGreaterThan(before)
    expect(new Set(prompts).size).toBe(prompts.length)
  })
})
