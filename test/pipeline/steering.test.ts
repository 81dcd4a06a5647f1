import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/event.js'
import { runAudit, type Audited } from '../../src/pipeline/run.js'
import { createHand, type Hand } from '../../src/pipeline/steering.js'
import { audit, candidateOf, configFor, onlyTask, optionsFor } from '../support/audit.js'
import { caseOf, labelOf } from '../support/log.js'
import { answer, startModelServer, type SeenRequest } from '../support/model-server.js'
import { asked, LOGGED, right, withLog } from '../support/scene.js'
import { workspace } from '../support/workspace.js'

/** Runs to the end; `on` sees every event and may use its hand. */
async function steered(stage: AsyncGenerator<AuditEvent, Audited>, on: (event: AuditEvent) => void): Promise<Audited> {
  for (;;) {
    const step = await stage.next()
    if (step.done) return step.value
    on(step.value)
  }
}

const skipAt = (hand: Hand, type: AuditEvent['type'], after: number) => {
  let seen = 0
  return (event: AuditEvent) => {
    if (event.type === type && 'taskId' in event && ++seen === after) hand.skip(event.taskId)
  }
}

describe('a task that a person skips', () => {
  it('stays undecided and keeps its incumbent; what was paid for is kept, and the same command goes on from there', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const hand = createHand(8)
    const options = optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED))
    const { result } = await steered(runAudit({ ...options, steering: hand }), skipAt(hand, 'evidence', 30))
    const [task] = result.tasks
    expect(task?.candidates[0]).toMatchObject({ verdict: 'inconclusive', reason: 'skipped', viable: false, trials: 30 })
    expect(task?.decision).toMatchObject({ model: 'prod/big', strategy: 'incumbent', savingUsd: 0 })
    expect(task?.decision.reason).toContain('skipped by hand')
    const before = asked(server, 'small').length
    expect(before).toBeLessThanOrEqual(30 + 8)
    expect(result.totals.replayCalls).toBe(before)

    const again = await audit(options)
    expect(candidateOf(onlyTask(again.value), 'lab/small')).toMatchObject({ verdict: 'non-inferior', viable: true })
    expect(asked(server, 'small')).toHaveLength(new Set(asked(server, 'small')).size)
    expect(asked(server, 'small').length).toBeGreaterThan(before)
  })

  it('ends at once although its calls hang, and the calls under way are waited for and recorded', async () => {
    using space = workspace()
    const hand = createHand(8)
    const held: (() => void)[] = []
    let [taskId, released] = ['', false]
    await using server = await startModelServer((request: SeenRequest) => {
      if (asked(server, 'small').length <= 20 || released) return right(request)
      queueMicrotask(() => hand.skip(taskId))
      return new Promise((resolve) => { held.push(() => resolve(right(request))) })
    })
    const decided: AuditEvent[] = []
    const { result } = await steered(runAudit({ ...optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED)), steering: hand }), (event) => {
      if (event.type === 'task-started') taskId = event.taskId
      if (event.type !== 'decision') return
      decided.push(event)
      expect(held.length).toBeGreaterThan(0) // none of them was answered yet
      released = true
      for (const release of held) release()
    })
    expect(decided).toHaveLength(1)
    expect(result.tasks[0]?.candidates[0]).toMatchObject({ verdict: 'inconclusive', reason: 'skipped' })
    expect(result.totals.replayCalls).toBe(server.seen.length)
  })

  it('is not asked about its control any longer either', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const hand = createHand(4)
    const { result } = await steered(runAudit({ ...optionsFor(space, withLog(space, 200), configFor(server.url), { concurrency: 4 }), steering: hand }), skipAt(hand, 'control', 5))
    expect(result.tasks[0]?.candidates[0]).toMatchObject({ verdict: 'inconclusive', reason: 'skipped', trials: 0 })
    expect(asked(server, 'small')).toEqual([])
    expect(asked(server, 'big').length).toBeLessThan(20)
  })

  it('leaves a verdict that had fallen as it is', async () => {
    using space = workspace()
    await using server = await startModelServer(right)
    const hand = createHand(8)
    const { result } = await steered(runAudit({ ...optionsFor(space, withLog(space, 300), configFor(server.url, LOGGED)), steering: hand }), skipAt(hand, 'verdict', 1))
    expect(result.tasks[0]?.decision).toMatchObject({ model: 'lab/small', strategy: 'single' })
  })
})

describe('calls at once', () => {
  /** The most calls that ran at once, before and after `change`. */
  async function mostAtOnce(hand: Hand, change: () => void, lab: { readonly max_concurrency?: number } = {}): Promise<readonly [number, number]> {
    using space = workspace()
    let [running, answered] = [0, 0]
    const most: [number, number] = [0, 0]
    await using server = await startModelServer(async ({ prompt }) => {
      running += 1
      const late = answered < 40 ? 0 : answered >= 60 ? 1 : undefined // in between, what was begun before still runs
      if (late !== undefined) most[late] = Math.max(most[late], running)
      for (let turns = 0; turns < 15; turns++) await new Promise((resolve) => { setImmediate(resolve) })
      running -= 1
      answered += 1
      if (answered === 40) change()
      return answer(labelOf(caseOf(prompt)))
    })
    const config = configFor(server.url, { ...LOGGED, providers: { prod: { api: 'openai', base_url: `${server.url}/v1` }, lab: { api: 'openai', base_url: `${server.url}/v1`, ...lab } } })
    await audit({ ...optionsFor(space, withLog(space, 300), config, { concurrency: hand.concurrency() }), steering: hand })
    return most
  }

  it('are more after they were raised, and never more than was allowed', async () => {
    const hand = createHand(2)
    const [before, after] = await mostAtOnce(hand, () => hand.setConcurrency(12))
    expect(before).toBeLessThanOrEqual(2)
    expect(after).toBeGreaterThan(2)
    expect(after).toBeLessThanOrEqual(12)
  })

  it('are fewer after they were lowered, and at least one', async () => {
    const hand = createHand(12)
    const [before, after] = await mostAtOnce(hand, () => hand.setConcurrency(0))
    expect(before).toBeGreaterThan(1)
    expect(after).toBe(1)
  })

  it('never exceed what the provider allows', async () => {
    const hand = createHand(2)
    const [, after] = await mostAtOnce(hand, () => hand.setConcurrency(100), { max_concurrency: 3 })
    expect(after).toBeLessThanOrEqual(3)
  })
})
