import { describe, expect, it } from 'vitest'
import { mostSaving } from '../../src/pipeline/most-saving.js'
import { tierCandidates, tierField } from '../../src/digest/tier-field.js'
import type { Price } from '../../src/domain/model.js'
import { withoutData } from '../../src/text/without-data.js'
import { call, times, traffic } from '../tasks/traffic.js'

const fieldOf = (calls: ReturnType<typeof traffic>) => tierField(calls.map(({ metadata }) => tierCandidates(metadata)))

describe('tierField', () => {
  it('finds the field that names a plan, whatever its writing, and no other', () => {
    expect(fieldOf(traffic(times(9, (n) => ({ metadata: { 'User-Tier': n % 2 ? 'free' : 'pro', plan: 'x', colour: 'red' } }))))).toBe('User-Tier')
    expect(fieldOf(traffic(times(9, () => ({ metadata: { frontier: 'a', planet: 'b' } }))))).toBeUndefined()
  })

  it('takes no field of many or of other values for one', () => {
    expect(fieldOf(traffic(times(40, (n) => ({ metadata: { tier: `t${n}`, plan: n % 2 ? 'a' : 'b' } }))))).toBe('plan')
    expect(fieldOf(traffic([{ metadata: { tier: 'free' } }, { metadata: { tier: 3 } }]))).toBeUndefined()
  })
})

describe('mostSaving', () => {
  const used = (costUsd: number | undefined, inputTokens?: number, outputTokens?: number) => ({ ...call({}), usage: { ...(inputTokens === undefined ? {} : { inputTokens }), ...(outputTokens === undefined ? {} : { outputTokens }) }, ...(costUsd === undefined ? {} : { costUsd }) })
  const saved = (calls: readonly ReturnType<typeof used>[], prices: readonly Price[]) => mostSaving(calls.map((_, row) => row), prices, {
    costOf: (row) => calls[row]?.costUsd,
    table: { countedInputOf: (row) => calls[row]?.usage.inputTokens ?? Number.NaN, countedOutputOf: (row) => calls[row]?.usage.outputTokens ?? Number.NaN },
  })

  it('is what the cheapest of the prices leaves of the cost', () => {
    expect(saved([used(1, 100_000, 10_000), used(2, 200_000, 0)], [{ input: 2, output: 10 }, { input: 1, output: 5 }])).toBeCloseTo(3 - 0.35)
  })

  it('counts nothing for calls of unknown cost or tokens, is never below 0, and is unknown where nothing is known', () => {
    expect(saved([used(1, 100_000, 0), used(undefined, 1, 1), used(5)], [{ input: 1, output: 1 }])).toBeCloseTo(0.9)
    expect(saved([used(1, 1e9, 0)], [{ input: 1, output: 1 }])).toBe(0)
    expect(saved([used(5)], [{ input: 1, output: 1 }])).toBeNull()
    expect(saved([used(1, 1, 1)], [])).toBeNull()
  })
})

describe('withoutData', () => {
  it('takes encoded data out and leaves words and links', () => {
    const data = 'iVBORw0KGgo'.repeat(40)
    expect(withoutData(`see data:image/png;base64,${data}== and`)).toBe('see {data} and')
    expect(withoutData(`${'word '.repeat(60)}https://example.com/a/b`)).toContain('https://example.com/a/b')
    expect(withoutData(data.slice(0, 150))).toBe(data.slice(0, 150))
  })
})
