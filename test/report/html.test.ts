import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../src/report/html.js'
import { auditResult, candidate, kept, taskResult } from '../policy/result-fixture.js'
import { auditResults } from './hostile.js'

/** Names of all tags, in order; attribute values cannot hide one, for they are the report's own. */
const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase())

describe('renderHtml', () => {
  it('says what was decided, on what evidence, and what is undecided', () => {
    const html = renderHtml(auditResult([taskResult(), kept({ label: 'Summaries' })]))
    for (const piece of ['Ticket classification', 'openai/gpt-4o-mini', '−0.7 pp', 'non-inferior / certified', 'Undecided', 'Summaries']) expect(html).toContain(piece)
  })

  it('shows two-model strategies with what they leave to the incumbent, and the design of the tests', () => {
    const strategies = [{
      kind: 'cascade', models: ['openai/<b>small'], verdict: 'non-inferior', reason: 'certified', viable: true, notViableBecause: null, trials: 80, difference: 0.01,
      interval: [-0.02, 0.04], eValue: 44, escalated: 0.25, costPerCallUsd: 0.001, latencyMs: null, message: 'certified after 80 cases',
    }] as const
    const html = renderHtml({ ...auditResult([taskResult({ strategies })]), rule: { margin: 0.05, alpha: 0.05, maxSamples: 432, design: 'fixed' }, guarantee: { kind: 'fdr', design: 'fixed', level: 0.1, tasks: 7 } })
    expect(html).toMatch(/<td>cascade<\/td><td>openai\/&#60;b&#62;small<\/td><td>non-inferior \/ certified<\/td><td class="n">80<\/td>/)
    for (const piece of ['<td>432</td>', '<td>fixed</td>', 'false discovery rate of 10', 'over 7 tasks']) expect(html).toContain(piece)
  })

  it('loads nothing and runs nothing', () => {
    const html = renderHtml(auditResult([taskResult()]))
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`)
    expect(html).not.toMatch(/<script|<img|<link|\son[a-z]+=|url\(|https?:/i)
  })

  it('keeps whatever comes from logs and models inert', () => {
    const known = new Set(tags(renderHtml(auditResult([taskResult(), kept()], { warnings: ['w'] }))))
    fc.assert(fc.property(auditResults, (result) => {
      const html = renderHtml(result)
      for (const tag of tags(html)) expect(known).toContain(tag)
      expect(html).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
    }), { numRuns: 150 })
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    const html = renderHtml(auditResult([taskResult({ label: hostile, candidates: [candidate({ model: hostile, message: hostile })] })], { warnings: [hostile] }))
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
  })
})
