import type { ReviewCase } from '../../src/review/index.js'
import { says } from '../validators/ask.js'

/** A disagreement to look at. */
export function reviewCase(i: number, more: Partial<ReviewCase> = {}): ReviewCase {
  return {
    taskId: 't_1', taskLabel: 'sorting', model: 'lab/small', caseId: `c${i}`, key: `k${i}`, answers: `a${i}`, request: { messages: [{ role: 'user', parts: [{ type: 'text', text: `prompt ${i}` }] }] },
    candidate: says(`candidate says ${i}`), incumbent: says(`incumbent says ${i}`), judgement: undefined, judge: 'j1', draw: ((i * 7919) % 1000) / 1000, nearness: 0.5, cases: 300, disagreements: 30, ...more,
  }
}
