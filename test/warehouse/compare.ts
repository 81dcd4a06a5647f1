import { expect } from 'vitest'
import { contentDigest } from '../../src/sample/content.js'
import type { WarehouseDigest } from '../../src/warehouse/read-digest.js'
import type { Expected } from './reference.js'

/** Rounds what depends on the order in which floats are added. */
const about = (value: number): number => Number(value.toPrecision(10))

/** Asserts that a digest says of every group what reading all its calls says. */
export function expectSame(digest: WarehouseDigest, expected: readonly Expected[]): void {
  const found = digest.groups.map((group) => ({
    key: group.key, requestModel: group.requestModel, calls: group.calls, distinct: group.distinct, eligible: group.eligible,
    costUsd: { ...group.costUsd, sum: about(group.costUsd.sum) }, inputTokens: group.inputTokens, outputTokens: group.outputTokens, cacheReadInputTokens: group.cacheReadInputTokens,
    priced: { costUsd: about(group.priced.costUsd), calls: group.priced.calls, inputTokens: group.priced.inputTokens, outputTokens: group.priced.outputTokens, cacheReadInputTokens: group.priced.cacheReadInputTokens }, unpriced: { calls: group.unpriced.calls, inputTokens: group.unpriced.inputTokens, outputTokens: group.unpriced.outputTokens },
    firstStartedAt: group.firstStartedAt, lastStartedAt: group.lastStartedAt, latencyMs: group.latencyMs,
    sample: group.sample.map(({ call, place, repeats }) => ({ id: call.id, place, repeats })),
  })).toSorted((a, b) => (a.key + a.requestModel < b.key + b.requestModel ? -1 : 1))
  const rounded = expected.map((group) => ({ ...group, costUsd: { ...group.costUsd, sum: about(group.costUsd.sum) }, priced: { ...group.priced, costUsd: about(group.priced.costUsd) } }))
  expect(found.map(({ key, requestModel, calls }) => ({ key, requestModel, calls }))).toEqual(rounded.map(({ key, requestModel, calls }) => ({ key, requestModel, calls })))
  expect(found).toEqual(rounded)
  for (const { sample } of digest.groups) for (const { call, content } of sample) expect(content).toBe(contentDigest(call.request))
}
