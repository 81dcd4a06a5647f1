import { describe, expect, it } from 'vitest'
import { countedScores, disagrees, failedIn, pairedDifference, unscoredIn } from '../../src/pipeline/task/pair.js'
import type { TrialScore } from '../../src/pipeline/task/trial-score.js'

const scored = (value: number): TrialScore => ({ status: 'scored', value, reason: '' })
const unjudged: TrialScore = { status: 'scored', value: 0, reason: 'chrF 0.950', otherText: 'unjudged' }
const byLikeness: TrialScore = { status: 'scored', value: 0.95, reason: 'chrF 0.950', otherText: 'by-likeness' }
const failed: TrialScore = { status: 'failed', reason: 'timeout' }

describe('what a case counts for', () => {
  it.each([
    ['two scores', scored(1), scored(0.5), { candidate: 1, incumbent: 0.5 }, { nonInferiority: 0.5, reverse: 0.5 }],
    ['another text of the candidate', unjudged, scored(1), { candidate: 0, incumbent: 1 }, { nonInferiority: -1, reverse: 0 }],
    ['another text of the incumbent', scored(1), unjudged, { candidate: 1, incumbent: 1 }, { nonInferiority: 0, reverse: 1 }],
    ['other texts of both', unjudged, unjudged, { candidate: 0, incumbent: 1 }, { nonInferiority: -1, reverse: 1 }],
    ['another text that counts by its likeness', byLikeness, scored(1), { candidate: 0.95, incumbent: 1 }, { nonInferiority: expect.closeTo(-0.05), reverse: expect.closeTo(-0.05) }],
    ['a failure of the candidate', failed, scored(1), { candidate: 0, incumbent: 1 }, { nonInferiority: -1, reverse: 0 }],
  ] as const)('%s', (_, candidate, control, counted, difference) => {
    expect(countedScores({ index: 0, candidate, control })).toEqual(counted)
    expect(pairedDifference({ index: 0, candidate, control })).toEqual(difference)
  })
})

describe('a pair', () => {
  const unscored: TrialScore = { status: 'unscored', reason: 'cut' }
  const kinds = { scored: scored(1), failed, unscored } as const

  it.each([
    ['scored', 'scored', false, false], ['failed', 'scored', true, false], ['scored', 'failed', true, false], ['failed', 'failed', true, false],
    ['unscored', 'scored', false, true], ['scored', 'unscored', false, true], ['failed', 'unscored', true, false], ['unscored', 'failed', true, false],
  ] as const)('of a candidate that is %s and a control that is %s is counted once', (candidate, control, hasFailed, isUnscored) => {
    const pair = { index: 0, candidate: kinds[candidate], control: kinds[control] }
    expect([failedIn(pair), unscoredIn(pair)]).toEqual([hasFailed, isUnscored])
  })

  it('disagrees as soon as anything is missing but a rounding', () => {
    expect([scored(1), scored(1 - 1e-12), scored(0.999), scored(0.6), scored(0), failed, unscored].map(disagrees)).toEqual([false, false, true, true, true, false, false])
  })
})
