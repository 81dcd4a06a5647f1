import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.js'
import type { RouteAnalysis, RoutePlan } from '../../src/domain/rollout.js'
import type { LlmCall } from '../../src/domain/call.js'
import type { Observation } from '../../src/monitor/observe.js'
import type { Rollout } from '../../src/policy/document.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { planRollout, plannedRollout } from '../../src/rollout/plan.js'
import { createRouteTrial } from '../../src/rollout/route-trial.js'
import { runAnalysis } from '../../src/rollout/run-analysis.js'
import { runPlan } from '../../src/rollout/run-plan.js'
import { nextStage, stepsOf } from '../../src/rollout/stage.js'
import { policyText } from '../monitor/scene.js'
import { logRecord, sortingLog } from '../support/log.js'
import { workspace } from '../support/workspace.js'

const policy = policyFromYaml(policyText(), 'p.yaml')
const routeOf = (rollout: Partial<Rollout>) => { const [route] = policy.routes; if (route === undefined) throw new Error('the policy has a route'); return { ...route, rollout: { stage: 'canary' as const, percent: 10, ...rollout } } }

describe('the way of a rollout', () => {
  it('goes through each step once, from the shadow to all traffic, and nowhere from the end or after going back', () => {
    const way = (steps: readonly number[] | undefined): readonly string[] => {
      const names: string[] = []
      let stage: Rollout | undefined = { stage: 'shadow', percent: 5, ...(steps === undefined ? {} : { cutover: { steps } }) }
      while (stage !== undefined && names.length < 20) {
        names.push(`${stage.stage} ${stage.percent}`)
        const next: ReturnType<typeof nextStage> = nextStage(stage)
        stage = next === undefined ? undefined : { ...stage, ...next }
      }
      return names
    }
    expect(way(undefined)).toEqual(['shadow 5', 'canary 1', 'canary 10', 'canary 50', 'full 100'])
    expect(way([50, 5, 5, 100, 0])).toEqual(['shadow 5', 'canary 5', 'canary 50', 'full 100'])
    expect(way([])).toEqual(['shadow 5', 'full 100'])
    expect(nextStage({ stage: 'canary', percent: 0 })).toBeUndefined()
    expect(nextStage({ stage: 'canary', percent: 7 })).toEqual({ stage: 'canary', percent: 10 })
    expect(stepsOf({ stage: 'canary', percent: 1, cutover: { steps: [10] } })).toEqual([10, 100])
  })
})

describe('failures of a candidate', () => {
  /** A canary in which some of so many requests of the candidate were answered by the incumbent. */
  const failing = (every: number, requests: number, errorRate: number): RouteAnalysis => {
    const route = routeOf({ rollback: { error_rate: errorRate } })
    const trial = createRouteTrial({ route, rollout: route.rollout, alpha: 0.05, margin: undefined, validator: undefined, context: {}, goldOf: () => undefined })
    const call = { id: '', metadata: {}, request: { messages: [] } } as unknown as LlmCall
    for (let n = 0; n < requests; n++) {
      const strayed = n % every === every - 1
      trial.add(call, { usable: true, costUsd: 0.001 } as unknown as Observation, { arm: strayed ? undefined : 'candidate', strayed, unnamed: false, by: 'tag' })
    }
    return trial.result()
  }

  it('send it back above the rate that the policy allows, not at it, and not before it is shown', () => {
    expect(failing(10, 3000, 0.05)).toMatchObject({ verdict: 'roll-back', errorRate: 0.1, next: { stage: 'canary', percent: 0 } })
    expect(failing(20, 3000, 0.05)).toMatchObject({ verdict: 'hold', errorRate: 0.05, next: null })
    expect(failing(10, 30, 0.05).verdict).toBe('hold')
  })

  it('are a log of before the stage where more than a fifth strayed, and failures up to that', () => {
    expect(failing(5, 3000, 0.05)).toMatchObject({ verdict: 'roll-back', errorRate: 0.2 })
    expect(failing(4, 3000, 0.05)).toMatchObject({ verdict: 'hold', errorRate: null, notes: expect.arrayContaining([expect.stringContaining('--since') as string]) as unknown })
  })
})

describe('a plan', () => {
  const plan = (calls: number, days: number | undefined): RoutePlan => {
    const [route] = planRollout({ policy, traffic: new Map([['sort', { calls, candidateUsd: 0.001, incumbentUsd: 0.01 }]]), days, alpha: 0.05, margin: 0.05, seed: 1 })
    if (route === undefined) throw new Error('one route moved')
    return route
  }
  const two = plan(2000, 2)

  it('takes as many days as its requests at its share of the traffic, and the window and the least number of requests follow', () => {
    for (const { stage, percent, requests, days, extraUsd } of two.stages.slice(0, -1)) {
      expect(days, `${stage} ${percent}`).toBeCloseTo((requests ?? 0) / (1000 * percent / 100), 9)
      expect(extraUsd).toBeCloseTo((requests ?? 0) * (stage === 'shadow' ? 0.001 : 0.001 - 0.01), 9)
    }
    const rollout = plannedRollout(policy, routeOf({}), two)
    expect(rollout.cutover?.window).toBe(`${Math.ceil(Math.max(...two.stages.map(({ days }) => days ?? 0)))}d`)
    expect(rollout.cutover?.min_n).toBe(Math.min(...two.stages.flatMap(({ requests }) => requests ?? [])))
  })

  it('says no days where the log tells no day, and plans nothing for a route without requests', () => {
    expect(plan(2000, undefined).stages.map(({ days }) => days)).toEqual([null, null, null, null, null])
    expect(plan(2000, 0.04).stages[0]?.days, 'less than an hour').toBeNull()
    expect(plan(2000, 0.05).stages[0]?.days).not.toBeNull()
    expect(plan(0, 2)).toMatchObject({ stages: [], unfit: 'the log holds no request of it' })
  })
})

describe('what a log says of the costs', () => {
  const planned = async (log: string) => {
    using space = workspace()
    space.write('p.yaml', policyText())
    space.write('calls.jsonl', log)
    const { plan } = await runPlan({ inputs: [space.path('calls.jsonl')], policy, policyFile: space.path('p.yaml'), config: configSchema.parse({ version: 1 }), alpha: 0.05, margin: 0.05, seed: 1, write: false, now: new Date('2026-06-01T00:00:00Z'), signal: new AbortController().signal })
    return { days: plan.days, ...plan.routes[0] }
  }
  /** 40 tokens in and 2 out, at the policy's list prices. */
  const [small, big] = [(40 * 1 + 2 * 3) / 1e6, (40 * 10 + 2 * 30) / 1e6]

  it('is what was paid, and of a model that served nothing what the tokens come to at its list price', async () => {
    const before = await planned(sortingLog(200, () => ({ record: { cost: 0.5 } })))
    expect(before.candidateUsd).toBeCloseTo(small, 12)
    expect(before.incumbentUsd).toBeCloseTo(0.5, 9)
    const after = await planned(sortingLog(200, () => ({ model: 'small', record: { cost: 0.25 } })))
    expect([after.candidateUsd, after.incumbentUsd]).toEqual([0.25, expect.closeTo(big, 12) as number])
    const bare = await planned(sortingLog(200, () => ({ record: { response: { model: 'big', choices: [{ index: 0, message: { role: 'assistant', content: 'spam' }, finish_reason: 'stop' }] } } })))
    expect([bare.candidateUsd, bare.incumbentUsd], 'without tokens nothing is known').toEqual([null, null])
  })

  it('counts each call once, and no day that cannot be', async () => {
    const log = sortingLog(1441)
    const one = await planned(log)
    expect(one).toMatchObject({ calls: 1441, days: 1 })
    const strange = log + log + `${JSON.stringify(logRecord(5000, { record: { timestamp: '2999-01-01T00:00:00Z' } }))}\n${JSON.stringify(logRecord(5001, { record: { timestamp: 0 } }))}\n`
    expect(await planned(strange)).toMatchObject({ calls: 1443, days: 1 })
  })
})

it('rows that stand twice are no more evidence: what is open stays open; the two arms of a shadow under one id and name are two', async () => {
  using space = workspace()
  const route = (stage: string): string => policyText({ rollout: `{ stage: ${stage}, key: request.id, otherwise: incumbent, rollback: { quality_drop: 0.05 }, cutover: { min_n: 20 } }` })
  const analyzed = async (stage: string, log: string) => {
    space.write('calls.jsonl', log)
    return (await runAnalysis({ inputs: [space.path('calls.jsonl')], policy: policyFromYaml(route(stage), 'p.yaml'), policyFile: space.path('p.yaml'), config: configSchema.parse({ version: 1 }), auditDir: space.path('.audit'), alpha: 0.05, margin: undefined, write: false, now: new Date('2026-03-01T00:00:00Z'), signal: new AbortController().signal })).analysis.routes[0]
  }
  const canary = sortingLog(160, (n) => ({ model: n % 2 === 0 ? 'small' : 'big', record: { metadata: { thumbs: 'up', arm: n % 2 === 0 ? 'candidate' : 'incumbent' } } }))
  const once = await analyzed('canary, percent: 50', canary)
  const often = await analyzed('canary, percent: 50', canary.repeat(6))
  expect([often?.pairs, often?.verdict]).toEqual([once?.pairs, once?.verdict])
  expect(once).toMatchObject({ pairs: 80, verdict: 'hold' })
  const arms = ['incumbent', 'candidate'].map((arm) => sortingLog(40, () => ({ model: 'small', record: { metadata: { arm } } }))).join('')
  expect((await analyzed('shadow, percent: 5', arms))?.pairs).toBe(40)
})
