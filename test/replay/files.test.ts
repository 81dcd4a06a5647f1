import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trial } from '../../src/domain/trial.js'
import { openJournal } from '../../src/replay/journal.js'
import { scanJsonl, wholeBytesOf } from '../../src/replay/jsonl-scan.js'
import { openLedger } from '../../src/replay/ledger.js'
import { lockRun } from '../../src/replay/lock.js'
import { spentBy } from '../support/replay.js'
import { workspace, type Workspace } from '../support/workspace.js'

/** Content addresses. */
const [a, b, c] = ['a', 'b', 'c'].map((name) => name.repeat(32)) as [string, string, string]
const trial = (key: string, text: string | undefined): Trial => ({
  key, model: 'lab/small', costUsd: 1, latencyMs: 5, attempts: 1,
  outcome: text === undefined ? { status: 'failed', failure: 'timeout', message: 'no answer' } : { status: 'answered', output: { text, toolCalls: [] }, cutByCap: false, usage: {} },
})

const entry = (provider: string, reservedUsd: number, key = 'k') => ({ provider, model: `${provider}/m`, key, reservedUsd })

const textOf = (found: Trial | undefined): string | undefined => (found?.outcome.status === 'answered' ? found.outcome.output.text : found?.outcome.failure)

const open = (space: Workspace, run = 'run', changes: Partial<Parameters<typeof openJournal>[1]> = {}) => {
  mkdirSync(space.path(run), { recursive: true })
  return openJournal(space.path(run), { auditDir: space.directory, keepFailures: true, fresh: false, ...changes })
}

describe('a journal', () => {
  it('finds what was added, in the same and in a later session', () => {
    using space = workspace()
    const first = open(space)
    first.add(trial(a, 'yes'))
    expect(textOf(first.find(a))).toBe('yes')
    first.close()
    const second = open(space)
    expect(textOf(second.find(a))).toBe('yes')
    expect(second.find(b)).toBeUndefined()
    expect(second.warnings).toEqual([])
    second.close()
  })

  it('drops a half-written last line with a warning, and what follows it is whole', () => {
    using space = workspace()
    const first = open(space)
    first.add(trial(a, 'yes'))
    first.close()
    appendFileSync(space.path('run/trials.jsonl'), '{"key":"b","outc')
    const second = open(space)
    expect(second.warnings).toEqual([expect.stringContaining('half-written last line')])
    second.add(trial(c, 'no'))
    second.close()
    const third = open(space)
    expect([textOf(third.find(a)), third.find(b), textOf(third.find(c))]).toEqual(['yes', undefined, 'no'])
    expect(third.warnings).toEqual([])
    third.close()
  })

  it('whose only line is half-written is empty', () => {
    using space = workspace()
    space.write('run/trials.jsonl', '{"key":"b"')
    const journal = open(space)
    journal.add(trial(a, 'yes'))
    journal.close()
    expect(readFileSync(space.path('run/trials.jsonl'), 'utf8').split('\n')[0]).toContain(`"${a}"`)
  })

  it('leaves a damaged line out and names its number', () => {
    using space = workspace()
    space.write('run/trials.jsonl', `${JSON.stringify(trial(a, 'yes'))}\n\u0000\u0000\u0000\n${JSON.stringify(trial(b, 'no'))}\n`)
    const journal = open(space)
    expect(journal.warnings).toEqual([expect.stringMatching(/trials\.jsonl:2: a damaged line/)])
    expect([textOf(journal.find(a)), textOf(journal.find(b))]).toEqual(['yes', 'no'])
    journal.close()
  })

  it('copies what it adopts from another run, once, so that it stands by itself when the other is purged', () => {
    using space = workspace()
    const other = open(space, 'other')
    other.add(trial(a, 'yes'))
    other.close()
    const own = open(space)
    const found = own.find(a)
    if (!found) throw new Error('the answer of the other run was not found')
    own.adopt(found)
    own.adopt(found)
    own.close()
    expect(readFileSync(space.path('run/trials.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
    writeFileSync(space.path('other/trials.jsonl'), '')
    const later = open(space)
    expect(textOf(later.find(a))).toBe('yes')
    later.close()
  })

  it('reuses answers of other runs, but not their failures, and its own come first', () => {
    using space = workspace()
    const other = open(space, 'other')
    other.add(trial(a, 'theirs'))
    other.add(trial(b, 'theirs'))
    other.add(trial(c, undefined))
    other.close()
    const own = open(space)
    own.add(trial(b, 'own'))
    own.close()
    const journal = open(space)
    expect([textOf(journal.find(a)), textOf(journal.find(b)), journal.find(c)]).toEqual(['theirs', 'own', undefined])
    journal.close()
  })

  it('keeps the failures of an interrupted run and forgets those of a finished one', () => {
    using space = workspace()
    const first = open(space)
    first.add(trial(a, undefined))
    first.add(trial(b, undefined))
    first.add(trial(b, 'at last'))
    first.close()
    expect(textOf(open(space).find(a))).toBe('timeout')
    expect(textOf(open(space).find(b))).toBe('at last')
    expect(open(space, 'run', { keepFailures: false }).find(a)).toBeUndefined()
    expect(textOf(open(space, 'run', { keepFailures: false }).find(b))).toBe('at last')
  })

  it('looks nothing up when fresh, but records', () => {
    using space = workspace()
    open(space).add(trial(a, 'old'))
    const fresh = open(space, 'run', { fresh: true })
    expect(fresh.find(a)).toBeUndefined()
    fresh.add(trial(a, 'new'))
    fresh.close()
    expect(textOf(open(space).find(a))).toBe('new')
  })

  it('writes nothing when it may only read', () => {
    using space = workspace()
    open(space).add(trial(a, 'yes'))
    appendFileSync(space.path('run/trials.jsonl'), '{"torn')
    const before = readFileSync(space.path('run/trials.jsonl'), 'utf8')
    const reader = open(space, 'run', { readOnly: true })
    reader.add(trial(b, 'no'))
    reader.close()
    expect(readFileSync(space.path('run/trials.jsonl'), 'utf8')).toBe(before)
  })

  it('that cannot be written is an expected end', () => {
    using space = workspace()
    mkdirSync(space.path('run/trials.jsonl'), { recursive: true })
    expect(() => open(space)).toThrow(expect.objectContaining({ exitCode: 2 }))
  })
})

describe('a ledger', () => {
  it('counts what was settled, and the worst case of what a kill cut off', () => {
    using space = workspace()
    mkdirSync(space.path('run'))
    const first = openLedger(space.path('run'), false)
    const a = first.open(entry('lab', 5))
    first.settle(a, 1)
    first.open(entry('lab', 7))
    first.settle(first.open(entry('prod', 2)), 0.5)
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 8, prod: 0.5 })
  })

  it('goes on with new numbers, so that a later entry settles no earlier one', () => {
    using space = workspace()
    mkdirSync(space.path('run'))
    openLedger(space.path('run'), false).open(entry('lab', 5))
    const second = openLedger(space.path('run'), false)
    second.settle(second.open(entry('lab', 3)), 1)
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 6 })
  })

  it('counts the worst case of an entry whose settlement was half-written', () => {
    using space = workspace()
    mkdirSync(space.path('run'))
    const first = openLedger(space.path('run'), false)
    first.open(entry('lab', 5))
    appendFileSync(space.path('run/ledger.jsonl'), '{"id":0,"spent')
    const second = openLedger(space.path('run'), false)
    expect(spentBy(second)).toEqual({ lab: 5 })
    second.open(entry('lab', 1))
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 6 })
  })

  it('starts from nothing when fresh, now and later', () => {
    using space = workspace()
    mkdirSync(space.path('run'))
    openLedger(space.path('run'), false).open(entry('lab', 5))
    const fresh = openLedger(space.path('run'), true)
    expect(spentBy(fresh)).toEqual({})
    fresh.settle(fresh.open(entry('lab', 3)), 2)
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 2 })
  })
})

describe('a file to which lines are added and of which none is read', () => {
  it('is cut where its last whole line ends, just as one that is read', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '"', '\n', 'é') }), { maxLength: 6 }), fc.constantFrom(0, 1, 262_143, 262_144, 262_145, 600_000), (parts, padding) => {
      using space = workspace()
      space.write('x.jsonl', `${parts.join('')}${'x'.repeat(padding)}`)
      expect(wholeBytesOf(space.path('x.jsonl'))).toBe(scanJsonl(space.path('x.jsonl'), () => {}).wholeBytes)
    }), { numRuns: 60 })
    using space = workspace()
    expect(wholeBytesOf(space.path('none.jsonl'))).toBe(0)
  })

  it('costs a fresh journal and ledger nothing, whatever stands in it, and keeps it', () => {
    using space = workspace()
    const before = `${'not JSON\n'.repeat(1000)}half`
    space.write('run/trials.jsonl', before)
    space.write('run/ledger.jsonl', before)
    const journal = open(space, 'run', { fresh: true })
    expect(journal.warnings).toEqual([])
    const ledger = openLedger(space.path('run'), true)
    ledger.open(entry('lab', 3))
    journal.close()
    ledger.close()
    expect(space.read('run/trials.jsonl')).toBe('not JSON\n'.repeat(1000))
    expect(space.read('run/ledger.jsonl').slice(9000).split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as { id: number }).id))).toEqual([0, 1, ''])
    expect(spentBy(openLedger(space.path('run'), false))).toEqual({ lab: 3 })
  })
})

describe('the lock of a run', () => {
  it('is taken once and given back', () => {
    using space = workspace()
    const unlock = lockRun(space.path('a/run'))
    expect(readFileSync(space.path('a/run/lock'), 'utf8')).toBe(String(process.pid))
    unlock()
    lockRun(space.path('a/run'))()
  })

  it('of a live process stops a second one, with the way out', () => {
    using space = workspace()
    space.write('run/lock', String(process.ppid))
    expect(() => lockRun(space.path('run'))).toThrow(expect.objectContaining({ code: 'run-dir/locked', exitCode: 2, message: expect.stringContaining(String(process.ppid)) as string }))
    expect(readFileSync(space.path('run/lock'), 'utf8')).toBe(String(process.ppid))
  })

  it.each(['4194304999', '', 'nonsense', '-1', '0'])('left behind with "%s" in it is taken over', (holder) => {
    using space = workspace()
    space.write('run/lock', holder)
    const unlock = lockRun(space.path('run'))
    expect(readFileSync(space.path('run/lock'), 'utf8')).toBe(String(process.pid))
    unlock()
  })

  it('in a place that is no directory is an expected end', () => {
    using space = workspace()
    writeFileSync(space.path('file'), '')
    expect(() => lockRun(space.path('file/run'))).toThrow(expect.objectContaining({ code: 'run-dir/unwritable', exitCode: 2 }))
  })
})
