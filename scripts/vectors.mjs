// Writes what is derived among the conformance fixtures: the JSON copies of the policies, and generated.vectors.json, whose
// expectations come from this runtime and are proven by the second evaluator. Run after a build: node scripts/vectors.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRouter } from '../dist/policy/index.js'
import { policyFromYaml } from '../dist/policy/lint-file.js'
import { parsePolicyYaml } from '../dist/policy/policy-yaml.js'

const folder = new URL('../fixtures/policy/', import.meta.url)
const at = (name) => new URL(name, folder)
for (const name of readdirSync(folder).filter((one) => one.endsWith('.policy.yaml'))) {
  writeFileSync(at(name.replace(/yaml$/, 'json')), `${JSON.stringify(parsePolicyYaml(readFileSync(at(name), 'utf8'), name).data, null, 1)}\n`)
}

// A linear congruential generator (Numerical Recipes): the same vectors wherever it runs.
let seed = 20260101
const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 2 ** 32 }
const pick = (list) => list[Math.floor(random() * list.length)]
const maybe = (share, value) => (random() < share ? value() : undefined)
const words = ['refund', 'money', 'Crash', 'error', 'app', 'hello', 'ÉCOLE', 'straße', '42', 'order #1234', 'chargeback', '日本', 'summarise', 'ticket', '"quoted"', 'a@b.example']
const text = () => Array.from({ length: Math.floor(random() * 7) }, () => pick(words)).join(pick([' ', ', ', '\n']))
const instants = ['2026-01-01T23:59:59Z', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00+00:00', '2026-10-25T01:30:00Z', '2026-12-30T23:59:59Z', '2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z']
const now = () => (random() < 0.3 ? pick(instants) : new Date(Date.UTC(2026, 2, 2) + Math.floor(random() * 300 * 86_400) * 1000).toISOString())
const request = (routes) => JSON.parse(JSON.stringify({
  id: maybe(0.8, () => `r-${Math.floor(random() * 1e6)}`), model: maybe(0.4, () => pick(['tiny', 'mini-1', 'twin', 'shared', 'unknown', 'south/big-1'])), env: maybe(0.4, () => pick(['prod', 'test'])),
  metadata: maybe(0.9, () => ({ t: maybe(0.7, () => pick(routes)), task: maybe(0.5, () => pick(['label', 'translate', 'extract', 'batch', 'desk', 'look'])), k: maybe(0.8, () => pick([`k${Math.floor(random() * 1e5)}`, 7, true, 1.5])), class: maybe(0.1, () => 'phi'), cheap: maybe(0.2, () => random() < 0.5) })),
  headers: maybe(0.2, () => ({ 'x-phi': maybe(0.3, () => '1') })),
  user: maybe(0.8, () => ({ id: `u-${Math.floor(random() * 1e4)}`, tier: maybe(0.3, () => pick(['free', 'gold'])), region: maybe(0.4, () => pick(['eu', 'us'])) })),
  prompt: maybe(0.7, () => ({ system: maybe(0.5, text), last_user: maybe(0.9, text) })),
  tokens: maybe(0.6, () => ({ input: Math.floor(random() * 2000), max_output: maybe(0.5, () => Math.floor(random() * 3)) })),
}))
const state = () => maybe(0.5, () => JSON.parse(JSON.stringify({
  exhausted_providers: maybe(0.3, () => [pick(['north', 'south', 'east', 'noted'])]), exhausted_scopes: maybe(0.2, () => [pick(['user', 'user', 'total'])]),
  tier_share: maybe(0.5, () => ({ budget: Math.floor(random() * 1000) / 10, premium: Math.floor(random() * 1000) / 10 })),
})))

for (const [policy, count] of [['conformance.policy.yaml', 100], ['rules.policy.yaml', 150]]) {
  const document = policyFromYaml(readFileSync(at(policy), 'utf8'), policy)
  const router = createRouter(document)
  const vectors = Array.from({ length: count }, (_, n) => {
    const vector = { name: `generated ${n + 1}`, now: now(), state: state(), request: request(document.routes.map(({ id }) => id)) }
    const outcome = router.route(vector.request, vector)
    return 'error' in outcome ? { ...vector, expect_error: outcome.error }
      : { ...vector, expect: { route: outcome.route, model: outcome.model, fallback: outcome.fallbacks.map(({ model }) => model), reason: outcome.reason, shadow: outcome.shadow?.model ?? null } }
  })
  writeFileSync(at(policy.replace('.policy.yaml', '-generated.vectors.json')), `{\n "policy": ${JSON.stringify(policy)},\n "vectors": [\n${vectors.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n ]\n}\n`)
}
