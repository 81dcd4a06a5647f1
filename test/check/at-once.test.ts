import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cli, configText } from '../support/cli.js'
import { caseOf, labelOf, sortingLog } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'

const trialsIn = (text: string): readonly string[] => text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { readonly key: string }).key)

describe('checks on one record at the same time', () => {
  it('pay one after the other: the second is refused, nothing that was paid for is lost or spoilt, and purge waits as well', async () => {
    using space = workspace()
    let held: (() => void) | undefined
    let isHolding = false
    const gate = new Promise<void>((resolve) => { held = resolve })
    await using server = await startModelServer(async (request) => {
      if (isHolding && request.model === 'small') await gate
      return answer(labelOf(caseOf(request.prompt)))
    })
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    space.write('calls.jsonl', sortingLog(160))
    expect((await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])).code).toBe(0)
    const check = (...flags: readonly string[]) => cli(space.directory, ['check', '--quiet', '--json', ...flags])
    const before = server.seen.length
    isHolding = true
    const first = check()
    while (server.seen.length === before) await new Promise((resolve) => { setImmediate(resolve) })
    const asked = server.seen.length
    const second = await check()
    expect(second).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/\.audit\/check\/[^ ]+ is in use by process \d+[^]*Wait for it to end/u) as string })
    expect(await cli(space.directory, ['purge'])).toMatchObject({ code: 2, stderr: expect.stringContaining('is in use by process') as string })
    expect((await check('--offline')).code, 'what only reads is in nobody’s way').not.toBe(2)
    expect(server.seen.length).toBeGreaterThanOrEqual(asked)
    isHolding = false
    held?.()
    const end = await first
    expect([end.code, (JSON.parse(end.stdout) as { readonly status: string }).status]).toEqual([0, 'ok'])
    const room = `.audit/check/${readdirSync(space.path('.audit/check'))[0] ?? ''}`
    const paid = server.seen.length - before
    const keys = trialsIn(space.read(`${room}/trials.jsonl`))
    expect(keys.length, 'each call that was answered is on record').toBe(paid)
    expect(new Set(keys).size).toBe(keys.length)
    expect((await check()).code, 'the lock is given back').toBe(0)
    expect((await cli(space.directory, ['purge'])).code).toBe(0)
  })

  it('that start at the same moment never both go, also over the lock of one that was killed', async () => {
    using space = workspace()
    await using server = await startModelServer((request) => answer(labelOf(caseOf(request.prompt))))
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    space.write('calls.jsonl', sortingLog(160))
    expect((await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])).code).toBe(0)
    const check = () => cli(space.directory, ['check', '--quiet', '--json'])
    expect((await check()).code).toBe(0)
    const room = `.audit/check/${readdirSync(space.path('.audit/check'))[0] ?? ''}`
    space.write(`${room}/lock`, '999999999')
    const before = server.seen.length
    const known = trialsIn(space.read(`${room}/trials.jsonl`)).length
    const ends = await Promise.all([check(), check(), check()])
    for (const { code, stderr } of ends) expect([code, stderr]).toEqual(code === 0 ? [0, ''] : [2, expect.stringContaining('in use by process') as string])
    expect(ends.some(({ code }) => code === 0)).toBe(true)
    expect(trialsIn(space.read(`${room}/trials.jsonl`)).length - known, 'each call is on record once').toBe(server.seen.length - before)
    expect(readdirSync(space.path(room)).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})

it('purge leaves a run alone that another process works on, and says which', async () => {
  using space = workspace()
  await using server = await startModelServer((request) => answer(labelOf(caseOf(request.prompt))))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  space.write('calls.jsonl', sortingLog(160))
  expect((await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])).code).toBe(0)
  const run = readdirSync(space.path('.audit')).find((name) => readdirSync(space.path('.audit'), { withFileTypes: true }).some((entry) => entry.name === name && entry.isDirectory()) && name !== 'check') ?? ''
  const trials = space.read(`.audit/${run}/trials.jsonl`)
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  try {
    space.write(`.audit/${run}/lock`, String(other.pid))
    for (const args of [['purge'], ['purge', run]]) expect(await cli(space.directory, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(`is in use by process ${other.pid}`) as string })
    expect(space.read(`.audit/${run}/trials.jsonl`)).toBe(trials)
  } finally {
    other.kill('SIGKILL')
  }
  await new Promise((resolve) => { if (other.exitCode !== null || other.signalCode !== null) resolve(undefined); else other.once('exit', resolve) })
  expect((await cli(space.directory, ['purge', run])).code).toBe(0)
  expect(readdirSync(space.path(`.audit/${run}`))).not.toContain('trials.jsonl')
})
