import { appendFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tellOnce, type Noticed } from '../../src/monitor/tell-once.js'
import { cliHere as cli } from '../support/cli-here.js'
import { monitored, phasedLog, scene } from './scene.js'

const elsewhere = (first: number, task: string, calls = 60): string => phasedLog(3, [{ calls, changes: () => ({ model: 'big', system: 'Write a haiku.', record: { metadata: { task } } }) }], first)

describe('a task that no route knows', () => {
  it('is told by the first run that sees it and by no later one, however often it comes; the next one is told again', async () => {
    using space = scene([{ calls: 200 }])
    const told: (readonly string[])[] = []
    const known: number[] = []
    for (let run = 0; run < 6; run++) {
      appendFileSync(space.path('calls.jsonl'), elsewhere(1000 * (run + 1), 'haiku', 150) + (run >= 4 ? elsewhere(1000 * (run + 1) + 500, 'sonnet', 150) : ''))
      const fresh = (await monitored(space)).notices.filter(({ kind }) => kind === 'new-task')
      told.push(fresh.filter(({ isNew }) => isNew).map(({ message }) => /task=(\w+)/u.exec(message)?.[1] ?? ''))
      known.push(fresh.length)
    }
    expect(told).toEqual([['haiku'], [], [], [], ['sonnet'], []])
    expect(known, 'what still holds is in the result').toEqual([1, 1, 1, 1, 2, 2])
  })

  it('is printed once, counted afterwards, and quiet where nothing is new', async () => {
    using space = scene([{ calls: 200 }])
    const run = () => cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml'])
    appendFileSync(space.path('calls.jsonl'), elsewhere(1000, 'haiku'))
    expect((await run()).stdout).toContain('no route knows the task task=haiku')
    const again = await run()
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).not.toContain('haiku')
    expect(again.stdout).toMatch(/1 notice told before still holds: --json\s+lists\s+it/u)
    expect(await cli(space.directory, ['monitor', 'calls.jsonl', '--policy', 'p.yaml', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

describe('what is told once', () => {
  const price = (about: string): Noticed => ({ kind: 'price', route: 'sort', about, message: about })
  const task: Noticed = { kind: 'new-task', route: null, about: 'x', message: 'x' }
  const event: Noticed = { kind: 'log', route: null, message: 'truncated' }

  it('is told again when it comes back after it was gone, but for tasks; events always; a run that read little forgets nothing', () => {
    const { told } = tellOnce([price('a'), task, event], [], 500)
    const isNew = (found: readonly Noticed[], from: readonly string[]): readonly boolean[] => tellOnce(found, from, 500).notices.map((one) => one.isNew)
    expect(isNew([price('a'), price('b'), task, event], told)).toEqual([false, true, false, true])
    expect(isNew([price('a'), task], tellOnce([], told, 500).told)).toEqual([true, false])
    expect(isNew([price('a'), task], tellOnce([], told, 99).told)).toEqual([false, false])
    expect(isNew([{ ...task, route: 'sort' }], told)).toEqual([true])
  })

  it('is remembered in bounded room, the latest of it', () => {
    const { told } = tellOnce(Array.from({ length: 1500 }, (_, n): Noticed => ({ ...task, about: String(n) })), [], 500)
    expect([told.length, told.at(-1)]).toEqual([1000, 'new-task  1499'])
  })
})
