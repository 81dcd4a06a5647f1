import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createBallast } from '../../src/replay/ballast.js'
import { openJsonl, readJsonl } from '../../src/replay/jsonl-file.js'
import { configText } from '../support/cli.js'
import { sortingLog } from '../support/log.js'
import { startModelServer } from '../support/model-server.js'
import { right } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

const BIN = fileURLToPath(new URL('../../bin/audit.js', import.meta.url))

/** Runs the program under a limit of the shell. */
function limited(cwd: string, limit: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', `trap '' XFSZ; ${limit}; exec "$0" "$@"`, process.execPath, BIN, 'run', 'log.jsonl', '--yes'], { cwd, env: { PATH: process.env['PATH'] ?? '', TMPDIR: cwd }, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stderr }))
  })
}

describe('a file of lines', () => {
  it('whose directory was deleted is written again, with all that it held, and says so', () => {
    using space = workspace()
    space.write('run/.keep', '')
    const file = openJsonl(space.path('run/a.jsonl'), 0)
    file.append({ n: 1 })
    rmSync(space.path('run'), { recursive: true })
    file.append({ n: 2 })
    file.close()
    expect(readJsonl(space.path('run/a.jsonl')).rows).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('reads lines of any length, whatever the pieces it is read in', () => {
    using space = workspace()
    const rows = Array.from({ length: 40 }, (_, n) => ({ n, text: 'ü'.repeat(n * 1000) }))
    space.write('a.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join('') + '{"half')
    const read = readJsonl(space.path('a.jsonl'))
    expect(read.rows).toEqual(rows)
    expect(read.warnings).toEqual([expect.stringContaining('half-written')])
  })

  it('has ballast that is thrown overboard once', () => {
    using space = workspace()
    const ballast = createBallast(space.directory)
    expect([existsSync(space.path('ballast')), ballast.drop(), existsSync(space.path('ballast')), ballast.drop()]).toEqual([true, true, false, false])
    expect(createBallast(space.path('nowhere')).drop()).toBe(false)
  })
})

describe('a run whose files may not grow any further', () => {
  it('ends with the cause, and every answer that was paid for is on record', async () => {
    await using server = await startModelServer(right)
    using space = workspace()
    space.write('log.jsonl', sortingLog(60))
    space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
    const free = await limited(space.directory, 'true')
    expect(free.code, free.stderr).toBe(0)
    const [run] = readdirSync(space.path('.audit'))
    const dir = space.path(`.audit/${run}`)
    const bytes = readFileSync(`${dir}/trials.jsonl`).length
    rmSync(`${dir}/trials.jsonl`)
    rmSync(`${dir}/ledger.jsonl`)
    const before = server.seen.length
    const kilobytes = Math.ceil(readFileSync(`${dir}/cases.jsonl`).length / 1024) // cases.jsonl must fit, a larger journal must not
    const limit = Math.min(kilobytes, Math.floor(bytes / 2048))
    const end = await limited(space.directory, `ulimit -f ${Math.max(limit, 1)}`)
    expect(end.code).toBe(2)
    expect(end.stderr).toMatch(/may not grow any further|EFBIG/)
    const asked = server.seen.length - before
    const recorded = existsSync(dir) ? readdirSync(dir).filter((name) => name.startsWith('trials')).flatMap((name) => readJsonl(`${dir}/${name}`).rows) : []
    expect(new Set(recorded.map((row) => (row as { key: string }).key)).size).toBe(asked)
  })
})
