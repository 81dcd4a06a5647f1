import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/load.js'
import { cli } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
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
})
