import { cleanup } from 'ink-testing-library'
import { afterEach, describe, expect, it } from 'vitest'
import { frame, uncoloured, widthOf } from './frame.js'
import { initialState, reduce } from '../../src/ui/state.js'
import { candidateLine, strip } from '../../src/ui/candidate-line.js'
import { STILL, timeLeftMs } from '../../src/ui/view.js'
import { story } from './story.js'

afterEach(cleanup)

describe.each([80, 40])('the view at %i columns', (columns) => {
  const HOSTILE = ['\u001b[2J\u001b]0;title\u0007\u009b31m', 'line\r\nbreak\ttab\u0000', '\u202egnp.exe\u2066', 'x'.repeat(500), 'a\u0301'.repeat(100)]

  it('shows tasks, verdicts, money and calls', () => {
    const lines = frame(columns, story().slice(0, 12)).join('\n')
    expect(lines).toContain(columns === 80 ? 'tickets → lab/small' : 'tickets → small')
    expect(lines).toContain(columns === 80 ? '✓ lab/small' : '✓ small')
    expect(lines).toContain('task 1/2  $0.4000 of $5')
  })

  it('says that the incumbent was kept and that the budget stopped the run', () => {
    const lines = frame(columns).join('\n')
    expect(lines).toContain('letters → kept')
    expect(lines).toContain('stopped by the budget')
  })

  it('never writes a line longer than the terminal, at any moment of any run', () => {
    for (const label of ['tickets', ...HOSTILE]) {
      const events = story(label, `lab/${label}`)
      for (let n = 0; n <= events.length; n++) for (const line of frame(columns, events.slice(0, n))) expect(widthOf(line), JSON.stringify(line)).toBeLessThanOrEqual(columns)
      cleanup()
    }
  })

  it('lets no control sequence of a label or a model through', () => {
    for (const label of HOSTILE) {
      for (const line of frame(columns, story(label, `lab/${label}`))) expect(uncoloured(line)).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })

  it('fits many tasks into few rows', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ type: 'task-started' as const, taskId: `t_${n}`, label: `task ${n}`, incumbent: 'prod/big', candidates: ['lab/small'], validator: 'label@1' }))
    const lines = frame(columns, many, 12)
    expect(lines.length).toBeLessThanOrEqual(12)
    expect(lines[0]).toContain('earlier tasks decided')
    expect(lines.join('\n')).toContain('task 49')
  })
})

describe('the line of time and keys', () => {
  const decided = story().slice(0, 12).reduce(reduce, initialState)

  it('expects the tasks that are left to take as long as those decided, and nothing before the first', () => {
    expect(timeLeftMs(decided, 60_000)).toBe(60_000)
    expect(timeLeftMs(story().slice(0, 8).reduce(reduce, initialState), 60_000)).toBeUndefined()
    expect(timeLeftMs(story().reduce(reduce, initialState), 60_000)).toBeUndefined()
  })

  it.each([80, 40])('says at %i columns what is paused, the last error and the keys', (columns) => {
    const watch = { ...STILL, keys: true, elapsedMs: 60_000, callsPerSecond: 12.3 }
    const running = frame(columns, story().slice(0, 12), 24, { ...watch, concurrency: 20 }).join('\n')
    expect(running).toContain(columns === 80 ? 'p pause  s skip task  +/− 20 at once  e last error  q stop' : 'p pause  s skip  ± 20  e error  q stop')
    const paused = frame(columns, story().slice(0, 12), 24, { ...watch, paused: true, showError: true })
    expect(paused.join('\n')).toMatch(/paused[^]*q stop/)
    expect(paused.join('\n')).toContain('last error: a call of lab/small failed')
    for (const line of paused) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })

  it.each([80, 40])('shows at %i columns the running difference with its interval, and what it is held against', (columns) => {
    const running = story().slice(0, 8).concat([{ type: 'evidence', taskId: 't_1', model: 'lab/small', trials: 50, maxSamples: 400, difference: -0.012, eValue: 2, threshold: 20, margin: 0.03, interval: [-0.09, 0.045] }])
    const lines = frame(columns, running)
    expect(lines[0]).toMatch(columns === 80 ? /tickets {2}difference in points, must stay above −3\.0/ : /tickets {2}must be > −3\.0/)
    expect(lines[1]).toContain('50/400 −1.2 [−9.0 +4.5]')
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })

  it('keeps the widest figures within 40 columns', () => {
    const running = story().slice(0, 8).concat([{ type: 'evidence', taskId: 't_1', model: 'lab/small', trials: 12345, maxSamples: 20000, difference: -0.512, eValue: 2, threshold: 20, margin: 0.03, interval: [-0.99, 0.3] }])
    expect(frame(40, running)[1]).toContain('12345 −51.2 [−99.0 +30.0]')
  })

  it('draws the interval against the margin where there is room', () => {
    const drawn = (interval: readonly [number, number], difference: number) => strip({ model: 'm', trials: 9, maxSamples: 99, difference, eValue: 1, threshold: 20, margin: 0.03, interval })
    expect(drawn([-1, 1], 0)).toBe('───────┼──●──────────')
    expect(drawn([-0.02, 0.05], 0.01)).toBe('       ┊───●────     ')
    expect(candidateLine({ model: 'lab/small', trials: 50, maxSamples: 400, difference: 0, eValue: 2, threshold: 20, margin: 0.03, interval: [-0.05, 0.04] }, 120)).toContain('─┼──●────')
  })

  it('says that a task was skipped, and that nothing was concluded', () => {
    const skipped = story().slice(0, 9).concat([
      { type: 'verdict', taskId: 't_1', model: 'lab/small', verdict: 'inconclusive', reason: 'skipped', trials: 137, message: 'Skipped by hand.' },
      { type: 'decision', taskId: 't_1', model: 'prod/big', strategy: 'incumbent', reason: 'undecided' },
    ])
    const lines = frame(80, skipped).join('\n')
    expect(lines).toContain('tickets → skipped')
    expect(lines).toContain('? lab/small')
    expect(lines).toMatch(/\? lab\/small.*skipped/)
  })

  it('shows the running difference where no interval runs along', () => {
    const running = story().slice(0, 8).concat([{ type: 'evidence', taskId: 't_1', model: 'lab/small', trials: 50, maxSamples: 400, difference: -0.012, eValue: 2, threshold: 20, margin: 0.03 }])
    expect(frame(80, running).join('\n')).toContain('50/400 −1.2')
  })
})
