import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createMonitor } from '../../src/monitor/monitor.js'
import type { Observation } from '../../src/monitor/observe.js'
import { policyFromYaml } from '../../src/policy/lint-file.js'
import { monitored, phasedLog, policyText, scene } from './scene.js'

const FALL = [{ calls: 1000, usable: 0.95 }, { calls: 300, usable: 0.6 }, { calls: 1500, usable: 0.95 }] as const
const QUALITY = 'sort/quality-down/quality (usable answers)'

/** One usable answer of each so many; the others are empty. */
const answer = (at: number, every: number): Observation => ({
  route: 'sort', servedBy: 'target', model: 'prod/small', tier: 'budget', requestModel: 'small', responseModel: undefined, costUsd: 0.001, incumbentUsd: 0.01, latencyMs: 400, outputTokens: 2,
  usable: at % every !== 0, refused: false, escalated: false, feedback: undefined, shape: 'label', fenced: false, answer: 'spam', startedAt: undefined, unknown: undefined,
})

it('an alert that is over fires no more, neither now nor in what is remembered', () => {
  const monitor = createMonitor(policyFromYaml(policyText(), 'p.yaml'), 0.05, undefined)
  let at = 0
  const push = (calls: number, every: number): void => {
    for (const end = at + calls; at < end; at++) monitor.push(answer(at, every))
  }
  push(1000, 20)
  expect([monitor.isFiring, monitor.state().firing]).toEqual([false, []])
  push(300, 2)
  expect(monitor.isFiring).toBe(true)
  expect(monitor.state().firing).toContain(QUALITY)
  push(1500, 20)
  expect(monitor.findings().alerts.filter(({ isOver }) => isOver).map(({ id }) => id)).toContain('quality-down')
  expect([monitor.isFiring, monitor.state().firing]).toEqual([false, []])
})

it('an alert that was over between two runs is new when it is raised again', async () => {
  using space = scene(FALL)
  expect((await monitored(space)).alerts.find(({ id, route }) => id === 'quality-down' && route === 'sort')).toMatchObject({ isNew: true, isOver: true })
  appendFileSync(space.path('calls.jsonl'), phasedLog(7, [{ calls: 600, usable: 0.5 }], 2800))
  expect((await monitored(space)).alerts.find(({ id, route }) => id === 'quality-down' && route === 'sort')).toMatchObject({ isNew: true, isOver: false })
  appendFileSync(space.path('calls.jsonl'), phasedLog(8, [{ calls: 10, usable: 0.5 }], 3400))
  expect((await monitored(space)).alerts.find(({ id, route }) => id === 'quality-down' && route === 'sort')).toMatchObject({ isNew: false, isOver: false })
})
