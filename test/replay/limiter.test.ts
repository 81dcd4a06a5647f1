import { describe, expect, it } from 'vitest'
import { trialKey } from '../../src/replay/address.js'
import { backoffMs } from '../../src/replay/backoff.js'
import { createLimiter, type Limits } from '../../src/replay/limiter.js'
import { outputCap } from '../../src/replay/output-cap.js'
import { ask } from '../support/call.js'
import { manualClock } from '../support/clock.js'

const never = new AbortController().signal

async function startsOf(limits: Limits, tokens: readonly number[], pauseMs = 0): Promise<number[]> {
  const clock = manualClock()
  const limiter = createLimiter(limits, clock)
  if (pauseMs > 0) limiter.pause(pauseMs)
  const starts: number[] = []
  await Promise.all(tokens.map((n) => limiter.run(n, async () => { starts.push(clock.now()) }, never)))
  return starts
}

describe('the limiter', () => {
  it('spaces starts by requests per minute', async () => {
    expect(await startsOf({ concurrency: 8, rpm: 60 }, [1, 1, 1, 1])).toEqual([0, 1000, 2000, 3000])
  })
  it('spaces starts by tokens per minute, the longer of the two', async () => {
    expect(await startsOf({ concurrency: 8, rpm: 60, tpm: 60_000 }, [5000, 100, 1])).toEqual([0, 5000, 6000])
  })
  it('lets nobody start during a pause, and a shorter pause does not end a longer one', async () => {
    const clock = manualClock()
    const limiter = createLimiter({ concurrency: 2 }, clock)
    limiter.pause(5000)
    limiter.pause(10)
    await limiter.run(1, async () => expect(clock.now()).toBe(5000), never)
  })
  it('never runs more at once than allowed', async () => {
    const limiter = createLimiter({ concurrency: 3 }, manualClock())
    let [running, most] = [0, 0]
    await Promise.all(Array.from({ length: 20 }, () => limiter.run(1, async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    }, never)))
    expect(most).toBe(3)
  })
  it('starts nothing after an interruption', async () => {
    const stop = new AbortController()
    stop.abort(new Error('interrupted'))
    await expect(createLimiter({ concurrency: 1 }, manualClock()).run(1, async () => 'started', stop.signal)).rejects.toThrow('interrupted')
  })
})

describe('the pause before another attempt', () => {
  it('doubles up to half a minute and lies between half of it and all of it', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 20].map((n) => backoffMs(n, undefined, 0))).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
    expect(backoffMs(3, undefined, 0.999)).toBeCloseTo(4000, -1)
    expect(backoffMs(3, 42, 0.5)).toBe(42)
  })
})

describe('the cap', () => {
  it('is the logged one, else four times the longest answer, at least 1024', () => {
    expect(outputCap(ask('x', { maxOutputTokens: 5 }), 9999)).toBe(5)
    expect(outputCap(ask('x'), 10)).toBe(1024)
    expect(outputCap(ask('x'), 1000)).toBe(4000)
  })
})

describe('the content address', () => {
  const place = { api: 'openai', baseUrl: 'http://x/v1', model: 'm', maxOutputTokens: 10 }
  const tools = [{ name: 'f', parameters: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } } }]
  const turned = [{ parameters: { properties: { b: { type: 'number' }, a: { type: 'string' } }, type: 'object' }, name: 'f' }]

  it('does not depend on the order of keys', () => {
    expect(trialKey({ ...place, request: ask('a', { tools, temperature: 0 }) })).toBe(trialKey({ ...place, request: { temperature: 0, ...ask('a'), tools: turned } }))
    expect(trialKey({ ...place, request: ask('a') })).toMatch(/^[0-9a-f]{32}$/)
  })
  it('depends on server, API, model, cap and every part of the request, and on the order of messages', () => {
    const message = (text: string) => ({ role: 'user' as const, parts: [{ type: 'text' as const, text }] })
    const keys = [
      { ...place, request: ask('a') }, { ...place, request: ask('b') }, { ...place, api: 'anthropic', request: ask('a') }, { ...place, baseUrl: 'http://y/v1', request: ask('a') },
      { ...place, model: 'n', request: ask('a') }, { ...place, maxOutputTokens: 11, request: ask('a') }, { ...place, request: ask('a', { temperature: 0 }) },
      { ...place, request: ask('a', { seed: 1 }) }, { ...place, request: ask('a', { tools }) }, { ...place, request: ask('a', { stop: ['x'] }) },
      { ...place, request: { messages: [message('a'), message('b')] } }, { ...place, request: { messages: [message('b'), message('a')] } },
    ].map(trialKey)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
