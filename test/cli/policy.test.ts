import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cliHere as cli } from '../support/cli-here.js'
import { configText } from '../support/cli.js'
import { caseOf, labelOf, sortingLog } from '../support/log.js'
import { answer, startModelServer } from '../support/model-server.js'
import { workspace } from '../support/workspace.js'
import type { Workspace } from '../support/workspace.js'

const FIXTURE = readFileSync(new URL('../../fixtures/policy/conformance.policy.yaml', import.meta.url), 'utf8')

/** A finished audit in a directory of its own: log, policy, configuration. */
async function auditedSpace(count: number): Promise<Workspace> {
  const space = workspace()
  await using server = await startModelServer(({ prompt }) => answer(labelOf(caseOf(prompt))))
  space.write('audit.config.yaml', configText(server.url, 'quality: { control: logged }'))
  space.write('calls.jsonl', sortingLog(count))
  const run = await cli(space.directory, ['run', 'calls.jsonl', '--quiet', '--yes'])
  if (run.code !== 0) throw new Error(run.stderr)
  return space
}

describe('audit simulate', () => {
  it('gives mix, cost, saving and quality; the totals are the sums of the calls, and the cap is kept', async () => {
    using space = await auditedSpace(300)
    const end = await cli(space.directory, ['simulate', 'calls.jsonl', '--calls', 'rows.jsonl', '--json'])
    expect([end.code, end.stderr]).toEqual([0, ''])
    const result = JSON.parse(end.stdout)
    const rows = space.read('rows.jsonl').trim().split('\n').map((line) => JSON.parse(line) as { costUsd: number; projectedCostUsd: number; model: string; reason: string })
    const sum = (pick: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + pick(row), 0)
    expect(rows.length).toBe(300)
    expect(result.totals.costUsd).toBeCloseTo(sum((row) => row.costUsd), 10)
    expect(result.totals.projectedCostUsd).toBeCloseTo(sum((row) => row.projectedCostUsd), 10)
    expect(result.routes.reduce((total: number, one: { projectedCostUsd: number }) => total + one.projectedCostUsd, 0)).toBeCloseTo(result.totals.projectedCostUsd, 10)
    // 40 tokens in and 2 out, at 10/30 and 1/3 USD per million.
    const moved = rows.filter((row) => row.model === 'lab/small').length
    expect(result.totals.costUsd).toBeCloseTo((300 * 460) / 1e6, 10)
    expect(result.totals.projectedCostUsd).toBeCloseTo(((300 - moved) * 460 + moved * 46) / 1e6, 10)
    expect([moved < 0.6 * 300, moved > 0.55 * 300, result.reasons.share_cap]).toEqual([true, true, 300 - moved])
    expect(result.totals).toMatchObject({ unpriced: 0, refused: 0, unproven: 0, difference: 0 })
    expect(result.totals.interval[0]).toBeLessThan(0)
    const table = (await cli(space.directory, ['simulate', 'calls.jsonl'])).stdout
    expect(table).toMatch(/lab\/small/)
    expect(table).toMatch(/Not by their own route: share cap/)
  })
})

describe('audit policy diff', () => {
  it('says in words what changes, and for which share of the traffic', async () => {
    using space = await auditedSpace(200)
    const policy = space.read('routing-policy.yaml')
    space.write('next.yaml', policy.replace(/percent: 60/, 'percent: 20').replace(/valid_until: "[^"]+"/, 'valid_until: "2031-01-01T00:00:00Z"'))
    const { code, stdout } = await cli(space.directory, ['policy', 'diff', 'routing-policy.yaml', 'next.yaml', 'calls.jsonl'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/other limits: .*"percent":20/)
    expect(stdout).toMatch(/valid until 2031/)
    expect(stdout).toMatch(/^[34]\d\.\d % \(\d+\) move from lab\/small \([^)]+\) to prod\/big \(incumbent\)$/m)
    expect((await cli(space.directory, ['policy', 'diff', 'routing-policy.yaml', 'routing-policy.yaml', 'calls.jsonl'])).stdout).toBe('Both policies decide alike.\n\nNone of the 200 logged calls would go elsewhere.\n')
  })

  it('names routes, constraints and chains', async () => {
    using space = workspace()
    space.write('a.yaml', FIXTURE)
    space.write('b.yaml', FIXTURE.replace('id: eu-only', 'id: eu-new').replace('target: { model: large, params: { temperature: 0 } }, fallback: [ { model: medium,', 'target: { model: medium }, fallback: [ { model: large,').replace('percent: 25', 'percent: 50').replace(/ {2}- \{ id: looks.*\n/, ''))
    const { stdout } = await cli(space.directory, ['policy', 'diff', 'a.yaml', 'b.yaml'])
    for (const line of [/route base: south\/large-1 → noted\/medium-1/, /route summary: 25 % of its traffic → 50 % of its traffic/, /route looks → north\/small-1 is gone/, /new constraint eu-new/, /constraint eu-only is gone/]) expect(stdout).toMatch(line)
  })
})

describe('audit policy lint', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    ['an unknown field', (text) => text.replace('priority: 10,', 'prority: 10, priority: 10,'), /^p\.yaml:35:\d+: error: routes\.4\.prority is not a field of a policy\. Did you mean "priority"\? Correct its name, or remove it\.$/m],
    ['a dangling model', (text) => text.replace('target: { model: small }, fallback', 'target: { model: smal }, fallback'), /^p\.yaml:\d+:\d+: error: routes\.10\.target\.model is "smal", and must be one of small, medium, large\. Did you mean "small"\? Name one that is there, or add it under models\.$/m],
    ['a dangling route', (text) => text.replace('on_expired: safe', 'on_expired: save'), /^p\.yaml:\d+:\d+: error: defaults\.on_expired is "save", and must be one of .*\. Did you mean "safe"\? Name one that is there, or add it under routes\.$/m],
    ['a fallback cycle', (text) => text.replace('{ model: large, on: [server_error] } ]', '{ model: small, on: [server_error] } ]'), /^p\.yaml:33:\d+: error: routes\.2\.fallback\.1\.model is a fallback cycle: small → medium → small\. Remove this step/m],
    ['a later version', (text) => text.replace('routing-policy/v1', 'routing-policy/v2'), /^p\.yaml:2:\d+: error: apiVersion is llm-routing-policy\/v2, a later version than this program knows/m],
    ['a classifier that nobody defines', (text) => text, /warning: routes\.14\.match\.classifier names "topics", which the policy does not define/],
  ])('names file, line and column of %s', async (_what, change, wanted) => {
    using space = workspace()
    space.write('p.yaml', change(FIXTURE))
    const { stdout } = await cli(space.directory, ['policy', 'lint', 'p.yaml'])
    expect(stdout).toMatch(wanted)
  })

  it.each([['a key twice', 'a: 1\na: 2\n', /p\.yaml:2:1/], ['a bomb of anchors', `a: &a [1,1,1,1,1,1,1,1,1,1]\n${['b', 'c', 'd', 'e'].map((name, at) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcd'[at]}`).join(',')}]`).join('\n')}\n`, /^error: p\.yaml:3:\d+: the aliases of the file unfold to too much; one of them is here\n {2}Write the parts out/]])('refuses %s with 2', async (_what, text, wanted) => {
    using space = workspace()
    space.write('p.yaml', text)
    const end = await cli(space.directory, ['policy', 'lint', 'p.yaml'])
    expect([end.code, end.stderr]).toEqual([2, expect.stringMatching(wanted)])
  })
})

describe('a policy that the linter calls faulty', () => {
  const CYCLE = FIXTURE.replace('{ model: large, on: [server_error] } ]', '{ model: small, on: [server_error] } ]')
  const REDIRECTS = FIXTURE.replace('otherwise: base', 'otherwise: translate').replace('percent: 100, key: user.id', 'percent: 100, key: user.id, otherwise: summary')
  const LATER = FIXTURE.replace('routing-policy/v1', 'routing-policy/v2').replace('kind: RoutingPolicy', 'kind: Other')

  it.each([
    ['route', ['route', '--policy', 'p.yaml']], ['simulate', ['simulate', 'calls.jsonl', '--policy', 'p.yaml']], ['export', ['export', '--policy', 'p.yaml', '--to', 'litellm']],
    ['monitor', ['monitor', 'calls.jsonl', '--policy', 'p.yaml']], ['shadow plan', ['shadow', 'plan', 'calls.jsonl', '--policy', 'p.yaml']], ['shadow analyze', ['shadow', 'analyze', 'calls.jsonl', '--policy', 'p.yaml']],
    ['policy diff', ['policy', 'diff', 'p.yaml', 'p.yaml']],
  ])('is refused with its words by audit %s', async (_name, args) => {
    using space = workspace()
    space.write('calls.jsonl', sortingLog(3))
    for (const [text, wanted] of [[CYCLE, /^error: p\.yaml:33:63: routes\.2\.fallback\.1\.model is a fallback cycle: small → medium → small\. Remove this step/], [REDIRECTS, /^error: p\.yaml:40:89: routes\.5\.rollout\.otherwise is a cycle of redirects: summary → translate → summary\. Name a route/], [LATER, /^error: p\.yaml:2:13: apiVersion is llm-routing-policy\/v2, a later version than this program knows \(llm-routing-policy\/v1\)\. Update the program: [^\n]*\n {2}Correct it; audit policy lint/]] as const) {
      space.write('p.yaml', text)
      const end = await cli(space.directory, args, { stdin: '{}' })
      expect([end.code, end.stdout, end.stderr]).toEqual([2, '', expect.stringMatching(wanted)])
    }
  })

  it('is what audit check calls regressed, in the same words', async () => {
    using space = await auditedSpace(200)
    space.write('routing-policy.yaml', space.read('routing-policy.yaml').replace('apiVersion:', 'apiversion: 1\napiVersion:'))
    const end = await cli(space.directory, ['check', '--offline', '--json'])
    expect([end.code, JSON.parse(end.stdout).policy.issues]).toEqual([1, [expect.stringMatching(/^routing-policy\.yaml:\d+:1: apiversion is not a field of a policy\. Did you mean "apiVersion"\? Correct its name, or remove it\.$/)]])
  })
})

describe('audit route', () => {
  it('reads requests, lists of them and bodies, with a state', async () => {
    using space = workspace()
    space.write('routing-policy.yaml', FIXTURE)
    const ask = async (stdin: string, ...flags: readonly string[]): Promise<readonly { route: string }[]> => (await cli(space.directory, ['route', '--now', '2026-06-10T12:00:00Z', ...flags], { stdin })).stdout.trim().split('\n').map((line) => JSON.parse(line) as { route: string })
    expect((await ask('[{"metadata":{"task":"label"}},{}]')).map((one) => one.route)).toEqual(['label', 'base'])
    expect((await ask('{"model":"x","messages":[{"role":"user","content":"Classify: it broke"}]}')).map((one) => one.route)).toEqual(['label'])
    expect((await ask('{"metadata":{"task":"label"}}', '--state', '{"tier_share":{"budget":60}}')).map((one) => one.route)).toEqual(['safe'])
    expect((await cli(space.directory, ['route', '--state', '{'], { stdin: '{}' })).code).toBe(2)
  })
})

describe('audit export', () => {
  it('writes the files, the report, and says what is lost; a single file may go to standard output', async () => {
    using space = workspace()
    space.write('routing-policy.yaml', FIXTURE)
    const end = await cli(space.directory, ['export', '--to', 'litellm', '--output', 'out'], { env: { } })
    expect([end.code, end.stderr]).toEqual([0, expect.stringMatching(/^wrote out\/litellm\.config\.yaml\n(?:.*\n)*dropped: limits\.max_share/)])
    expect(JSON.parse(space.read('out/litellm.lossy.json')).lossy).toContainEqual(expect.objectContaining({ field: 'constraints.eu-only', how: 'pre-resolved' }))
    expect((await cli(space.directory, ['export', '--to', 'envoy'])).stdout).toMatch(/kind: AIGatewayRoute/)
    expect(await cli(space.directory, ['export', '--to', 'bifrost'])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot refuse a request') })
    expect((await cli(space.directory, ['export', '--to', 'apache'])).code).toBe(2)
  })
})
