import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse.js'
import { configText } from '../../src/init/config-text.js'
import { propose } from '../../src/init/propose.js'
import { proposeCandidates } from '../../src/init/candidates.js'
import { libraryPrice } from '../../src/prices/library.js'
import type { LogSample } from '../../src/init/sample-log.js'

const TOKENS = { input: 400, output: 100 }

function sampleWith(fields: Readonly<Record<string, Readonly<Record<string, number>>>>, calls = 100): LogSample {
  return {
    calls, personal: ['email'],
    fields: new Map(Object.entries(fields).map(([name, values]) => [name, { calls: Object.values(values).reduce((sum, n) => sum + n, 0), values: new Map<string | boolean, number>(Object.entries(values)) }])),
  }
}

describe('what init proposes', () => {
  it('takes two to four cheaper models, of every provider that can be reached', () => {
    for (const providers of [['openai'], ['anthropic'], ['openai', 'anthropic'], ['openai', 'anthropic', 'google']]) {
      const proposed = proposeCandidates(providers, TOKENS, 0.01)
      expect(proposed.length).toBeGreaterThanOrEqual(2)
      expect(proposed.length).toBeLessThanOrEqual(4)
      expect(new Set(proposed.map(({ model }) => model.split('/')[0]))).toEqual(new Set(providers))
      for (const { model, costPerCallUsd = NaN } of proposed) {
        expect(costPerCallUsd).toBeLessThan(0.007)
        expect(libraryPrice(...(model.split('/') as [string, string]))).toBeDefined()
      }
    }
  })

  it('proposes nothing that costs as much as the incumbent', () => {
    expect(proposeCandidates(['openai'], TOKENS, 1e-9)).toEqual([])
  })

  it('reads constraints and expected answers from metadata, and only what says so', () => {
    const { constraints, gold } = propose(['a.jsonl'], undefined, sampleWith({ data_class: { phi: 10, public: 90 }, contains_pii: { true: 5, false: 95 }, region: { 'eu-west-1': 50, 'us-east-1': 50 }, team: { phi: 100 }, expected: { a: 96 } }), {})
    expect(constraints.map(({ field, value, require }) => [field, value, require])).toEqual([
      ['metadata.region', 'eu-west-1', { regions: 'eu' }], ['metadata.data_class', 'phi', { compliance: 'hipaa' }], ['metadata.contains_pii', 'true', { compliance: 'gdpr' }],
    ])
    expect(gold).toEqual({ path: 'metadata.expected', share: 0.96, usable: true })
  })

  it('leaves expected answers alone that most calls lack', () => {
    const proposal = propose(['a.jsonl'], undefined, sampleWith({ expected: { a: 50 } }), {})
    expect(parseConfig(configText(proposal), 'x').gold).toBeUndefined()
  })

  it('writes a configuration that can be read, whatever the log holds, and never a key', () => {
    fc.assert(fc.property(fc.string(), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string(), (field, value, model) => {
      const proposal = propose(['a.jsonl'], undefined, sampleWith({ [`data_class`]: { phi: 1, [value]: 3 }, [field]: { x: 1 }, region: { [`eu ${value}`]: 2 } }), { OPENAI_API_KEY: 'sk-not-to-be-seen', GEMINI_API_KEY: 'gk-not-to-be-seen' })
      const text = configText({ ...proposal, models: [{ model: `openai/${model}`, calls: 3 }] })
      expect(text).not.toContain('not-to-be-seen')
      const config = parseConfig(text, 'audit.config.yaml')
      expect(config.candidates.length).toBe(proposal.candidates.length)
      expect(config.constraints.length).toBe(proposal.constraints.length)
      expect(config.redact).toEqual(['email', 'secret'])
    }), { seed: 8, numRuns: 40 })
  })
})
