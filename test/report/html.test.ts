import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/domain/result.js'
import { renderHtml } from '../../src/report/html.js'
import { auditResult, candidate, kept, taskResult } from '../policy/result-fixture.js'
import { auditResults } from './hostile.js'

/** Names of all tags, in order; attribute values cannot hide one, for they are the report's own. */
const tags = (html: string): string[] => [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase())

describe('renderHtml', () => {
  it('says what was decided, on what evidence, and what is undecided', () => {
    const html = renderHtml(auditResult([taskResult(), kept({ label: 'Summaries' })]))
    for (const piece of ['Ticket classification', 'openai/gpt-4o-mini', '−0.7 pp', 'title="non-inferior / certified">✓ good enough', 'undecided, the money or the samples allowed ended first', 'Undecided', 'Summaries']) expect(html).toContain(piece)
  })

  it('shows two-model strategies with what they leave to the incumbent, and the design of the tests', () => {
    const strategies = [{
      kind: 'cascade', models: ['openai/<b>small'], verdict: 'non-inferior', reason: 'certified', viable: true, notViableBecause: null, trials: 80, difference: 0.01,
      interval: [-0.02, 0.04], eValue: 44, escalated: 0.25, costPerCallUsd: 0.001, latencyMs: null, message: 'certified after 80 cases',
    }] as const
    const html = renderHtml({ ...auditResult([taskResult({ strategies })]), rule: { margin: 0.05, alpha: 0.05, maxSamples: 432, design: 'fixed' }, guarantee: { kind: 'fdr', design: 'fixed', level: 0.1, tasks: 7 } })
    expect(html).toMatch(/<td role="cell" data-title="strategy">cascade<\/td><td role="cell" data-title="models"><span class="m">openai\/<\/span><wbr><span class="m">&#60;b&#62;small<\/span><\/td><td role="cell" data-title="verdict"><span class="good" title="non-inferior \/ certified">✓ good enough, certified<\/span><\/td><td role="cell" data-title="cases" class="n">80<\/td>/)
    for (const piece of ['<td class="value">432</td>', '<td class="value">fixed</td>', 'false discovery rate of 10', 'over 7 tasks']) expect(html).toContain(piece)
  })

  it('says what the judge did, and for whom people let it decide', () => {
    const judge = { model: 'openai/<b>judge', id: 'x', costUsd: 0.12, judged: 58, unread: 2, selfConsistency: 0.91, firstPlace: 0.53, longer: null, wins: 20, losses: 22, ties: 16, calibration: { 'lab/small': 'does not decide: the judge has not been calibrated: no labels' } }
    const html = renderHtml(auditResult([taskResult({ judge })]))
    for (const piece of ['openai/&#60;b&#62;judge', '58 disagreements judged, 2 not readable', 'candidate better in 20, incumbent better in 22, tie in 16', 'both orders: 91.0 %', 'the longer one: none', 'lab/small: does not decide: the judge has not been calibrated: no labels.']) expect(html).toContain(piece)
    expect(renderHtml(auditResult([taskResult()]))).not.toContain('asked in both orders')
  })

  it('leads with the saving, or says that none is proved, or that it is unknown', () => {
    const headline = (result: AuditResult): string => /<p class="headline">(.*?)<\/p>/.exec(renderHtml(result))?.[1]?.replace(/<[^>]*>/g, '') ?? ''
    const { totals } = auditResult([])
    expect(headline(auditResult([taskResult()]))).toBe('$7.90 saved over the logged period, 79.0 % of the bill')
    expect(headline(auditResult([taskResult()], { logWindow: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-16T05:14:36.000Z' } }))).toBe('$15.80 saved a month ($15.00 to $16.00), 79.0 % of the bill')
    expect(headline(auditResult([kept()]))).toBe('No saving is proved every task keeps its incumbent')
    expect(headline(auditResult([taskResult()], { totals: { ...totals, savingUsd: null } }))).toBe('The saving is unknown a price is missing')
  })

  it('says where its figures come from: digests, prices and the date of the list', () => {
    const result = auditResult([taskResult()])
    const data = { result, tasks: [], version: '9.8.7', hasTexts: true, provenance: { digests: [{ file: 'plan.json', sha256: 'ab'.repeat(32) }], priceList: 'prices 1.2.3 of 2026-02-03', prices: [{ model: 'openai/<i>', price: { input: 2.5, output: 10 } }] } }
    const html = renderHtml(result, { data, script: { text: '', sha256: '' } })
    for (const piece of ['cheapest-viable 9.8.7', 'ab'.repeat(32), 'prices 1.2.3 of 2026-02-03', '<td>openai/&#60;i&#62;</td><td class="n">$2.50</td><td class="n">$10.00</td>']) expect(html).toContain(piece)
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
