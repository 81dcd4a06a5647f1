import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { readJsonl } from '../../src/replay/jsonl-file.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))
const PAGE = 4096
const BALLAST = 2 ** 20

const space = workspace()
const disk = space.path('disk')
mkdirSync(disk)
const mount = (...options: readonly string[]): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', disk]).status === 0
const unmount = (): void => void spawnSync('umount', [disk])
const canMount = process.platform === 'linux' && mount('size=64k')
if (canMount) unmount()

function run(cwd: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'run', '../log.jsonl', '--concurrency', '2', '--yes'], { cwd, env: { PATH: process.env['PATH'] ?? '', TMPDIR: space.directory }, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stderr }))
  })
}

const pages = (path: string): number => Math.ceil(statSync(path).size / PAGE) * PAGE

const runDir = (cwd: string): string => {
  const audit = join(cwd, '.audit')
  const [name] = existsSync(audit) ? readdirSync(audit, { withFileTypes: true }).filter((one) => one.isDirectory()) : []
  return join(audit, name?.name ?? '')
}
const recorded = (cwd: string): number => new Set(readdirSync(runDir(cwd)).filter((name) => name.startsWith('trials')).flatMap((name) => readJsonl(join(runDir(cwd), name)).rows).map((row) => (row as { key: string }).key)).size

afterAll(() => {
  if (canMount) unmount()
  space[Symbol.dispose]()
})

describe.skipIf(!canMount)('a disk that is full (skipped: no right to mount a small one)', () => {
  it('ends the run with the cause; every answer that was paid for is on record, and none is asked for again once there is room', async () => {
    await using server = await startModelServer(right)
    space.write('log.jsonl', sortingLog(200))
    const config = configText(server.url, 'quality: { control: logged }')
    space.write('free/audit.config.yaml', config)
    const free = space.path('free')
    expect((await run(free)).code).toBe(0)
    const total = server.seen.length
    const before = ['plan.json', 'cases.jsonl', 'lock'].map((name) => join(runDir(free), name)).filter((path) => existsSync(path))
    const room = [...before, join(free, '.audit', 'tasks.json')].reduce((sum, path) => sum + pages(path), 0)
    const half = ['trials.jsonl', 'ledger.jsonl'].reduce((sum, name) => sum + pages(join(runDir(free), name)), 0) / 2

    mount(`size=${BALLAST + room + half + 4 * PAGE}`)
    space.write('disk/audit.config.yaml', config)
    const full = await run(disk)
    expect(full.stderr).toContain('the disk is full')
    expect(full.code).toBe(2)
    const asked = server.seen.length - total
    expect(asked).toBeGreaterThan(0)
    expect(asked, 'the run would have gone on').toBeLessThan(total)
    expect(recorded(disk)).toBe(asked)

    spawnSync('mount', ['-o', 'remount,size=16m', disk])
    const again = await run(disk)
    expect(again.code, again.stderr).toBe(0)
    expect(server.seen.length - total, 'nothing was paid for twice').toBe(total)
  })
})
