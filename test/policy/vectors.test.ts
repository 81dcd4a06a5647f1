import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRouter } from '../../src/policy/index.js'
import type { PolicyRequest, RouterState, RoutingDecision, RoutingError } from '../../src/policy/index.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { parsePolicyYaml } from '../../src/policy/policy-yaml.js'
import { schemaFaults } from './schema.js'

interface Expected {
  readonly route: string
  readonly model: string
  readonly fallback: readonly string[]
  readonly reason?: string
  readonly shadow?: string | null
}

interface Vector {
  readonly name: string
  readonly now: string
  readonly state?: RouterState
  readonly request: PolicyRequest
  readonly expect?: Expected
  readonly expect_error?: string
}

const folder = new URL('../../fixtures/policy/', import.meta.url)
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8')
const files = readdirSync(folder).filter((name) => name.endsWith('.vectors.json')).map((name) => ({ name, ...JSON.parse(text(name)) as { readonly policy: string; readonly vectors: readonly Vector[] } }))

/** What an evaluator said, in the words of the expectation. */
function said(outcome: RoutingDecision | RoutingError, wanted: Expected | undefined): object {
  if ('error' in outcome) return { error: outcome.error }
  return {
    route: outcome.route, model: outcome.model, fallback: outcome.fallbacks.map((step) => step.model),
    ...(wanted?.reason === undefined ? {} : { reason: outcome.reason }), ...(wanted?.shadow === undefined ? {} : { shadow: outcome.shadow?.model ?? null }),
  }
}

describe.each(files)('conformance vectors of $name', ({ policy, vectors }) => {
  const document = policyFromYaml(text(policy), policy)
  const router = createRouter(document)

  it('stand on a sound policy, whose JSON copy says the same', () => {
    expect(schemaFaults(document)).toEqual([])
    expect(lintPolicy(document, new Date('2026-06-01T00:00:00Z')).filter(({ severity }) => severity === 'error')).toEqual([])
    expect(JSON.parse(text(policy.replace(/yaml$/, 'json')))).toEqual(parsePolicyYaml(text(policy), policy).data)
  })

  it.each(vectors)('$name', (vector) => {
    const outcome = router.route(vector.request, { now: vector.now, ...(vector.state === undefined ? {} : { state: vector.state }) })
    expect(said(outcome, vector.expect)).toEqual(vector.expect_error === undefined ? vector.expect : { error: vector.expect_error })
    expect(outcome.trace.length + (outcome.route === 'no-match' ? 1 : 0)).toBeGreaterThan(0)
  })
})

it('there are enough of them', () => expect(files.flatMap(({ vectors }) => vectors).length).toBeGreaterThan(400))
