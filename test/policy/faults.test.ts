import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AuditError } from '../../src/domain/error.js'
import { lintPolicyText, policyFromYaml } from '../../src/policy/lint-file.js'
import { lintPolicy } from '../../src/policy/lint.js'
import { parsePolicyYaml } from '../../src/policy/policy-yaml.js'
import { schemaFaults } from './schema.js'

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/policy/${name}.policy.yaml`, import.meta.url), 'utf8')
const text = fixture('conformance')
const now = new Date('2026-06-01T00:00:00Z')

function replaced(from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the fixture lacks ${from}`)
  return text.replace(from, () => to)
}

/** What is wrong with a text, by the linter or before it. */
function said(yaml: string): string {
  try {
    return lintPolicyText(yaml, 'p.yaml', now).issues.filter(({ severity }) => severity === 'error').map((issue) => `${issue.place}: ${issue.said}`).join('\n')
  } catch (error) {
    if (error instanceof AuditError) return `${error.message}\n${error.way}`
    throw error
  }
}

const PATTERN = '"^order #[0-9]{4,6}$"'
const SMALL = 'tier: budget, capabilities: [chat]'
const evidence = (fields: string): string => replaced('target: { model: small, params', `evidence: { n: 3, metric: x, ${fields} }\n    target: { model: small, params`)
const chain = (names: readonly string[]): string => names.map((name, at) => `${name}: &${name} [${Array.from({ length: 10 }, () => (at === 0 ? '1' : `*${names[at - 1]}`)).join(',')}]`).join('\n')

/** Every kind of fault: the text, what stands at the place that is named, what is said of it, what to do. */
const FAULTS: readonly (readonly [what: string, yaml: string, stands: string, cause: RegExp, way: RegExp])[] = [
  ['a bomb of anchors', chain(['a', 'b', 'c', 'd', 'e']), '*b', /aliases of the file unfold to too much/, /^Write the parts out/m],
  ['an anchor that holds itself', 'a: &a { b: [*a] }\n', '*a] }', /stands inside of what it repeats/, /^Write the part out/m],
  ['a key twice', replaced('version: 1\n', 'version: 1\n  "id": again\n'), '"id": again', /the key "id" stands twice/, /^Remove one of the two/m],
  ['an open bracket', replaced('any: [ { field: metadata.task', 'any: [ { field: [metadata.task'), '}, { field: pr', /./, /^Correct the YAML at this place/m],
  ['a tag', replaced('version: 1\n', 'version: !!python/object 1\n'), '!!python/objec', /Unresolved tag/, /^Remove the tag/m],
  ['two documents', `${text}---\n${text}`, '---', /multiple documents/, /^Keep one document/m],
  ['a tab', replaced('  id: conformance', '\tid: conformance'), '\tid: conforman', /Tabs/, /^Indent with spaces/m],
  ['a key that is a list', `${text}? [a, b]\n: c\n`, '[a, b]', /keys must be strings/, /^Write the key as a text/m],
  ['a directive', `%WHAT 9\n---\n${text}`, '%WHAT 9', /directive/i, /^Remove the line that begins with %/m],
  ['an alias of nothing', replaced('id: small-1', 'id: *gone'), '*gone, tier: b', /alias/i, /^Write the part out/m],
  ['a bracket after the other', `a: ${'['.repeat(100_000)}`, '[[[[[[[[[[[[[[', /nested in one another/, /^Flatten it/m],
  ['a dash after the other', `${'- '.repeat(100_000)}x`, '- - - - - - -', /nested in one another/, /^Flatten it/m],
  ['steps without end', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'), ' a:', /nested in one another/, /^Flatten it/m],
  ['a huge file', 'x'.repeat(5_000_001), 'xxxxxxxxxxxxxx', /larger than 5 MB/, /^Name the policy file/m],
  ['an empty file', '', '', /the document must be a map/, /audit run/],
  ['a text', 'hello\n', 'hello', /the document must be a map/, /audit run/],
  ['a later version', replaced('routing-policy/v1', 'routing-policy/v7'), 'llm-routing-po', /apiVersion is llm-routing-policy\/v7, a later version/, /Update the program/],
  ['an odd version', replaced('routing-policy/v1', 'routing-policy/v1beta2'), 'llm-routing-po', /does not know/, /take the program that wrote it/],
  ['no version', replaced('apiVersion: llm-routing-policy/v1\n', ''), '# The policy o', /apiVersion is missing/, /Add it: llm-routing-policy\/v1/],
  ['another kind', replaced('kind: RoutingPolicy', 'kind: Deployment'), 'Deployment', /kind is "Deployment", and must be one of RoutingPolicy/, /Write one of them/],
  ['an unknown field', replaced('priority: 10,', 'prority: 10, priority: 10,'), 'prority: 10, p', /routes\.4\.prority is not a field of a policy\. Did you mean "priority"\?/, /Correct its name, or remove it/],
  ['an unknown field of a requirement', replaced('require: { compliance: [hipaa] }', 'require: { complaince: [hipaa] }'), 'complaince: [h', /constraints\.1\.require\.complaince is not a field of a policy\. Did you mean "compliance"\?/, /Correct its name/],
  ['an unknown operator', replaced('field: user.region, eq: eu', 'field: user.region, equals: eu'), 'equals: eu },', /when\.equals is no operator or part of a condition\. It must be one of eq, ne, /, /Correct its name/],
  ['an unknown combination', replaced('match: { any: [', 'match: { some: ['), 'some: [ { fiel', /match\.some is no operator or part of a condition\. It must be one of all, any, /, /Correct its name/],
  ['two operators', replaced('field: user.region, eq: eu', 'field: user.region, eq: eu, ne: us'), '{ field: user.', /must have exactly one operator/, /Keep one operator/],
  ['no operator', replaced('{ field: user.region, eq: eu }', '{ field: user.region }'), '{ field: user.', /must have exactly one operator/, /Keep one operator/],
  ['two combinations', replaced('match: { any: [', 'match: { always: true, any: ['), '{ always: true', /must have exactly one of all, any/, /Keep one of them/],
  ['a condition that is none', replaced('match: { classifier: topics, label: sports, min_score: 0.8, min_margin: 0.1 }', 'match: yes'), 'yes, target: {', /must be a condition/, /always: true, a field and one operator/],
  ['a false always', replaced('priority: 1000, match: { always: true }', 'priority: 1000, match: { always: false }'), 'false }, targe', /must be true/, /what is never to match is left out/],
  ['a field that no request has', replaced('field: user.region', 'field: user.regoin'), 'user.regoin, e', /must be a field of a request\. Did you mean "user\.region"\?/, /docs\/policy\.md, section 2/],
  ['a condition without end', replaced('match: { classifier: topics, label: sports, min_score: 0.8, min_margin: 0.1 }', `match: ${'{ not: '.repeat(40)}{ always: true }${' }'.repeat(40)}`), '{ not: { not:', /is nested too deeply/, /Conditions may be 32 deep/],
  ['a dangling model', replaced('target: { model: small }, fallback', 'target: { model: smal }, fallback'), 'smal }, fallba', /target\.model is "smal", and must be one of small, medium, large\. Did you mean "small"\?/, /add it under models/],
  ['a dangling fallback', replaced('{ model: medium, on: [rate_limit] }', '{ model: medum, on: [rate_limit] }'), 'medum, on: [ra', /fallback\.0\.model is "medum".* Did you mean "medium"\?/, /add it under models/],
  ['a dangling shadow', replaced('percent: 25,', 'percent: 25, shadow: { percent: 5, model: tiny },'), 'tiny }, key: u', /rollout\.shadow\.model is "tiny"/, /add it under models/],
  ['a dangling route', replaced('on_expired: safe', 'on_expired: save'), 'save', /on_expired is "save".* Did you mean "safe"\?/, /add it under routes/],
  ['a dangling default', replaced('  route: base', '  route: bass'), 'bass', /defaults\.route is "bass"/, /add it under routes/],
  ['a dangling redirect', replaced('otherwise: base', 'otherwise: bass'), 'bass }', /otherwise is "bass"/, /add it under routes/],
  ['a dangling cap', replaced('on_exceeded: safe', 'on_exceeded: sage'), 'sage } ]', /on_exceeded is "sage"/, /add it under routes/],
  ['a dangling provider', replaced('provider: north', 'provider: noth'), 'noth, id: smal', /provider is "noth".* Did you mean "north"\?/, /add it under providers/],
  ['a fallback cycle', replaced('{ model: large, on: [server_error] } ]', '{ model: small, on: [server_error] } ]'), 'small, on: [se', /is a fallback cycle: small → medium → small/, /Remove this step/],
  ['a redirect cycle', text.replace('otherwise: base', 'otherwise: translate').replace('percent: 100, key: user.id', 'percent: 100, key: user.id, otherwise: summary'), 'translate }', /is a cycle of redirects: summary → translate → summary/, /Name a route without a rollout/],
  ['a redirect to itself', replaced('otherwise: base', 'otherwise: summary'), 'summary }', /is a cycle of redirects: summary → summary/, /Name a route without a rollout/],
  ['an open group', replaced(PATTERN, '"(a"'), '"(a" }, target', /the regex "\(a" has an open group/, /escape the character/],
  ['a closed group', replaced(PATTERN, '"a)"'), '"a)" }, target', /has a \) too many/, /escape the character/],
  ['a repeat of nothing', replaced(PATTERN, '"*a"'), '"*a" }, target', /with nothing to repeat/, /escape the character/],
  ['look-around', replaced(PATTERN, '"(?=a)b"'), '"(?=a)b" }, ta', /has a part outside the subset at "\(\?=a\)b"/, /without look-around/],
  ['a back reference', replaced(PATTERN, '"(a)\\\\1"'), '"(a)\\\\1" }, ta', /outside the subset/, /without look-around and back references/],
  ['a turned range', replaced(PATTERN, '"[z-a]"'), '"[z-a]" }, tar', /has an invalid part/, /section 3/],
  ['a turned repeat', replaced(PATTERN, '"a{5,2}"'), '"a{5,2}" }, ta', /a repeat that ends before it begins/, /section 3/],
  ['a pattern of 300 groups', replaced(PATTERN, `"${'('.repeat(300)}"`), '"(((((((((((((', /the regex "\({58}… is nested too deeply\./, /Leave out groups/],
  ['a pattern that unfolds', replaced(PATTERN, `"${'(abc){500}'.repeat(300)}"`), '"(abc){500}(ab', /the regex ".{58}… unfolds to more than 2000 steps/, /Shorten it/],
  ['a time zone', replaced('Europe/Berlin', 'Mars/Base'), 'Mars/Base, day', /timezone is not usable/, /IANA time zones/],
  ['a time of day', replaced('from: "22:00"', 'from: "25:00"'), '"25:00", to: "', /must be a time from 00:00 to 23:59/, /two digits each/],
  ['a day', replaced('days: [mon,', 'days: [monday,'), 'monday, tue, w', /is "monday", and must be one of mon, /, /Write one of them/],
  ['a day twice', replaced('days: [mon,', 'days: [mon, mon,'), '[mon, mon, tue', /a list that names each once/, /Remove what stands there twice/],
  ['a tag in capitals', replaced('regions: [eu], compliance', 'regions: [EU], compliance'), 'EU], complianc', /must be lower-case letters/, /Write it like eu/],
  ['an id in capitals', replaced('id: conformance', 'id: Shop'), 'Shop', /must be an id/, /Write it like eu-tickets/],
  ['a model with a name that is no id', text.replace(/\bmedium\b/g, 'Medium One'), '{ provider: no', /models\.Medium One must be an id/, /Write it like/],
  ['the id of another route', replaced('id: paying', 'id: base'), 'base, priority', /is the id of two routes: "base"/, /Rename one of them/],
  ['a missing field', replaced('  valid_until: "2026-12-31T00:00:00Z"\n', ''), 'id: conformanc', /metadata\.valid_until is missing/, /Add it: a time of RFC 3339/],
  ['a missing target', replaced('target: { model: large }, fallback: [ { model: medium, on: [server_error] } ]', 'task_type: x'), '{ id: safe, pr', /routes\.1\.target is missing/, /Add it: a map/],
  ['a missing model', replaced('target: { model: large }, fallback: [ { model: medium, on: [server_error] } ]', 'target: { as_asked: true }'), '{ as_asked: tr', /routes\.1\.target\.model is missing, and must be one of small/, /Name one that is there/],
  ['a day that is none', replaced('2026-12-31', '2026-02-30'), '"2026-02-30T00', /must be a time of RFC 3339/, /Z or an offset/],
  ['a number in words', replaced('priority: 10,', 'priority: low,'), 'low, match: {', /must be a whole number from 0 up/, /within these bounds/],
  ['a number in quotes', replaced('percent: 25', 'percent: "25"'), '"25", key: use', /must be a number from 0 to 100/, /without quotes/],
  ['a text for a list', replaced('capabilities: [chat, tools] }', 'capabilities: chat }'), 'chat }', /must be a list/, /in brackets/],
  ['an empty list', replaced('keywords_any: ["refund", "chargeback"]', 'keywords_any: []'), '[] }, { field:', /must be a list that is not empty/, /at least one item|after each dash/],
  ['a list for a map', replaced('north: { type: openai, regions: [eu], compliance: [gdpr] }', 'north: [openai]'), '[openai]', /must be a map/, /name: value/],
  ['a keyword of one character', replaced('"refund"', '"r"'), '"r", "chargeba', /two characters or more/, /longer keyword/],
  ['a number for a flag', replaced('field: headers.x-phi, exists: true', 'field: headers.x-phi, exists: 1'), '1 } ] }, requi', /must be true or false/, /one of the two/],
  ['a period', replaced('window: 1h', 'window: 1 hour'), '1 hour, on_exc', /a length of time/, /m, h, d or mo/],
  ['a text that is empty', replaced('salt: shop/summary', 'salt: ""'), '"", otherwise:', /a text that is not empty/, /in quotes/],
  ['a budget of NaN', replaced('limit_usd: 5', 'limit_usd: .nan'), '.nan, period:', /an amount in USD above 0/, /Write it like 25/],
  ['a budget below 0', replaced('limit_usd: 5', 'limit_usd: -5'), '-5, period: 1d', /an amount in USD above 0/, /Write it like 25/],
  ['an infinite price', replaced(SMALL, `${SMALL}, price_per_1m: { input: .inf }`), '.inf } }', /a number from 0 to 1000000/, /within these bounds/],
  ['a price below 0', replaced(SMALL, `${SMALL}, price_per_1m: { output: -0.1 }`), '-0.1 } }', /a number from 0 to 1000000/, /within these bounds/],
  ['a parameter that is NaN', replaced('params: { temperature: 0 }, timeout_ms', 'params: { temperature: .nan }, timeout_ms'), '.nan }, timeou', /must be a finite number/, /no place in a policy/],
  ['a comparison with NaN', replaced('field: metadata.cheap, eq: true', 'field: metadata.cheap, eq: .nan'), '.nan } } ] },', /must be a finite number/, /no place in a policy/],
  ['an e-value below 0', evidence('e_value: -1'), '-1 }', /evidence\.e_value must be a number from 0 up/, /within these bounds/],
  ['an infinite e-value', evidence('e_value: .inf'), '.inf }', /evidence\.e_value must be a number from 0 up/, /within these bounds/],
  ['a cost below 0', evidence('cost_per_request_usd: { candidate: -1 }'), '-1 } }', /candidate must be a number from 0 up/, /within these bounds/],
  ['a saving of NaN', evidence('savings_usd: .nan'), '.nan }', /savings_usd must be a number/, /not \.nan or \.inf/],
  ['an interval of one', evidence('interval: [0.1]'), '[0.1] }', /two numbers, the lower one first/, /\[-0\.01, 0\.03\]/],
  ['an interval the other way round', evidence('interval: [0.3, -0.1]'), '[0.3, -0.1] }', /two numbers, the lower one first/, /\[-0\.01, 0\.03\]/],
  ['a level of 7', evidence('alpha: 7'), '7 }', /above 0 and below 1/, /0\.05/],
  ['a figure of its own that is infinite', evidence('strange: { deep: [1, .inf] }'), '.inf] } }', /strange\.deep\.1 must be a finite number/, /leave the field out/],
  ['a day of prices', evidence('price_date: yesterday'), 'yesterday }', /a day such as/, /year, month and day/],
  ['an address with a password', replaced('type: openai, regions: [eu], c', 'base_url: "https://a:b@c.example", type: openai, regions: [eu], c'), '"https://a:b@c', /URL without credentials/, /Remove user and password/],
  ['an address that is none', replaced('type: openai, regions: [eu], c', 'base_url: nowhere, type: openai, regions: [eu], c'), 'nowhere, type:', /Invalid URL/, /Write the whole address/],
  ['a key in the place of its name', replaced('type: openai, regions: [eu], c', 'api_key_env: sk-123, type: openai, regions: [eu], c'), 'sk-123, type:', /never a key/, /write the name of its variable/],
  ['a type of provider', replaced('type: anthropic', 'type: antropic'), 'antropic, regi', /Did you mean "anthropic"\?/, /Write one of them/],
  ['a classifier that is short of a bias', `${text}classifiers: { topics: { type: linear, dims: 1, ngrams: 1, labels: [a, b], bias: [1], idf: AACAPw==, weights: AACAPwAAgD8= } }\n`, '{ type: linear', /a bias for each/, /Give each label its bias/],
  ['a classifier that is short of weights', `${text}classifiers: { topics: { type: linear, dims: 2, ngrams: 1, labels: [a, b], bias: [1, 1], idf: AACAPw==, weights: AACAPwAAgD8= } }\n`, '{ type: linear', /must have base64/, /little-endian float32/],
  ['a policy that is over', replaced('valid_until: "2026-12-31', 'valid_until: "2026-05-31'), '"2026-05-31T00', /has passed/, /Run the audit again/],
  ['a policy that ends before it begins', replaced('valid_from: "2026-01-02', 'valid_from: "2027-01-02'), '"2027-01-02T00', /is not before valid_until/, /earlier time/],
]

describe('every fault of a policy', () => {
  it.each(FAULTS)('has a place, a cause and a way out: %s', (_what, yaml, stands, cause, way) => {
    const all = said(yaml)
    const heads = [...all.matchAll(/^p\.yaml:(\d+):(\d+): /gm)].map(([, line, column]) => yaml.split('\n')[Number(line) - 1]?.slice(Number(column) - 1) ?? '')
    expect(heads.some((head) => head.startsWith(stands)), heads.join('\n')).toBe(true)
    expect(all).toMatch(cause)
    expect(all).toMatch(way)
    expect(all.length, 'short enough to be read').toBeLessThan(1500)
    if (!/has passed/.test(all)) expect(() => policyFromYaml(yaml, 'p.yaml')).toThrow(cause)
  })
})

describe('the linter', () => {
  const lines = (yaml: string): readonly string[] => said(yaml).split('\n')

  it('names a cycle of redirects once, without what leads to it', () => {
    const cycle = text.replace('otherwise: base', 'otherwise: translate').replace('percent: 100, key: user.id', 'percent: 100, key: user.id, otherwise: summary')
    expect(lines(cycle)).toHaveLength(1)
    const led = cycle.replace('- { id: paying, priority: 10,', '- { id: paying, rollout: { stage: canary, percent: 5, otherwise: summary }, priority: 10,')
    expect(lines(led)).toEqual([expect.stringMatching(/^p\.yaml:40:\d+: routes\.5\.rollout\.otherwise is a cycle of redirects: summary → translate → summary\./)])
  })

  it('says of another version nothing but that', () => {
    expect(lines(text.replace('routing-policy/v1', 'routing-policy/v2').replace('kind: RoutingPolicy', 'kind: Next\nnew_field: 1'))).toHaveLength(1)
  })

  it('takes a policy that is over for one, and calls it so', () => {
    const { policy, issues } = lintPolicyText(text, 'p.yaml', new Date('2027-01-01T00:00:00Z'))
    expect([policy?.metadata.id, issues.filter(({ severity }) => severity === 'error').map(({ isExpiry }) => isExpiry)]).toEqual(['conformance', [true]])
    expect(said(text.replace('valid_from: "2026-01-02', 'valid_from: "2026-12-31'))).toMatch(/is not before valid_until/)
  })

  it.each([['margin: 0', false], ['margin: 1', false], ['margin: 0.03', true], ['difference: -1', true], ['e_value: 0', true], ['interval: [0, 0]', true]])('bounds evidence: %s', (fields, isSound) => {
    expect(said(evidence(fields)) === '').toBe(isSound)
  })
})

/** Every part of a document, by its path. */
function partsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => partsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]))]
}

function withPart(document: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(document)
  let holder = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>
  const last = path.at(-1) ?? ''
  if (value === undefined && Array.isArray(holder)) holder.splice(Number(last), 1)
  else if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

describe('whatever part of a policy is spoilt', () => {
  const VALUES: readonly unknown[] = [undefined, null, -1, 1e9, Number.NaN, '', 'UPPER case', [], {}, true]

  it.each(['conformance', 'rules', 'operators'])('the linter refuses what the schema refuses, and says what to do: %s', (name) => {
    const { data } = parsePolicyYaml(fixture(name), name)
    const seen = new Set<string>()
    // Parts of the same kind are tried once.
    const parts = partsOf(data).filter((path) => path.length > 0 && seen.size < seen.add(path.map((key) => (typeof key === 'number' ? 0 : key)).join('.')).size)
    const missed: string[] = []
    for (const path of parts) for (const value of VALUES) {
      const document = withPart(data, path, value)
      const errors = lintPolicy(document, now).filter(({ severity }) => severity === 'error')
      if (errors.length === 0 && schemaFaults(document).length > 0) missed.push(`${path.join('.')} = ${JSON.stringify(value)}: ${schemaFaults(document)[0]}`)
      for (const { message, way } of errors) if (!/^[A-Z].*\.$/su.test(way) || way === 'Correct it by docs/policy.md.' || /must match|Number\.|e\+308|e-324/.test(message)) missed.push(`${path.join('.')} = ${JSON.stringify(value)}: ${message} | ${way}`)
    }
    expect(missed.join('\n')).toBe('')
  })
})
