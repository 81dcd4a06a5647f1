import { describe, expect, it } from 'vitest'
import type { LlmCall } from '../../src/domain/call.js'
import { lastUserText, systemText } from '../../src/domain/message.js'
import type { Recognizer } from '../../src/domain/task.js'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { promptFingerprint } from '../../src/text/prompt-fingerprint.js'
import { company, sentence, times, traffic } from './traffic.js'

/** What a runtime does, written a second time. */
function matches(recognizer: Recognizer, { request, metadata }: LlmCall): boolean {
  const user = lastUserText(request) ?? ''
  const system = systemText(request)
  if (recognizer.kind === 'field') return metadata[recognizer.field] === recognizer.value
  if (recognizer.kind === 'fingerprint') return system !== undefined && recognizer.fingerprints.includes(promptFingerprint(system))
  if ('withoutSystem' in recognizer && system !== undefined) return false
  if (recognizer.kind === 'prefix') return (recognizer.of === 'system' ? system ?? '' : user).startsWith(recognizer.text)
  return recognizer.all.every((keyword) => user.toLowerCase().includes(keyword))
}

describe('recognisers', () => {
  const calls = traffic(...company(), times(30, (n) => ({ user: `Concerning "${sentence(n)}", decide whether the writer is content with the repair` })))
  const { tasks } = findTasks(calls)

  it('state the precision and recall that a runtime measures', () => {
    for (const task of tasks) {
      const hits = calls.flatMap((call, row) => (task.recognizers.some((recognizer) => matches(recognizer, call)) ? [row] : []))
      const right = hits.filter((row) => task.members.includes(row)).length
      expect(task.recognition.precision).toBeCloseTo(hits.length === 0 ? 0 : right / hits.length, 10)
      expect(task.recognition.recall).toBeCloseTo(right / task.members.length, 10)
    }
  })

  it('prefer the tag, then fingerprints, then wordings of the user text, and never give one of low precision', () => {
    const kinds = Object.fromEntries(tasks.map((task) => [task.template ?? task.label, task.recognizers.map((recognizer) => recognizer.kind)]))
    expect(kinds['You invent slogans.']).toEqual(['field'])
    expect(kinds['You book rooms for the guests of the inn.']).toEqual(['fingerprint'])
    expect(Object.values(kinds).filter((kind) => kind[0] === 'prefix')).toHaveLength(4)
    expect(tasks.flatMap((task) => task.recognizers).filter((recognizer) => recognizer.kind === 'prefix' && recognizer.of === 'system')).toEqual([{ kind: 'prefix', of: 'system', text: 'You sort support tickets for the repair desk. Agent' }])
    for (const task of tasks) expect(task.recognizers.length === 0 || task.recognition.precision >= 0.99).toBe(true)
  })

  it('look at requests without a system prompt only, where the same wording is another task under one', () => {
    const wording = (n: number): string => `Pick the right answer to this riddle and name its letter. Riddle: ${sentence(n)}`
    const twins = traffic(times(40, (n) => ({ user: wording(n) })), times(40, (n) => ({ system: 'You quiz sailors on knots.', user: wording(n + 40) })))
    const found = findTasks(twins).tasks
    expect(found.map((task) => task.recognizers.map(({ kind }) => kind).join()).sort()).toEqual(['fingerprint', 'prefix'])
    const bare = found.find((task) => task.recognizers[0]?.kind === 'prefix')
    expect(bare?.recognizers).toEqual([{ kind: 'prefix', text: 'Pick the right answer to this riddle and name its letter. Riddle:', withoutSystem: true }])
    expect(bare?.recognition).toEqual({ precision: 1, recall: 1 })
    expect(twins.filter((call) => bare?.recognizers.some((recognizer) => matches(recognizer, call)))).toHaveLength(40)
  })

  it('leave out what would catch another task', () => {
    const texts = traffic(times(80, (n) => ({ user: `${sentence(n)} and ${sentence(n + 100)}` })), times(40, (n) => ({ user: `${sentence(n)}. Is the writer content with the repair of the thing?` })))
    const rest = findTasks(texts).tasks.filter((task) => task.recognizers.length === 0)
    expect(rest.map((task) => task.recognition)).toEqual([{ precision: 0, recall: 0 }])
  })

  it('know prompts with words in their slots by their beginning, so that those of next week are caught, too', () => {
    const week = (from: number) => traffic(times(60, (n) => ({ system: `You sort the letters of the harbour office. Written by ${sentence(n + from)}.`, user: `letter ${n}` })), times(60, (n) => ({ system: `You count boats for the coast guard. Seen by ${sentence(n + from)}.`, user: `boat ${n}` })))
    const found = findTasks(week(0)).tasks
    expect(found.map((task) => task.recognizers).flat()).toEqual(expect.arrayContaining([{ kind: 'prefix', of: 'system', text: 'You sort the letters of the harbour office. Written by' }]))
    for (const task of found) {
      const later = week(200)
      const hits = later.flatMap((call, row) => (task.recognizers.some((recognizer) => matches(recognizer, call)) ? [row] : []))
      expect(hits).toEqual(task.members)
    }
  })

  it('end a prefix at the end of a word and before what changes', () => {
    const { tasks: [task] } = findTasks(traffic(times(40, (n) => ({ user: `Say in one word what colour this has: ${n % 2 ? 'an old' : 'another'} ${sentence(n)}` }))))
    expect(task?.recognizers).toEqual([{ kind: 'prefix', text: 'Say in one word what colour this has:' }])
  })

  it('find words that stand in the middle or at the end', () => {
    const { tasks: found } = findTasks(traffic(times(40, (n) => ({ user: `${sentence(n)}. Is the writer content with the repair of the thing?` })), times(40, (n) => ({ user: `${sentence(n)}. Name the room that is spoken of here.` }))))
    expect(found.map((task) => task.recognizers[0]?.kind)).toEqual(['keywords', 'keywords'])
    expect(found.map((task) => task.recognition)).toEqual([{ precision: 1, recall: 1 }, { precision: 1, recall: 1 }])
  })
})
