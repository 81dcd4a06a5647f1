import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bucketUsage } from '../../src/ingest/transcript/bucket-usage.js'

const count = fc.nat({ max: 50_000 })

it('whatever is decided is the truth or unknown, for either convention, when the text is estimated within 15 %', () => {
  fc.assert(fc.property(count, count, count, fc.boolean(), fc.boolean(), fc.option(fc.double({ min: 0.85, max: 1.15, noNaN: true })), (fresh, cached, output, isNested, isTotal, error) => {
    const whole = fresh + cached
    const input = isNested ? whole : fresh
    // Either the library sends its own total, or the tool adds up whatever it was sent.
    const total = isTotal && isNested ? whole + output : input + cached + output
    const { usage, ambiguous } = bucketUsage({ input, cacheRead: cached, output, total }, { input: error === null ? undefined : whole * error })
    expect(usage.inputTokens === undefined || usage.inputTokens === whole).toBe(true)
    expect(usage.inputTokens === undefined).toBe(ambiguous)
    expect((usage.cacheReadInputTokens ?? 0) <= (usage.inputTokens ?? 0)).toBe(true)
  }), { numRuns: 1000 })
})

it('decides nearly always where half of the input is cached and the text is there', () => {
  const decided = Array.from({ length: 100 }, (_, index) => bucketUsage({ input: 1000 + index, cacheRead: 900, output: 5 }, { input: 1000 * (0.9 + index / 500) }).ambiguous).filter((ambiguous) => !ambiguous)
  expect(decided.length).toBe(100)
})

it('unknown stays unknown', () => {
  expect(bucketUsage({}, {})).toEqual({ usage: {}, ambiguous: false })
  expect(bucketUsage({ output: 3 }, {})).toEqual({ usage: { outputTokens: 3 }, ambiguous: false })
})
