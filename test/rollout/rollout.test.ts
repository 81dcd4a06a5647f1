import { appendFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import { createGenerator } from '../../src/decide/generator.js'
import type { RolloutAnalysis, RolloutPlan } from '../../src/domain/rollout.js'
import { bucket } from '../../src/policy/bucket.js'
import { readPolicyFile, writePolicyFile } from '../../src/policy/policy-file.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { createComparison } from '../../src/rollout/comparison.js'
import { runAnalysis } from '../../src/rollout/run-analysis.js'
import { policyText } from '../monitor/scene.js'
import { cliHere as cli } from '../support/cli-here.js'
import { labelOf, logRecord, wrongLabelOf } from '../support/log.js'
import { workspace } from '../support/workspace.js'
import type { Workspace } from '../support/workspace.js'

const SALT = 'sorting/sort'
const CANARY = '{ stage: canary, percent: 10, key: request.id, salt: sorting/sort, otherwise: incumbent, rollback: { quality_drop: 0.05, error_rate: 0.05 }, cutover: { steps: [1, 10, 50, 100], min_n: 100, max_cost_ratio: 0.8 } }'
const SHADOW = CANARY.replace('canary, percent: 10', 'shadow, percent: 5')

async function ours(rollout: string): Promise<Workspace> {
  const space = workspace()
  await writePolicyFile(space.path('p.yaml'), policyFromYaml(policyText({ rollout }), 'p.yaml'))
  return space
}

interface Arms { readonly candidate: number; readonly incumbent: number; readonly failing?: number; readonly untagged?: boolean }

/** A canary of 10 % by the bucket of the request's id; users say what they think of every answer. */
function canaryLog(count: number, { candidate, incumbent, failing = 0 }: Arms, seed = 1): string {
  const uniform = createGenerator(seed)
  return Array.from({ length: count }, (_, n) => {
    const inside = bucket(SALT, `call-${n}`) < 10 && uniform() >= failing
    return `${JSON.stringify(logRecord(n, { model: inside ? 'small' : 'big', record: { metadata: { thumbs: uniform() < (inside ? candidate : incumbent) ? 'up' : 'down' } } }))}\n`
  }).join('')
}

/** Both answers to every request: that of the incumbent, which was served, and the candidate's copy. */
function shadowLog(count: number, right: number, tags: boolean): string {
  const uniform = createGenerator(7)
  return Array.from({ length: count }, (_, n) => {
    const one = (model: string, answer: string, arm: string) => `${JSON.stringify({ ...logRecord(n, { model, answer, record: { metadata: { expected: labelOf(n), ...(tags ? { 'llm_routing.arm': arm } : {}) } } }), id: `${arm}-${n}` })}\n`
    return one('big', labelOf(n), 'incumbent') + one('small', uniform() < right ? labelOf(n) : wrongLabelOf(n), 'candidate')
  }).join('')
}

async function analyzed(space: Workspace, more: { readonly gold?: string; readonly write?: boolean } = {}): Promise<RolloutAnalysis> {
  return (await runAnalysis({
    inputs: [space.path('calls.jsonl')], policy: await readPolicyFile(space.path('p.yaml')), policyFile: space.path('p.yaml'), config: configSchema.parse({ version: 1, ...(more.gold === undefined ? {} : { gold: more.gold }) }),
    auditDir: space.path('.audit'), alpha: 0.05, margin: undefined, write: more.write ?? true, now: new Date('2026-03-01T00:00:00Z'), signal: new AbortController().signal,
  })).analysis
}
const rolloutOf = async (space: Workspace, file = 'p.yaml') => (await readPolicyFile(space.path(file))).routes.find(({ id }) => id === 'sort')?.rollout

describe('a canary, whose arms answer different requests', () => {
  it('is promoted when users like it as well, and the policy goes to the next step', async () => {
    using space = await ours(CANARY)
    space.write('calls.jsonl', canaryLog(6000, { candidate: 0.95, incumbent: 0.95 }))
    const { routes: [route] } = await analyzed(space)
    expect(route).toMatchObject({ verdict: 'promote', metric: 'feedback', next: { stage: 'canary', percent: 50 }, margin: 0.1 })
    expect(route?.costRatio).toBeCloseTo(0.1, 2)
    expect(await rolloutOf(space)).toMatchObject({ stage: 'canary', percent: 50, otherwise: 'incumbent' })
    expect((await readPolicyFile(space.path('p.yaml'))).metadata).toMatchObject({ version: 2, created_at: '2026-03-01T00:00:00Z' })
  })

  it('goes back when they like it less', async () => {
    using space = await ours(CANARY)
    space.write('calls.jsonl', canaryLog(6000, { candidate: 0.7, incumbent: 0.95 }))
    expect((await analyzed(space)).routes).toMatchObject([{ verdict: 'roll-back', next: { stage: 'canary', percent: 0 } }])
    expect(await rolloutOf(space)).toMatchObject({ stage: 'canary', percent: 0 })
    expect((await analyzed(space)).routes).toMatchObject([{ verdict: 'hold' }])
  })

  it('goes back when its candidate fails, and not because of a log from before the stage', async () => {
    using space = await ours(CANARY)
    space.write('calls.jsonl', canaryLog(6000, { candidate: 0.95, incumbent: 0.95, failing: 0.15 }))
    const [failing] = (await analyzed(space, { write: false })).routes
    expect(failing).toMatchObject({ verdict: 'roll-back' })
    expect(failing?.errorRate).toBeGreaterThan(0.1)
    space.write('calls.jsonl', canaryLog(3000, { candidate: 0.95, incumbent: 0.95, failing: 0.9 }))
    const [stale] = (await analyzed(space, { write: false })).routes
    expect(stale?.verdict).toBe('hold')
    expect(stale?.notes.join()).toContain('--since')
  })

  it('holds while nothing is shown', async () => {
    using space = await ours(CANARY)
    space.write('calls.jsonl', canaryLog(300, { candidate: 0.9, incumbent: 0.95 }))
    const before = space.read('p.yaml')
    expect((await analyzed(space)).routes).toMatchObject([{ verdict: 'hold', next: null }])
    expect(space.read('p.yaml')).toBe(before)
  })

  it.each([['{"a":1}\n{"b":2}\n', 'no usable call in 2 records: 2 hold none'], ['', 'empty']])('refuses a log without a call: %j', async (text, said) => {
    using space = await ours(CANARY)
    space.write('calls.jsonl', text)
    await expect(analyzed(space)).rejects.toThrow(said)
  })

  it('never writes over a policy that was edited', async () => {
    using space = await ours(CANARY)
    appendFileSync(space.path('p.yaml'), '# mine\n')
    const before = space.read('p.yaml')
    space.write('calls.jsonl', canaryLog(6000, { candidate: 0.95, incumbent: 0.95 }))
    expect((await analyzed(space)).written).toBe(space.path('p.new.yaml'))
    expect(space.read('p.yaml')).toBe(before)
    expect(await rolloutOf(space, 'p.new.yaml')).toMatchObject({ percent: 50 })
  })
})

describe('a shadow, whose arms answer the same requests', () => {
  it.each([[true, 'metadata.expected', 'gold'], [false, undefined, 'agreement']] as const)('certifies by pairs (tags %s, by %s)', async (tags, gold, metric) => {
    using space = await ours(SHADOW)
    space.write('calls.jsonl', shadowLog(600, 0.99, tags))
    const { routes: [route] } = await analyzed(space, gold === undefined ? {} : { gold })
    expect(route).toMatchObject({ verdict: 'promote', metric, next: { stage: 'canary', percent: 1 } })
  })

  it('goes back on wrong answers, and holds on other ones where nobody knows which is right', async () => {
    using space = await ours(SHADOW)
    space.write('calls.jsonl', shadowLog(600, 0.75, true))
    expect((await analyzed(space, { write: false, gold: 'metadata.expected' })).routes).toMatchObject([{ verdict: 'roll-back', metric: 'gold' }])
    expect((await analyzed(space, { write: false })).routes).toMatchObject([{ verdict: 'hold', metric: 'agreement' }])
  })
})

describe('the comparison of arms', () => {
  it.each([1, 10, 50, 90])('lets a candidate at the margin pass in at most one of twenty rollouts, at %i percent', (percent) => {
    let passed = 0
    for (let seed = 0; seed < 200; seed++) {
      const uniform = createGenerator(seed)
      const comparison = createComparison({ margin: 0.05, alpha: 0.05, aim: 200, percent, truth: true })
      for (let call = 0; call < 20_000 && comparison.state === 'undecided' && comparison.pairs < 400; call++) {
        if (uniform() < percent / 100) comparison.candidate(Number(uniform() < 0.85))
        else comparison.incumbent(Number(uniform() < 0.9))
      }
      if (comparison.state === 'non-inferior') passed += 1
    }
    expect(passed).toBeLessThanOrEqual(19) // 5 % of 200, and three standard errors
  })
})

describe('audit shadow', () => {
  it('plans stages with requests and days, writes them, and reads what comes of them', async () => {
    using space = await ours('{ stage: full, percent: 100, key: request.id, salt: sorting/sort, otherwise: incumbent }')
    space.write('calls.jsonl', Array.from({ length: 1500 }, (_, n) => `${JSON.stringify(logRecord(n))}\n`).join(''))
    const planned = await cli(space.directory, ['shadow', 'plan', 'calls.jsonl', '--policy', 'p.yaml', '--json=-'])
    expect(planned.code).toBe(0)
    const plan = JSON.parse(planned.stdout) as RolloutPlan
    expect(plan.routes).toMatchObject([{ route: 'sort', target: 'prod/small', incumbent: 'prod/big', calls: 1500 }])
    const stages = plan.routes[0]?.stages ?? []
    expect(stages.map(({ stage, percent }) => `${stage} ${percent}`)).toEqual(['shadow 5', 'canary 1', 'canary 10', 'canary 50', 'full 100'])
    for (const { stage, requests, days, percent, detects } of stages.filter((one) => one.stage !== 'full')) {
      expect(requests, stage).toBeGreaterThan(40)
      expect(days).toBeCloseTo((requests ?? 0) / ((plan.routes[0]?.callsPerDay ?? 0) * percent / 100), 6)
      expect(detects).toBeGreaterThan(0.5)
    }
    expect(await rolloutOf(space)).toMatchObject({ stage: 'shadow', percent: 5, otherwise: 'incumbent', cutover: { steps: [1, 10, 50, 100] }, rollback: { quality_drop: 0.03, error_rate: 0.02 } })

    const nothing = await cli(space.directory, ['shadow', 'analyze', 'calls.jsonl', '--policy', 'p.yaml'])
    expect(nothing.code).toBe(3)
    expect(nothing.stdout).toContain('hold')
    space.write('worse.jsonl', shadowLog(600, 0.7, true))
    space.write('audit.config.yaml', 'version: 1\ngold: metadata.expected\n')
    const back = await cli(space.directory, ['shadow', 'analyze', 'worse.jsonl', '--policy', 'p.yaml'])
    expect(back.code).toBe(1)
    expect(back.stdout).toContain('roll back')
    const late = await cli(space.directory, ['shadow', 'analyze', 'worse.jsonl', '--policy', 'p.yaml', '--since', 'soon'])
    expect([late.code, late.stderr.includes('--since')]).toEqual([2, true])
  })
})
