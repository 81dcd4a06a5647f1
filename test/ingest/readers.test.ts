import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDuration } from '../../src/ingest/read/duration.js'
import { plainName } from '../../src/ingest/read/field.js'
import { jsonOf } from '../../src/ingest/read/json-text.js'
import { readCount, readNumber, readUsd } from '../../src/ingest/read/number.js'
import { readTime } from '../../src/ingest/read/time.js'
import { anthropicUsage, inclusiveUsage, openaiUsage } from '../../src/ingest/read/usage.js'

it.each([['1,024', 1024], ['1,234,567.5', 1234567.5], [' 3 ', 3], ['1e-5', 1e-5], ['.5', 0.5], ['-2', -2], ['NaN', undefined], ['None', undefined], ['', undefined], ['0,02', undefined], ['1,02', undefined], ['12%', undefined], ['0x10', undefined], ['Infinity', undefined], [true, undefined], [null, undefined]])('number %j is %j', (value, expected) => {
  expect(readNumber(value)).toBe(expected)
})

it.each([['$0.0002', 0.0002], ['US$ 1,000.50', 1000.5], ['0.5 USD', 0.5], [0, 0], ['€0.02', undefined], ['-1', undefined], ['0,02', undefined]])('dollars %j are %j', (value, expected) => {
  expect(readUsd(value)).toBe(expected)
})

it.each([[3, 3], ['31', 31], [3.5, undefined], [-1, undefined], [null, undefined]])('count %j is %j', (value, expected) => {
  expect(readCount(value)).toBe(expected)
})

describe('time', () => {
  it.each([
    ['2026-11-02 08:11:09', '2026-11-02T08:11:09.000Z'], ['2026-11-02T08:11:09.123456', '2026-11-02T08:11:09.123Z'], ['2026-11-02T08:11:09+02:00', '2026-11-02T06:11:09.000Z'],
    ['2026-11-02T08:11:09-0530', '2026-11-02T13:41:09.000Z'], ['2026-11-02 08:11:09 UTC', '2026-11-02T08:11:09.000Z'], ['2026-11-02 08:11:09+00', '2026-11-02T08:11:09.000Z'], ['2026-11-02', '2026-11-02T00:00:00.000Z'],
    ['Mon, 02 Nov 2026 08:11:09 GMT', '2026-11-02T08:11:09.000Z'],
    ['11/02/2026', undefined], ['2026-13-45', undefined], ['yesterday', undefined], [20261102, undefined], [-5, undefined], [null, undefined],
  ])('%j is %j', (value, expected) => {
    expect(readTime(value)).toBe(expected)
  })
  it('takes the unit of an epoch from its magnitude', () => {
    fc.assert(fc.property(fc.integer({ min: 200_000_000, max: 4_000_000_000 }), (seconds) => {
      const iso = new Date(seconds * 1000).toISOString()
      for (const factor of [1, 1e3, 1e6, 1e9]) expect(readTime(seconds * factor)).toBe(iso)
      expect(readTime(String(seconds))).toBe(iso)
    }))
  })
})

it.each([
  ['latencyms', 640, 640], ['durationms', '1,640', 1640], ['latencys', 1.5, 1500], ['durationseconds', 2, 2000], ['totaldurationns', 5e9, 5000], ['elapsedus', 1500, 1.5],
  ['latency', 640, undefined], ['duration', '1.2s', 1200], ['latencyms', '1.2s', 1200], ['latency', '350 ms', 350], ['latencyms', -1, undefined], ['latencyms', null, undefined], ['latencyms', '1.2 parsecs', undefined], ['timetofirsttokenms', 5, undefined],
])('duration %s of %j is %j ms', (name, value, expected) => {
  expect(readDuration(name, value)).toBe(expected)
})

it.each([['Latency (ms)', 'latencyms'], ['prompt_tokens', 'prompttokens'], ['User-ID', 'userid'], ['プロンプト', 'プロンプト']])('plain name of %j', (key, expected) => {
  expect(plainName(key)).toBe(expected)
})

describe('usage', () => {
  it('of Anthropic becomes inclusive', () => {
    const count = fc.nat({ max: 1e6 })
    fc.assert(fc.property(count, count, count, count, (input, output, read, write) => {
      expect(anthropicUsage({ input_tokens: input, output_tokens: output, cache_read_input_tokens: read, cache_creation_input_tokens: write })).toEqual({ inputTokens: input + read + write, outputTokens: output, cacheReadInputTokens: read, cacheWriteInputTokens: write })
    }))
  })
  it('of OpenAI is inclusive already', () => {
    expect(openaiUsage({ prompt_tokens: 100, completion_tokens: 50, prompt_tokens_details: { cached_tokens: 40 }, completion_tokens_details: { reasoning_tokens: 30 } })).toEqual({ inputTokens: 100, outputTokens: 50, cacheReadInputTokens: 40, reasoningOutputTokens: 30 })
  })
  it('that contradicts its convention is unknown', () => {
    expect(inclusiveUsage({ input: 10, output: 5, cacheRead: 90, reasoning: 2 })).toEqual({ outputTokens: 5, reasoningOutputTokens: 2 })
    expect(inclusiveUsage({ input: 10, output: 5, reasoning: 6 })).toEqual({ inputTokens: 10 })
  })
  it.each([[null], [undefined], [[]], ['x'], [{}], [{ prompt_tokens: null, input_tokens: null }]])('%j is unknown, not 0', (usage) => {
    expect(openaiUsage(usage)).toEqual({})
    expect(anthropicUsage(usage)).toEqual({})
  })
})

it('reads JSON out of text, out of text in text, and out of cells with doubled quotes', () => {
  expect(jsonOf('{"a":1}')).toEqual({ a: 1 })
  expect(jsonOf(JSON.stringify(JSON.stringify({ a: 1 })))).toEqual({ a: 1 })
  expect(jsonOf('{""a"":""b""}')).toEqual({ a: 'b' })
  expect(jsonOf('[not json')).toBe('[not json')
  expect(jsonOf('"quoted words"')).toBe('"quoted words"')
  expect(jsonOf('12')).toBe('12')
})
