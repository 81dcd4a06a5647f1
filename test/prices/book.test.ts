import { calcPrice } from '@pydantic/genai-prices'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { costOf, createPriceBook, tierCost } from '../../src/prices/book.js'
import { worstCaseUsd } from '../../src/replay/output-cap.js'
import { libraryPrice, providerAt, providerOf } from '../../src/prices/library.js'

const bookFor = (config: object) => createPriceBook(configSchema.parse({ version: 1, ...config }))

describe('the price book', () => {
  it('knows list prices for that very provider only', () => {
    const book = bookFor({ providers: { local: { api: 'openai', base_url: 'http://127.0.0.1:1/v1' } } })
    const mini = book.priceOf('openai/gpt-4o-mini')
    expect(mini?.input).toBeGreaterThan(0)
    expect(mini?.output).toBeGreaterThan(mini?.input ?? Infinity)
    expect(book.priceOf('local/gpt-4o-mini')).toBeUndefined()
    for (const name of ['nobody/gpt-4o-mini', 'openai-proxy/gpt-4o-mini', 'my-anthropic/claude-3-haiku']) expect(book.priceOf(name), name).toBeUndefined()
    expect(book.priceOf('openai/no-such-model-at-all')).toBeUndefined()
    expect(book.priceOf('gpt-4o-mini')).toBeUndefined()
  })

  it('believes the configuration before the library', () => {
    const own = { input: 9, output: 8 }
    expect(bookFor({ candidates: [{ model: 'openai/gpt-4o-mini', price: own }] }).priceOf('openai/gpt-4o-mini')).toEqual(own)
    expect(bookFor({ models: { 'openai/gpt-4o-mini': { price: own } } }).priceOf('openai/gpt-4o-mini')).toEqual(own)
    const logged = bookFor({ models: { 'gpt-4-0314': { as: 'local/four', price: own } } })
    expect([logged.priceOf('local/four'), logged.priceOf('gpt-4-0314')]).toEqual([own, own])
  })

  it('takes a price of 0 for a price, not for want of one', () => {
    expect(bookFor({ candidates: [{ model: 'own/free', price: { input: 0, output: 0 } }] }).priceOf('own/free')).toEqual({ input: 0, output: 0 })
  })

  it('recognises a provider by its address', () => {
    const book = bookFor({ providers: { fast: { api: 'openai', base_url: 'https://api.groq.com/openai/v1' } } })
    expect(providerAt('https://api.groq.com/openai/v1')).toBe('groq')
    expect(providerAt('http://127.0.0.1:1/v1')).toBeUndefined()
    expect(book.priceOf('fast/llama-3.1-8b-instant')).toEqual(libraryPrice('groq', 'llama-3.1-8b-instant'))
  })

  it.each(['constructor/x', '__proto__/x', 'openai/', '/x', '', 'a'.repeat(10_000), 'openai/\u0000'])('knows nothing of a hostile name', (name) => {
    expect(bookFor({}).priceOf(name)).toBeUndefined()
    expect(() => providerOf(name)).not.toThrow()
  })
})

describe('the cost of a call', () => {
  it('is tokens times price; cached input pays its own rate where one is listed', () => {
    const usage = { inputTokens: 1000, outputTokens: 100, cacheReadInputTokens: 600 }
    expect(costOf(usage, { input: 2, output: 10 })).toBeCloseTo(0.003, 12)
    expect(costOf(usage, { input: 2, output: 10, cacheRead: 0.5 })).toBeCloseTo((400 * 2 + 600 * 0.5 + 100 * 10) / 1e6, 12)
    expect(costOf({ ...usage, cacheReadInputTokens: 5000 }, { input: 2, output: 10, cacheRead: 0.5 })).toBeCloseTo((1000 * 0.5 + 100 * 10) / 1e6, 12)
  })
  it('counts what is written to the cache at its own rate, as part of the input', () => {
    const usage = { inputTokens: 1000, outputTokens: 0, cacheReadInputTokens: 600, cacheWriteInputTokens: 300 }
    expect(costOf(usage, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 })).toBeCloseTo((100 * 2 + 600 * 0.2 + 300 * 2.5) / 1e6, 12)
    // What the cache keeps for an hour pays its own rate, where there is one, and never for more than was written.
    const kept = { ...usage, cacheWriteHourInputTokens: 200 }
    expect(costOf(kept, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 })).toBeCloseTo((100 * 2 + 600 * 0.2 + 100 * 2.5 + 200 * 4) / 1e6, 12)
    expect(costOf({ ...kept, cacheWriteHourInputTokens: 900 }, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, cacheWriteHour: 4 })).toBeCloseTo((100 * 2 + 600 * 0.2 + 300 * 4) / 1e6, 12)
    expect(costOf(kept, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 })).toBeCloseTo((100 * 2 + 600 * 0.2 + 300 * 2.5) / 1e6, 12)
    expect(costOf({ ...usage, cacheWriteInputTokens: 9000 }, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 })).toBeCloseTo((600 * 0.2 + 400 * 2.5) / 1e6, 12)
  })
  it('is half for batch and flex, and unknown where the price of a tier is', () => {
    const [usage, price] = [{ inputTokens: 1000, outputTokens: 100 }, { input: 2, output: 10 }]
    expect(tierCost(usage, price)).toBeCloseTo(0.003, 12)
    expect(tierCost(usage, price, 'standard')).toBeCloseTo(0.003, 12)
    expect([tierCost(usage, price, 'batch'), tierCost(usage, price, 'flex')]).toEqual([0.0015, 0.0015])
    expect([tierCost(usage, price, 'priority'), tierCost(usage, price, 'other')]).toEqual([undefined, undefined])
    expect(tierCost({}, price, 'batch')).toBeUndefined()
  })
  it.each(['google/gemini-2.5-pro', 'openai/gpt-5.4', 'x-ai/grok-4.3', 'anthropic/claude-sonnet-4-5'])('is that of long requests where %s has one, as the price library counts it', (ref) => {
    const [provider = '', model = ''] = ref.split('/')
    const price = libraryPrice(provider, model)
    expect(price?.long?.above).toBeGreaterThan(100_000)
    const above = price?.long?.above ?? 0
    for (const inputTokens of [1000, above, above + 1, above * 2]) {
      const usage = { inputTokens, outputTokens: 5000, cacheReadInputTokens: 400 }
      const counted = calcPrice({ input_tokens: inputTokens, output_tokens: 5000, cache_read_tokens: 400 }, model, { providerId: provider })
      expect(price && costOf(usage, price), String(inputTokens)).toBeCloseTo(counted?.total_price ?? Number.NaN, 9)
    }
    expect(price && worstCaseUsd({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'x'.repeat(above + 1) }] }] }, 10, price)).toBeGreaterThanOrEqual(((above + 1) * (price?.long?.input ?? 0)) / 1e6)
  })
  it('is unknown, not 0, when tokens are', () => {
    expect(costOf({ inputTokens: 5 }, { input: 1, output: 1 })).toBeUndefined()
    expect(costOf({ outputTokens: 5 }, { input: 1, output: 1 })).toBeUndefined()
    expect(costOf({}, { input: 1, output: 1 })).toBeUndefined()
  })
})
