import { setMaxListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { trialKey } from '../../src/replay/address.js'
import { backoffMs } from '../../src/replay/backoff.js'
import { createAdaptiveWindow } from '../../src/replay/adaptive-window.js'
import { createLearnedLimit } from '../../src/replay/learned-limit.js'
import { createLimiter, type Limits, type Passage } from '../../src/replay/limiter.js'
import { outputCap } from '../../src/replay/output-cap.js'
import { createTokenBucket } from '../../src/replay/token-bucket.js'
import { ask } from '../support/call.js'
import { manualClock } from '../support/clock.js'

const { signal: never } = new AbortController()
setMaxListeners(0, never) // every call that waits listens to it
const passed = (): Passage => ({ overloaded: false })

/** Starts so many calls of each model at once and says when each started, in milliseconds. */
async function startsOf(limits: Limits, calls: readonly { readonly model?: string; readonly tokens?: number; readonly passage?: (n: number) => Passage }[]): Promise<number[]> {
  const clock = manualClock()
  const limiter = createLimiter(limits, clock)
  const starts: number[] = []
  await Promise.all(calls.map(({ model = 'a', tokens = 1, passage = passed }, n) => limiter.run(model, tokens, async () => { starts[n] = clock.now() }, () => passage(n), [never])))
  return starts
}

describe('the limiter', () => {
  it('spaces starts by requests per minute', async () => {
    expect(await startsOf({ concurrency: 8, rpm: 60 }, [{}, {}, {}, {}])).toEqual([0, 1000, 2000, 3000])
  })
  it('spaces starts by tokens per minute; what is late is made up for', async () => {
    expect(await startsOf({ concurrency: 8, rpm: 60, tpm: 60_000 }, [{ tokens: 5000 }, { tokens: 100 }, { tokens: 1 }])).toEqual([0, 5000, 5100])
  })
  it('gives back the tokens that a call was expected to take and did not', async () => {
    const clock = manualClock()
    const limiter = createLimiter({ concurrency: 1, tpm: 60_000 }, clock)
    const starts: number[] = []
    for (const tokens of [5000, 5000]) await limiter.run('a', tokens, async () => { starts.push(clock.now()) }, () => ({ overloaded: false, tokens: 1000 }), [never])
    expect(starts).toEqual([0, 1000])
  })
  it('makes up for late starts, but for no more than a second', () => {
    const bucket = createTokenBucket(60)
    bucket.take(1, 0)
    bucket.take(1, 1400) // late by 400 ms
    expect(bucket.readyAt()).toBe(2000)
    bucket.take(1, 60_000)
    expect(bucket.readyAt()).toBe(60_000)
  })
  it('pauses a model whose limit is used up for as long as it is told, and no other model', async () => {
    const clock = manualClock()
    const limiter = createLimiter({ concurrency: 2 }, clock)
    const usedUp: Passage = { overloaded: true, pauseMs: 5000, rate: { requests: { perMinute: 600, remaining: 0 } } }
    await limiter.run('a', 1, async () => {}, () => usedUp, [never])
    const order: string[] = []
    await Promise.all(['a', 'b'].map((model) => limiter.run(model, 1, async () => { order.push(`${model} at ${clock.now()}`) }, passed, [never])))
    expect(order).toEqual(['b at 0', 'a at 5000'])
  })
  it('takes one refusal among many for a mishap and several for a limit', async () => {
    const clock = manualClock()
    const limiter = createLimiter({ concurrency: 1 }, clock)
    const ask = (passage: Passage) => limiter.run('a', 1, async () => clock.now(), () => passage, [never])
    const refused: Passage = { overloaded: true, pauseMs: 5000 }
    await ask(refused)
    expect(await ask(passed())).toBe(0)
    await ask(refused)
    expect(await ask(passed())).toBe(5000)
  })
  it('never runs more at once than allowed', async () => {
    const limiter = createLimiter({ concurrency: 3 }, manualClock())
    let [running, most] = [0, 0]
    await Promise.all(Array.from({ length: 20 }, (_, n) => limiter.run(`m${n % 2}`, 1, async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
    }, passed, [never])))
    expect(most).toBe(3)
  })
  it('lets models take turns', async () => {
    const order: string[] = []
    const limiter = createLimiter({ concurrency: 1 }, manualClock())
    await Promise.all(['a', 'a', 'a', 'a', 'b', 'b'].map((model) => limiter.run(model, 1, async () => { order.push(model) }, passed, [never])))
    expect(order.join('')).toBe('aababa')
  })
  it('starts nothing after an interruption, and nothing that is no longer needed', async () => {
    const stop = new AbortController()
    const limiter = createLimiter({ concurrency: 1 }, manualClock())
    let release = (): void => {}
    const running = limiter.run('a', 1, () => new Promise<void>((resolve) => { release = resolve }), passed, [never])
    const waiting = limiter.run('a', 1, async () => 'started', passed, [never, stop.signal])
    stop.abort(new Error('no longer needed'))
    await expect(waiting).rejects.toThrow('no longer needed')
    await expect(limiter.run('a', 1, async () => 'started', passed, [stop.signal])).rejects.toThrow('no longer needed')
    release()
    await running
  })
  it('learns from headers how much is left, less what was sent since', async () => {
    const limit = createLearnedLimit()
    expect(limit.readyAt(1, 0)).toBe(Number.NEGATIVE_INFINITY)
    limit.take(1, 0)
    const sent = limit.taken()
    limit.take(1, 0)
    limit.learn({ perMinute: 600, remaining: 2 }, sent, 100)
    expect(limit.readyAt(1, 100)).toBe(Number.NEGATIVE_INFINITY)
    limit.take(1, 100)
    expect(limit.readyAt(1, 100)).toBe(200)
    limit.learn({ perMinute: 600, remaining: 0 }, sent, 100)
    expect(limit.readyAt(1, 100), 'at most a second of debt').toBeLessThanOrEqual(1300)
  })
  it('shrinks the window by rounds when refusals come in numbers, and grows it again by one per round', () => {
    const window = createAdaptiveWindow(() => 20)
    window.refused(0, 10)
    expect(window.size()).toBe(20)
    for (let n = 0; n < 10; n++) window.refused(1, 11 + n)
    expect(window.size()).toBe(12)
    window.refused(30, 31)
    expect(window.size()).toBe(7)
    for (let n = 0; n < 9; n++) window.succeeded()
    expect(window.size()).toBe(8)
    for (let n = 0; n < 1000; n++) window.succeeded()
    expect(window.size()).toBe(20)
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
