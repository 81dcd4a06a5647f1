import { cleanup } from 'ink-testing-library'
import { afterEach, describe, expect, it } from 'vitest'
import { frame, uncoloured, widthOf } from './frame.js'
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
