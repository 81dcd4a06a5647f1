import { describe, expect, it } from 'vitest'
import { loadPolicy } from '../../src/policy/index.js'
import { resolveLabels } from '../../src/policy/export/resolve.js'

const TARGET = { name: 'any', refusesUnknown: true, holds: [] } as const
const model = (tier: string, ...capabilities: string[]) => ({ provider: 'one', id: tier, tier, capabilities })

function policyWith(route: object, usual: object = {}): ReturnType<typeof loadPolicy> {
  return loadPolicy({
    apiVersion: 'llm-routing-policy/v1', kind: 'RoutingPolicy', metadata: { id: 'r', version: 1, created_at: '2026-01-01T00:00:00Z', valid_until: '2099-01-01T00:00:00Z' },
    defaults: { route: 'usual' }, providers: { one: { type: 'openai' } },
    models: { blind: model('budget'), sees: model('standard', 'vision'), all: model('premium', 'vision', 'tools') },
    routes: [
      { id: 'own', priority: 1, match: { field: 'metadata.task', eq: 'own' }, target: { model: 'blind' }, fallback: [{ model: 'sees', on: ['timeout'] }, { model: 'all', on: ['timeout'] }], ...route },
      { id: 'usual', priority: 9, match: { always: true }, target: { model: 'sees' }, fallback: [{ model: 'all', on: ['timeout'] }], ...usual },
    ],
  })
}
const own = (...parts: Parameters<typeof policyWith>) => resolveLabels(policyWith(...parts), TARGET).labels.find(({ label }) => label === 'own')
const keys = (chain: readonly { readonly key: string }[] | undefined) => chain?.map(({ key }) => key)

describe('a label that is decided beforehand', () => {
  it('names no model that its route does not allow', () => {
    expect(keys(own({})?.chain)).toEqual(['blind', 'sees', 'all'])
    expect(keys(own({ require: { capabilities: ['vision'] } })?.chain)).toEqual(['sees', 'all'])
    expect(resolveLabels(policyWith({ require: { capabilities: ['hearing'] } }), TARGET).refused).toContain('own')
  })

  it('keeps, where a canary leaves the rest of the traffic, to what both routes require', () => {
    const canary = { rollout: { stage: 'canary', percent: 10 } }
    expect(keys(own(canary)?.otherwise)).toEqual(['sees', 'all'])
    expect(keys(own(canary, { require: { capabilities: ['tools'] } })?.otherwise)).toEqual(['all'])
    expect(keys(own({ ...canary, require: { capabilities: ['vision'] } }, { target: { model: 'blind' } })?.otherwise)).toEqual(['all'])
  })

  it('is, of a cascade whose doubt the target cannot have, what the cascade ends with, and never its first model alone', () => {
    const cascade = { escalate: { low_confidence: { signal: 'mean_logprob', below: -0.5 } }, fallback: [{ model: 'sees', on: ['low_confidence'] }, { model: 'all', on: ['timeout'] }] }
    expect(keys(own(cascade)?.chain)).toEqual(['sees', 'all'])
    expect(keys(resolveLabels(policyWith(cascade), { ...TARGET, holds: ['confidence'] }).labels.find(({ label }) => label === 'own')?.chain)).toEqual(['blind', 'sees', 'all'])
    // The model that would look again may not serve: without it nobody may.
    expect(resolveLabels(policyWith({ ...cascade, fallback: [{ model: 'blind', on: ['low_confidence'] }], target: { model: 'sees' }, require: { capabilities: ['vision'] } }), TARGET).refused).toContain('own')
  })
})
