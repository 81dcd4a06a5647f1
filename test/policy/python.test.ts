import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { workspace } from '../support/workspace.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'fixtures', 'policy')
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.vectors.json')).map((name) => join(FOLDER, name))
const run = (...paths: readonly string[]) => spawnSync('python3', ['-B', join(ROOT, 'conformance', 'python', 'run.py'), ...paths], { encoding: 'utf8' })
const hasPython = spawnSync('python3', ['-c', 'import sys, zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin"); sys.exit(sys.version_info < (3, 11))']).status === 0
if (!hasPython) console.warn('skipped: python3 (3.11 or later, with time zone data) is not installed')

describe.skipIf(!hasPython)('the evaluator in Python', () => {
  it('answers every vector as the runtime does', () => {
    const { stdout, status } = run(...files)
    const count = files.reduce((sum, file) => sum + (JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly unknown[] }).vectors.length, 0)
    expect([stdout.trim(), status]).toEqual([`${count} passed, 0 failed`, 0])
  })

  it('says so when a vector comes out otherwise, and when there are none', () => {
    using space = workspace()
    const file = { policy: 'p.policy.yaml', vectors: [{ name: 'wrong', now: '2026-06-10T12:00:00Z', request: {}, expect: { route: 'base', model: 'small', fallback: [] } }] }
    space.write('p.policy.json', readFileSync(join(FOLDER, 'conformance.policy.json'), 'utf8'))
    const { stdout, status } = run(space.write('p.vectors.json', JSON.stringify(file)))
    expect([stdout.includes('wrong: expected'), stdout.trim().endsWith('0 passed, 1 failed'), status]).toEqual([true, true, 1])
    expect(run(space.write('p.vectors.json', JSON.stringify({ ...file, vectors: [] }))).status).toBe(1)
  })
})
