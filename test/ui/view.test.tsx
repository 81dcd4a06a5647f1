import { cleanup } from 'ink-testing-library'
import { afterEach, describe, expect, it } from 'vitest'
import { frame, uncoloured, widthOf } from './frame.js'
import { initialState, reduce } from '../../src/ui/state.js'
import { STILL, timeLeftMs } from '../../src/ui/view.js'
import { story } from './story.js'

afterEach(cleanup)

describe.each([80, 40])('the view at %i columns', (columns) => {
  const HOSTILE = ['\u001b[2J\u001b]0;title\u0007\u009b31m', 'line\r\nbreak\ttab\u0000', '\u202egnp.exe\u2066', 'x'.repeat(500), 'a\u0301'.repeat(100)]

  it('shows tasks, verdicts, money and calls', () => {
    const lines = frame(columns, story().slice(0, 12)).join('\n')
    expect(lines).toContain('tickets → lab/small')
    expect(lines).toContain('✓ lab/small')
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
    expect(frame(columns, story().slice(0, 12), 24, watch).join('\n')).toContain('p pause  e last error  q stop')
    const paused = frame(columns, story().slice(0, 12), 24, { ...watch, paused: true, showError: true })
    expect(paused.join('\n')).toMatch(/paused[^]*q stop/)
    expect(paused.join('\n')).toContain('last error: a call of lab/small failed')
    for (const line of paused) expect(widthOf(line)).toBeLessThanOrEqual(columns)
  })

  it('shows the running difference beside the least that it may be', () => {
    const running = story().slice(0, 8).concat([{ type: 'evidence', taskId: 't_1', model: 'lab/small', trials: 50, maxSamples: 400, difference: -0.012, eValue: 2, threshold: 20, margin: 0.03 }])
    expect(frame(80, running).join('\n')).toContain('50/400 −1.2 (≥ −3.0) pp')
  })
})
