import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { closedPort } from '../support/model-server.js'
import { workspace, type Workspace } from '../support/workspace.js'

const DEAD = 'http://127.0.0.1:9'

/** Runs on bad input and checks what holds of every expected end: exit 2, an error with a way out, no stack, no result. */
async function refusal(space: Workspace, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, stdout, stderr } = await cli(space.directory, args, { env })
  expect(stderr).toMatch(/^error: .+/m)
  expect(stderr).toMatch(/^ {2}\S.+/m)
  expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+/m)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(existsSync(space.path('routing-policy.yaml'))).toBe(false)
  return stderr
}

describe('help', () => {
  it.each([['--help'], ['--version'], ['help'], ['run', '--help'], ['policy', 'lint', '--help']])('audit %s %s %s ends well', async (...args) => {
    using space = workspace()
    const { code, stdout, stderr } = await cli(space.directory, args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trim()).not.toBe('')
  })

  it.each([
    ['an unknown option', ['run', 'x.jsonl', '--marign', '0.1'], '--margin'], ['an unknown command', ['ruin'], 'run'], ['a missing log', ['run'], 'logs'],
    ['a margin out of range', ['run', 'x', '--margin', '3'], 'below 1'], ['a number that is none', ['run', 'x', '--budget', 'ten'], 'USD'], ['a fraction for a whole', ['run', 'x', '--max-samples', '1.5'], 'whole number'],
    ['an unknown format', ['report', '--format', 'pdf'], 'markdown'], ['an argument too many', ['policy', 'lint', 'a', 'b'], 'argument'],
  ])('%s is a usage error', async (_, args, words) => {
    using space = workspace()
    const { code, stderr, stdout } = await cli(space.directory, args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })
})

describe('bad input', () => {
  it.each([
    ['a missing file', () => {}, 'log.jsonl'],
    ['an empty file', (space: Workspace) => space.write('log.jsonl', ''), 'log.jsonl'],
    ['a directory', (space: Workspace) => mkdirSync(space.path('log.jsonl')), 'directory'],
    ['a binary file', (space: Workspace) => space.write('log.jsonl', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])), 'log.jsonl'],
    ['a gzip that ends before its first record', (space: Workspace) => space.write('log.jsonl', gzipSync(sortingLog(200)).subarray(0, 30)), 'log.jsonl'],
    ['a log without a usable call', (space: Workspace) => space.write('log.jsonl', '{"a":1}\n{"b":2}\n'), 'none of 2 records'],
  ])('%s is named', async (_, prepare, words) => {
    using space = workspace()
    prepare(space)
    space.write('audit.config.yaml', configText(DEAD))
    expect(await refusal(space, ['run', 'log.jsonl'])).toContain(words)
    expect(existsSync(space.path('.audit'))).toBe(false)
  })

  it('a table without a prompt column is named with its columns', async () => {
    using space = workspace()
    space.write('log.csv', 'model,answer\nbig,yes\nbig,no\n')
    space.write('audit.config.yaml', configText(DEAD))
    expect(await refusal(space, ['run', 'log.csv'])).toMatch(/log\.csv.*(prompt|column)/s)
  })

  it.each([
    ['an unknown provider', ['--candidate', 'lab2/small'], 'Did you mean "lab"'], ['no provider', ['--candidate', 'small'], 'provider/model'],
  ])('a candidate of %s is refused with a proposal', async (_, args, words) => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('audit.config.yaml', configText(DEAD))
    expect(await refusal(space, ['run', 'log.jsonl', ...args])).toContain(words)
  })

  it.each([
    ['a margin of 0', 'quality: { margin: 0 }', 'quality.margin'], ['a margin of 1', 'quality: { margin: 1 }', 'quality.margin'], ['a level of a half', 'quality: { alpha: 0.5 }', 'quality.alpha'], ['a level of 0', 'quality: { alpha: 0 }', 'quality.alpha'], ['a level that is none', 'quality: { alpha: .nan }', 'quality.alpha'],
    ['a margin of 0 for a task', 'tasks: [{ match: { label: x }, margin: 0 }]', 'margin'], ['a negative price', 'models: { x/y: { price: { input: -1, output: 0 } } }', 'input'],
    ['a candidate named twice for a task', 'tasks: [{ match: { label: x }, candidates: [lab/small, lab/small] }]', 'a second time'],
  ])('%s is refused by plan and run, with the line', async (_, settings, words) => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('audit.config.yaml', settings.startsWith('models:') ? configText(DEAD).replace(/^models: .*$/m, settings) : configText(DEAD, settings))
    for (const command of ['plan', 'run']) expect(await refusal(space, [command, 'log.jsonl'])).toMatch(new RegExp(`audit\\.config\\.yaml:\\d+.*${words.replace('.', '\\.')}`))
  })

  it('a candidate that is named twice is refused: at which price it would be tried nobody could tell', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('audit.config.yaml', configText(DEAD))
    expect(await refusal(space, ['run', 'log.jsonl', '--candidate', 'lab/small', '--candidate', 'lab/small'])).toContain('lab/small is given twice')
    space.write('audit.config.yaml', configText(DEAD).replace(/^candidates: .*$/m, 'candidates: [{ model: lab/small, price: { input: 2, output: 2 } }, { model: lab/small, price: { input: 3, output: 3 } }]'))
    expect(await refusal(space, ['run', 'log.jsonl'])).toContain('a second time')
  })

  it('no candidate at all is refused', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    expect(await refusal(space, ['run', 'log.jsonl'])).toContain('--candidate')
  })

  it('a missing key is named by its variable', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    expect(await refusal(space, ['run', 'log.jsonl', '--candidate', 'openai/gpt-4o-mini'])).toContain('OPENAI_API_KEY')
    expect(existsSync(space.path('.audit')) && (await cli(space.directory, ['report'])).code).not.toBe(0)
  })

  it('a host that nobody listens at is named, and the key that goes there is not', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    const url = `http://127.0.0.1:${await closedPort()}`
    space.write('audit.config.yaml', configText(url, 'quality: { control: logged }').replace(`lab: { api: openai,`, 'lab: { api: openai, api_key_env: LAB_KEY,'))
    const stderr = await refusal(space, ['run', 'log.jsonl'], { LAB_KEY: 'sk-hush-1234567890' })
    expect(stderr).toContain('lab')
    expect(stderr).toContain('ECONNREFUSED')
    expect(stderr).not.toContain('hush')
  })

  it('a typo in the configuration is named with file and line', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('audit.config.yaml', 'version: 1\nquality:\n  margn: 0.1\n')
    expect(await refusal(space, ['run', 'log.jsonl'])).toMatch(/audit\.config\.yaml:3: unknown key "margn".*"margin"/)
    expect(await refusal(space, ['run', 'log.jsonl', '--config', 'none.yaml'])).toContain('none.yaml')
  })

  it('a line cut in half is counted and is no reason to stop', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30) + sortingLog(1).slice(0, 60))
    const { code, stdout } = await cli(space.directory, ['inspect', 'log.jsonl', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ input: { calls: 31, excluded: { unreadable: 1 } } })
    expect((await cli(space.directory, ['inspect', 'log.jsonl'])).stdout).toContain('first log.jsonl:31: ')
  })

  it('a packed log that breaks off is named as a whole, at no line', async () => {
    using space = workspace()
    const packed = gzipSync(sortingLog(400))
    writeFileSync(space.path('log.jsonl.gz'), packed.subarray(0, packed.length >> 1))
    const { code, stdout } = await cli(space.directory, ['inspect', 'log.jsonl.gz'])
    expect(code).toBe(0)
    expect(stdout).toContain('1 unreadable, first log.jsonl.gz: the gzip data ends too early')
  })
})

describe('the target of --json', () => {
  it.each([
    ['an input', ['inspect', '--json', 'log.jsonl', 'log.jsonl']], ['a log that a bare --json swallows', ['inspect', 'other.jsonl', '--json', 'log.jsonl']], ['some other file', ['inspect', 'log.jsonl', '--json', 'notes.txt']],
  ])('may not be %s, and the file stays as it was', async (_, args) => {
    using space = workspace()
    const log = sortingLog(30)
    space.write('log.jsonl', log)
    space.write('other.jsonl', log)
    space.write('notes.txt', 'keep me')
    await refusal(space, args)
    expect([space.read('log.jsonl') === log, space.read('notes.txt')]).toEqual([true, 'keep me'])
  })

  it('may be an earlier result, a new file, or standard output', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    const bare = await cli(space.directory, ['inspect', 'log.jsonl', '--json'])
    expect((await cli(space.directory, ['inspect', 'log.jsonl', '--json', '-'])).code).toBe(0)
    for (let n = 0; n < 2; n++) expect((await cli(space.directory, ['inspect', 'log.jsonl', '--json', 'out.json', '--quiet'])).stdout).toBe('')
    // The second look at a log also tells what changed since the first.
    expect(Object.keys(JSON.parse(space.read('out.json')) as object).filter((key) => key !== 'drift')).toEqual(Object.keys(JSON.parse(bare.stdout) as object))
  })
})
