import { describe, expect, it } from 'vitest'
import type { ReportData } from '../../src/domain/report-data.js'
import type { CandidateResult, TaskResult } from '../../src/domain/result.js'
import type { StrategyResult } from '../../src/domain/strategy.js'
import { renderExplanation, type Subject } from '../../src/report/explain.js'
import { auditResult, candidate, taskResult } from '../policy/result-fixture.js'

const dataOf = (task: TaskResult): ReportData => ({ result: auditResult([task]), tasks: [], version: '1', hasTexts: false, provenance: { digests: [], priceList: '', prices: [] } })
const explained = (subject: Subject): string => renderExplanation(subject, dataOf(subject.task), 100).replace(/\s+/g, ' ')
const verdict = (over: Partial<CandidateResult>): string => {
  const task = taskResult({ candidates: [candidate(over)] })
  return explained({ kind: 'verdict', task, candidate: candidate(over) })
}

describe('what explain says of a verdict', () => {
  it.each<[Partial<CandidateResult>, string]>([
    [{}, 'good enough, certified (non-inferior/certified). certified'],
    [{ viable: false, notViableBecause: 'latency' }, 'Good enough, and yet not viable because of its latency.'],
    [{ verdict: 'inferior', viable: false }, 'worse, proved (inferior/certified)'],
    [{ verdict: 'inconclusive', reason: 'dropped-futile', eValue: 0.002, morePlanned: null }, 'undecided, dropped early (inconclusive/dropped-futile)'],
    [{ verdict: 'inconclusive', reason: 'budget', morePlanned: 400 }, 'undecided, the money or the samples allowed ended first (inconclusive/budget)'],
    [{ verdict: 'inconclusive', reason: 'data' }, 'undecided, there were no further cases or answers (inconclusive/data)'],
    [{ verdict: 'inconclusive', reason: 'skipped' }, 'undecided, skipped (inconclusive/skipped)'],
    [{ verdict: 'not-evaluated', reason: 'blocked', trials: 0, message: 'the key is not set' }, 'could not be tried (not-evaluated/blocked). the key is not set'],
    [{ verdict: 'not-evaluated', reason: 'skipped', trials: 0, message: 'lab/other is cheaper and viable' }, 'not needed (not-evaluated/skipped). lab/other is cheaper and viable'],
  ])('%j', (over, words) => expect(verdict(over)).toContain(words))

  it('says how many more trials would decide, and calls a lost bet lost and not nought', () => {
    expect(verdict({ verdict: 'inconclusive', reason: 'budget', morePlanned: 400 })).toContain('About 400 further trials would decide.')
    expect(verdict({ verdict: 'inconclusive', reason: 'dropped-futile', eValue: 0.002 })).toContain('e = <0.1:')
  })
})

describe('what explain says of a strategy', () => {
  const strategy: StrategyResult = {
    kind: 'agreement', models: ['lab/one', 'lab/two'], verdict: 'non-inferior', reason: 'certified', viable: true, notViableBecause: null, trials: 180, difference: 0.002, interval: [-0.03, 0.04],
    eValue: 21, escalated: 0.25, costPerCallUsd: 0.001, latencyMs: { p50: 700, p95: 1500, p99: 2000 }, message: 'Certified.',
  }

  it('says who is asked when, how often the incumbent, and what a case costs', () => {
    const text = explained({ kind: 'strategy', task: taskResult({ strategies: [strategy] }), strategy })
    for (const words of ['lab/one and lab/two are asked, and the incumbent where they disagree', 'good enough, certified (non-inferior/certified)', '180 cases, difference +0.2 pp [−3.0, +4.0]', 'The incumbent answers 25.0 % of them', 'a case costs $0.0010 in all', 'p95 1.5 s', 'e = 21.0']) expect(text).toContain(words)
  })

  it('names it with its task', () => {
    const untried: StrategyResult = { ...strategy, kind: 'split', verdict: 'not-evaluated', reason: 'data', trials: 0, difference: null, escalated: null, latencyMs: null, message: 'Not tested: no trials.' }
    const text = explained({ kind: 'task', task: taskResult({ strategies: [untried] }) })
    expect(text).toContain('a classifier of the question sends a part to lab/one')
    expect(text).toContain('Not tested: no trials.')
    expect(text).toContain('<model or strategy>')
  })
})
