import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/event.js'
import { handOnTerminal, lines } from '../../src/cli/watch.js'

const evidence = (trials: number, difference = -0.012): AuditEvent => ({ type: 'evidence', taskId: 't_1', model: 'lab/small\u001b[2J', trials, maxSamples: 400, difference, eValue: 2, threshold: 20, margin: 0.03 })
const trial: AuditEvent = { type: 'trial', taskId: 't_1', model: 'lab/small', status: 'answered', cached: false, costUsd: 0.1, spentUsd: 0.25 }

describe('a run told in lines', () => {
  it('is silent about single trials, and after half a minute says how far the candidate is', () => {
    const written: string[] = []
    let now = 0
    const { see } = lines((text) => written.push(text), () => now)
    see(trial)
    see(evidence(10))
    now = 29_999
    see(evidence(20))
    expect(written).toEqual([])
    now = 30_000
    see(trial)
    see(evidence(30))
    see(evidence(31))
    expect(written).toEqual(['  lab/small: 30 of at most 400 cases, difference −1.2 points so far, $0.2500 spent'])
    now = 45_000
    see({ type: 'warning', message: 'odd' })
    now = 60_000
    see(evidence(40))
    expect(written.at(-1)).toBe('warning: odd')
    now = 75_000
    see(evidence(50, 0.004))
    expect(written.at(-1)).toContain('50 of at most 400 cases, difference +0.4 points so far')
  })
})

describe('the live view', () => {
  const hand = (env: Readonly<Record<string, string>>, plain = false, terminal = true) => handOnTerminal({ concurrency: 16, plain, env, terminal }) !== undefined

  it('is shown on a terminal, unless lines are wanted: by a flag, a screen reader, a CI server, or a terminal that cannot move its cursor', () => {
    expect(hand({ TERM: 'xterm-256color', CI: 'false', AUDIT_PLAIN: '' })).toBe(true)
    expect(hand({}, false, false)).toBe(false)
    expect(hand({}, true)).toBe(false)
    for (const env of [{ AUDIT_PLAIN: '1' }, { INK_SCREEN_READER: 'true' }, { CI: 'true' }, { CONTINUOUS_INTEGRATION: '1' }, { TERM: 'dumb' }]) expect(hand(env as Readonly<Record<string, string>>)).toBe(false)
  })
})
