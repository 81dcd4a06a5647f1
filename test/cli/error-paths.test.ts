import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText, type CliEnd } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { startModelServer, type ModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace, type Workspace } from '../support/workspace.js'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
const POLICY = fileURLToPath(new URL('../../fixtures/policy/context.policy.yaml', import.meta.url))

/** One message: what is wrong with which thing, and in the next line the way out. */
const oneMessage = ({ stderr }: CliEnd): string => {
  expect(stderr.match(/^error: /gm) ?? []).toHaveLength(1)
  expect(stderr).not.toMatch(/\n {4}at |This is a bug/)
  return stderr
}

it('says so where --json took the log for the file to write to', async () => {
  using space = workspace()
  const taken = await cli(space.directory, ['inspect', '--json', 'calls.jsonl'])
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('--json took “calls.jsonl” as the file to write to; name it after the logs') })
  expect((await cli(space.directory, ['inspect'])).stderr).not.toContain('--json took')
})

describe('before anything is paid for', () => {
  let server: ModelServer
  let space: Workspace
  beforeAll(async () => {
    server = await startModelServer(right)
    space = workspace()
    space.write('log.jsonl', sortingLog(120))
    space.write('audit.config.yaml', configText(server.url))
    space.write('folder/file.txt', 'text')
  })
  afterAll(async () => {
    space[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })

  it.each<[readonly string[], string]>([
    [['--policy', 'folder'], '--policy folder: that is a folder'],
    [['--policy', 'nowhere/policy.yaml'], '--policy nowhere/policy.yaml: there is no such folder'],
    [['--report', 'nowhere/report.html'], '--report nowhere/report.html: there is no such folder'],
    [['--json', 'folder'], '--json folder: that is a folder'],
    [['--json', 'nowhere/result.json'], '--json nowhere/result.json: there is no such folder'],
    [['--run-dir', 'folder/file.txt'], 'folder/file.txt: it is a file, and a folder is needed there'],
    [['--run-dir', 'folder/file.txt/deeper'], 'folder/file.txt/deeper: a part of the path is no folder'],
    [['--batch', '--offline'], '--batch and --offline exclude each other'],
    [['--no-wait'], '--no-wait is about batches'],
    [['--policy', 'audit.config.yaml'], '--policy audit.config.yaml: that is an input'],
    [['--report', './audit.config.yaml'], '--report ./audit.config.yaml: that is an input'],
    [['--report', 'out.json', '--json', './out.json'], '--report and --json both want ./out.json'],
    [['--budget', '0x10'], 'an amount in USD above 0'],
    [['--marign', '1'], 'audit run --help shows how'],
  ])('run %j is refused', async (flags, message) => {
    const end = await cli(space.directory, ['run', 'log.jsonl', '--yes', ...flags])
    expect(end.code, end.stderr).toBe(2)
    expect(oneMessage(end)).toContain(message)
    expect(server.seen).toHaveLength(0)
  })
})

describe('other bad ends', () => {
  it('a demo where nothing can be written says so', async () => {
    using space = workspace()
    space.write('.audit', 'a file')
    const end = await cli(space.directory, ['demo'])
    expect(end.code).toBe(2)
    expect(oneMessage(end)).toMatch(/^error: \.audit\/demo-1: .*\n {2}Call it in a folder/m)
    space.write('taken/file', 'x')
    expect(oneMessage(await cli(space.directory, ['demo', '--policy', 'taken']))).toContain('--policy taken: that is a folder')
  })

  it('an address of another kind of database is named as that, without its password', async () => {
    using space = workspace()
    const end = await cli(space.directory, ['inspect', 'mysql://me:secret@host/db'])
    expect(end.code).toBe(2)
    expect(oneMessage(end)).toContain('no log is read from an address of that kind')
    expect(end.stderr).not.toContain('secret')
  })

  it('an export into a file says that it is one', async () => {
    using space = workspace()
    space.write('taken', 'x')
    const end = await cli(space.directory, ['export', '--to', 'litellm', '--policy', POLICY, '--output', 'taken'], { env: { SOURCE_DATE_EPOCH: '1770000000' } })
    expect(end.code).toBe(2)
    expect(oneMessage(end)).toContain('--output taken: that is a file')
  })

  it.skipIf(!existsSync('/dev/full'))('a report that the disk has no room for does not end well', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${BIN}" policy lint "${POLICY}" > /dev/full`], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } })
    expect(stderr).toContain('standard output: the disk is full')
    expect(status).toBe(2)
  })

  it('a fault of the YAML names its line once', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    space.write('wrong.yaml', 'a: [1\n')
    const end = await cli(space.directory, ['plan', 'log.jsonl', '--config', 'wrong.yaml'])
    expect(end.code).toBe(2)
    expect(oneMessage(end)).toMatch(/^error: wrong\.yaml:2: .*[^:]\n/m)
    expect(end.stderr).not.toContain('column')
  })

  it('a request may stand over several lines; none is said to be none', async () => {
    using space = workspace()
    const request = { messages: [{ role: 'user', content: 'hello' }] }
    const pretty = await cli(space.directory, ['route', '--policy', POLICY], { stdin: JSON.stringify(request, null, 2) })
    const oneLine = await cli(space.directory, ['route', '--policy', POLICY], { stdin: JSON.stringify(request) })
    expect(pretty).toMatchObject({ code: 0, stdout: oneLine.stdout })
    expect(JSON.parse(pretty.stdout)).toHaveProperty('model')
    const broken = await cli(space.directory, ['route', '--policy', POLICY], { stdin: '{\n"messages": [\n' })
    expect(oneMessage(broken)).toContain('standard input:1: not a line of JSON')
    expect((await cli(space.directory, ['route', '--policy', POLICY])).stderr).toContain('no request was read')
  })

  it('rows of which there are none are said to be none', async () => {
    using space = workspace()
    const end = await cli(space.directory, ['score', '-'], { stdin: '' })
    expect(end).toMatchObject({ code: 0, stdout: '' })
    expect(end.stderr).toContain('nothing was scored')
  })
})

describe('what a command line may not mean', () => {
  it.each([
    [['run', 'log.jsonl', '--run-dir', ''], '--run-dir was given an empty value'], [['run', 'log.jsonl', '--candidate', ''], '--candidate was given an empty value'], [['inspect', ''], '<logs> was given an empty value'], [['inspect', 'log.jsonl', '--json='], '--json was given an empty value'],
    [['purge', 'one', '--older-than', '0'], '--older-than purges all old runs, and one names one'], [['decide', 'one', '--evidence', 'evidence.json'], '--evidence decides from a file, and one names a run'],
    [['decide', '--json', 'evidence.json'], 'that file exists and is no result'], [['simulate', 'log.jsonl', '--calls', 'a', '--json', 'a'], '--calls and --json both want a'], [['monitor', '--webhook', 'log.jsonl'], '--webhook took “log.jsonl” as the variable'],
    [['report', '--output', 'run/trials.jsonl'], 'a run keeps its record there'], [['run', 'log.jsonl', '--candidate', 'openai/x', '--events', 'run/trials.jsonl'], 'a run keeps its record there'],
    [['route', 'request.json', '--policy', POLICY, '--state', '{"exhausted_provider":["a"]}'], 'unknown key "exhausted_provider". Did you mean "exhausted_providers"?'], [['route', 'request.json', '--policy', POLICY, '--state', '{"tier_share":5}'], 'tier_share must be a map'],
    [['policy', 'lint', 'run'], 'it is a directory'], [['export', '--to', 'claude-code-router', '--policy', POLICY.replace('context', 'code')], 'config.json exists already in the working directory'], [['init', 'log.jsonl', '--config', 'nowhere/audit.yaml'], '--config nowhere/audit.yaml: there is no such folder'],
    [['monitor', 'log.jsonl', '--policy', POLICY, '--output', 'run'], '--output run: that is a folder'], [['export', '--to', 'litellm', '--policy', POLICY, '--report', 'run'], '--report run: that is a folder'],
  ])('%j', async (args, words) => {
    using space = workspace()
    const kept = { 'log.jsonl': sortingLog(30), 'evidence.json': '{"rule":{},"candidates":[]}', 'run/plan.json': '{}', 'run/trials.jsonl': '{"paid":1}\n', 'config.json': '{"mine":1}', 'request.json': '{}' }
    for (const [name, text] of Object.entries(kept)) space.write(name, text)
    const end = await cli(space.directory, args)
    expect(end).toMatchObject({ code: 2, stdout: '' })
    expect(oneMessage(end)).toContain(words)
    for (const [name, text] of Object.entries(kept)) expect(space.read(name)).toBe(text)
    expect(existsSync(space.path('.audit'))).toBe(false)
  })

  it('ends in words where the current directory was removed', () => {
    using space = workspace()
    const { status, stderr } = spawnSync('/bin/sh', ['-c', `mkdir gone && cd gone && rmdir ../gone && exec "${process.execPath}" "${BIN}" inspect ../log.jsonl`], { cwd: space.directory, encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, expect.stringContaining('the current directory is no longer there') as string])
  })

  it.skipIf(!existsSync('/dev/full'))('has its own exit code though nobody can be told why', () => {
    using space = workspace()
    const { status } = spawnSync('/bin/sh', ['-c', `exec "${process.execPath}" "${BIN}" inspect none.jsonl 2>/dev/full`], { cwd: space.directory })
    expect(status).toBe(2)
  })

  it('says of a proposed candidate that its provider has no address yet', async () => {
    using space = workspace()
    space.write('log.jsonl', sortingLog(30))
    const end = await cli(space.directory, ['init', 'log.jsonl', '--yes', '--candidate', 'lab/small'])
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining('before a run: add lab under providers, with its base_url') as string })
  })
})
