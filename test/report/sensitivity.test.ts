import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdictsByMargin } from '../../src/domain/sensitivity.js'

describe('verdicts at other margins', () => {
  it('hold the run’s own margin, ascend, and only ever get better with it', () => {
    const rank = { inferior: 0, inconclusive: 1, 'non-inferior': 2 } as const
    const bound = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(fc.property(bound, bound, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (a, b, own) => {
      const verdicts = verdictsByMargin([Math.min(a, b), Math.max(a, b)], own)
      expect(verdicts.map(({ margin }) => margin)).toContain(own)
      for (const [at, { margin, verdict }] of verdicts.entries()) {
        const before = verdicts[at - 1]
        if (before) expect(margin > before.margin && rank[verdict] >= rank[before.verdict]).toBe(true)
      }
    }))
  })

  it('count equality as non-inferior', () => {
    expect(verdictsByMargin([-0.03, 0.01], 0.03)).toEqual([
      { margin: 0.01, verdict: 'inconclusive' }, { margin: 0.02, verdict: 'inconclusive' }, { margin: 0.03, verdict: 'non-inferior' },
      { margin: 0.05, verdict: 'non-inferior' }, { margin: 0.1, verdict: 'non-inferior' },
    ])
    expect(verdictsByMargin([-0.3, -0.05], 0.03).map(({ verdict }) => verdict)).toEqual(['inferior', 'inferior', 'inferior', 'inconclusive', 'inconclusive'])
  })
})
