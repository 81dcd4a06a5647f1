import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/policy/index.js'
import type { PolicyRequest, RouterState } from '../../src/policy/index.js'
import { policyFromYaml } from '../../src/policy/policy-yaml.js'

interface Vector {
  readonly name: string
  readonly now: string
  readonly state?: RouterState
  readonly request: PolicyRequest
  readonly expect?: { readonly route: string; readonly model: string; readonly fallback: readonly string[] }
  readonly expect_error?: string
}

const folder = new URL('../../fixtures/policy/', import.meta.url)
const file = JSON.parse(readFileSync(new URL('conformance.vectors.json', folder), 'utf8')) as { readonly policy: string; readonly vectors: readonly Vector[] }
const router = createRouter(policyFromYaml(readFileSync(new URL(file.policy, folder), 'utf8'), file.policy))

describe('conformance vectors', () => {
  it.each(file.vectors)('$name', (vector) => {
    const outcome = router.route(vector.request, { now: vector.now, ...(vector.state === undefined ? {} : { state: vector.state }) })
    const said = 'error' in outcome ? { error: outcome.error } : { route: outcome.route, model: outcome.model, fallback: outcome.fallbacks.map((step) => step.model) }
    expect(said).toEqual(vector.expect_error === undefined ? vector.expect : { error: vector.expect_error })
    expect(outcome.trace.length).toBeGreaterThan(0)
  })
})
