import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/generator.js'
import { inTimeOrder } from '../../src/monitor/in-time-order.js'
import { logRecord } from '../support/log.js'
import { monitored, phasedLog, scene } from './scene.js'

describe('two gateways that log the same days', () => {
  const days = (n: number): readonly string[] => [
    phasedLog(n + 1, [{ calls: 300 }], 300 * n),
    phasedLog(n + 50, [{ calls: 300, inputTokens: 4000, latencyMs: 3000, changes: () => ({ model: 'big', system: 'Write a haiku.' }), metadata: () => ({ task: 'haiku' }) }], 300 * n),
  ]

  it('are one traffic: given together they raise no alarm and no change of the mix, in one run or day by day', async () => {
    using space = scene([])
    for (let day = 0; day < 3; day++) {
      days(day).forEach((text, at) => { space.write(`g${at}-${day}.jsonl`, text.replaceAll('"call-', `"g${at}-`)) })
      const { status, alerts, notices, total } = await monitored(space, { logs: [`g0-${day}.jsonl`, `g1-${day}.jsonl`] })
      expect([status, alerts.map(({ message }) => message), notices.filter(({ kind }) => kind === 'input-mix')], `day ${day}`).toEqual(['ok', [], []])
      expect(total.calls).toBe(600 * (day + 1))
    }
  })
})

it('a route that gives the answer "other" is not taken for one that gives unusual ones, over many runs', async () => {
  using space = scene([])
  const uniform = createGenerator(4)
  const labels = ['urgent', 'routine', 'other'] as const
  let all = ''
  for (let run = 0; run < 5; run++) {
    all += Array.from({ length: 200 }, (_, n) => `${JSON.stringify(logRecord(200 * run + n, { model: 'small', answer: labels[Math.floor(uniform() * 3)] ?? '' }))}\n`).join('')
    space.write('calls.jsonl', all)
    const { status, alerts } = await monitored(space)
    expect([status, alerts.map(({ message }) => message)], `run ${run}`).toEqual(['ok', []])
  }
})

it('what is read of several logs is taken in the order of its times, of one log in its own, and never held back for ever', () => {
  const taken: string[] = []
  const queue = inTimeOrder(5)
  const add = (file: string, at?: string): void => { queue.add(file, at, () => { taken.push(`${file}${at ?? '?'}`) }) }
  for (const at of ['3', '1', undefined]) add('a', at)
  add('b', '2')
  expect(taken).toEqual([])
  add('b', '4')
  expect(taken, 'a row that is late stays where it stands').toEqual(['b2', 'a3', 'a1', 'a?', 'b4'])
  for (const at of ['9', '7']) add('a', at)
  queue.end()
  expect(taken.slice(5)).toEqual(['a9', 'a7'])
})
