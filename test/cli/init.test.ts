import { existsSync, mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse.js'
import { cliHere as cli } from '../support/cli-here.js'
import { sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const log = (): string => sortingLog(80, (n) => ({ model: 'gpt-4o', record: { provider: 'openai', metadata: { data_class: n % 4 === 0 ? 'phi' : 'public' } } }))
const KEY = 'sk-this-must-not-be-seen'

describe('audit init', () => {
  it('writes a configuration that plan takes as it is, keeps runs out of git, and names the next command', async () => {
    using space = workspace()
    mkdirSync(space.path('.git'))
    space.write('calls.jsonl', log())
    const made = await cli(space.directory, ['init', 'calls.jsonl', '--yes'], { env: { OPENAI_API_KEY: KEY } })
    expect(made).toMatchObject({ code: 0, stdout: '' })
    expect(made.stderr).toContain('Next: audit plan calls.jsonl')
    const text = space.read('audit.config.yaml')
    expect(text + made.stderr).not.toContain(KEY)
    const config = parseConfig(text, 'audit.config.yaml')
    expect(config.incumbent).toBe('openai/gpt-4o')
    expect(config.candidates.length).toBeGreaterThanOrEqual(2)
    expect(config.candidates.every(({ model }) => model.startsWith('openai/'))).toBe(true)
    expect(config.constraints).toHaveLength(1)
    expect(space.read('.gitignore')).toBe('.audit/\n')
    const plan = await cli(space.directory, ['plan', 'calls.jsonl'], { env: { OPENAI_API_KEY: KEY } })
    expect(plan.code).toBe(0)
    expect(plan.stdout).toContain(config.candidates[0]?.model.slice(0, 12))
  })

  it('says which key a run will need', async () => {
    using space = workspace()
    space.write('calls.jsonl', log())
    const { code, stderr } = await cli(space.directory, ['init', 'calls.jsonl'])
    expect(code).toBe(0)
    expect(stderr).toContain('before a run: set OPENAI_API_KEY')
  })

  it('never writes over a file unless told to', async () => {
    using space = workspace()
    space.write('audit.config.yaml', 'mine')
    expect(await cli(space.directory, ['init'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
    expect(space.read('audit.config.yaml')).toBe('mine')
    expect((await cli(space.directory, ['init', '--force', '--candidate', 'openai/gpt-4o-mini', '--budget', '7'])).code).toBe(0)
    expect(parseConfig(space.read('audit.config.yaml'), 'x')).toMatchObject({ budgetUsd: 7, candidates: [{ model: 'openai/gpt-4o-mini' }] })
  })

  it.each([[['init', '-'], 'Name a file'], [['init', 'none.jsonl'], 'none.jsonl'], [['init', '--candidate', 'gpt'], 'openai/gpt-4o-mini']])('%j ends in one clear error', async (args, way) => {
    using space = workspace()
    const { code, stderr } = await cli(space.directory, args)
    expect(code).toBe(2)
    expect(stderr).toContain(way)
  })

  it('what it writes runs as it is', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    space.write('calls.jsonl', sortingLog(200, () => ({ model: 'gpt-4o', record: { provider: 'openai' } })))
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${server.url}/v1` }
    expect((await cli(space.directory, ['init', 'calls.jsonl', '--yes'], { env })).code).toBe(0)
    const ran = await cli(space.directory, ['run', 'calls.jsonl', '--yes'], { env })
    expect(ran.code, ran.stderr).toBe(0)
    expect(ran.stdout).toContain('1 of 1 tasks can move to a cheaper model')
    expect(space.read('routing-policy.yaml')).toContain('gpt-4o')
  })

  it('of a log whose models it does not know it proposes no price, no candidate without a key, and says what to do', async () => {
    using space = workspace()
    space.write('calls.jsonl', sortingLog(80, () => ({ model: 'llm-x', record: { provider: 'inhouse' } })))
    const { code, stderr } = await cli(space.directory, ['init', 'calls.jsonl', '--yes'])
    expect(code).toBe(0)
    expect(stderr).toContain('no candidate could be proposed; name some in it')
    expect(parseConfig(space.read('audit.config.yaml'), 'x')).toMatchObject({ incumbent: 'inhouse/llm-x', candidates: [] })
  })

  it.each([
    ['no texts', JSON.stringify({ model: 'gpt-4o', prompt_tokens: 40, completion_tokens: 2, cost: 0.001 }), 'a call needs a prompt'],
    ['nothing but errors', JSON.stringify({ request: { model: 'gpt-4o', messages: [{ role: 'user', content: 'a question' }] }, response: { error: { message: 'overloaded' } } }), 'none of 1 record is a usable call'],
    ['nothing at all', '', 'is empty'],
    ['no records', 'some words', 'is not JSON Lines'],
  ])('a log that holds %s ends in one clear error, and nothing is written', async (_, text, cause) => {
    using space = workspace()
    space.write('calls.jsonl', text === '' ? '' : `${text}\n`)
    const { code, stderr } = await cli(space.directory, ['init', 'calls.jsonl', '--yes'])
    expect(code).toBe(2)
    expect(stderr).toContain(cause)
    expect(existsSync(space.path('audit.config.yaml'))).toBe(false)
  })

  it('keeps what stands in .gitignore, and adds its line once', async () => {
    using space = workspace()
    mkdirSync(space.path('.git'))
    space.write('.gitignore', 'node_modules')
    space.write('calls.jsonl', log())
    for (let time = 0; time < 2; time++) expect((await cli(space.directory, ['init', 'calls.jsonl', '--yes', '--force'])).code).toBe(0)
    expect(space.read('.gitignore')).toBe('node_modules\n.audit/\n')
  })

  it('where the file cannot be written it says so in words', async () => {
    using space = workspace()
    space.write('calls.jsonl', log())
    expect(await cli(space.directory, ['init', 'calls.jsonl', '--yes', '--config', 'none/such.yaml'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--config none/such.yaml: there is no such folder') })
  })
})
