import { describe, expect, it } from 'vitest'
import { tagFields, tagReader } from '../../src/tasks/apart/tag-field.js'
import { call, sentence, times, traffic } from './traffic.js'

describe('tagFields', () => {
  it('takes fields of few shared values under a telling name, most telling first', () => {
    expect(tagFields(traffic(times(40, (n) => ({ metadata: { feature: n % 2 ? 'sum up' : 'sort', use_case: n % 4 ? 'mail' : 'news', functionId: n % 2 ? 'a' : 'b' } }))))).toEqual(['use_case', 'functionId', 'feature'])
  })

  it('takes a field whose name may mean where a call ran only if its values go with the prompts', () => {
    const asks = times(60, (n) => ({ system: n % 2 ? `You sum up letters. Today is 2026-03-0${1 + (n % 9)}.` : 'You sort letters.', user: sentence(n), metadata: { step: n % 2 ? 'sum up' : 'sort', stage: n % 3 ? 'live' : 'trial', route: 'chat' } }))
    expect(tagFields(traffic(asks))).toEqual(['step'])
    expect(tagFields(traffic(times(60, (n) => ({ user: `${n % 2 ? 'Sum up' : 'Sort'} the letters that came today: ${sentence(n)}`, metadata: { step: n % 2 ? 'one' : 'two', stage: n % 3 ? 'live' : 'trial' } }))))).toEqual(['step'])
  })

  it('takes such a field, too, if its values get other answers under nearly all prompts, and not if under some', () => {
    const asks = (prompts: number) => times(60 * prompts, (n) => {
      const value = n % 2 ? 'plan' : 'write'
      const prompt = Math.floor(n / 60)
      return { system: ['You are a step of the pipeline.', 'You mend lamps and say so in one sentence.'][prompt] ?? '', user: sentence(n), answer: prompt === 0 && n % 2 ? 'ready' : sentence(n + 7), metadata: { step: value } }
    })
    expect(tagFields(traffic(asks(1)))).toEqual(['step'])
    expect(tagFields(traffic(asks(2)))).toEqual([])
  })

  it('passes over values that belong to one request or one user, generic values and other names', () => {
    const calls = traffic(times(40, (n) => ({ metadata: { task: `ticket ${n}`, operation: 'chat', tier: n % 2 ? 'free' : 'pro', user: 'same', feature: n } })))
    expect(tagFields(calls)).toEqual([])
  })

  it('reads a field that was asked for whatever its name, before the others', () => {
    const calls = traffic(times(6, () => ({ metadata: { desk: '7 north', task: 'sort' } })))
    expect(tagFields(calls, ['desk'])).toEqual(['desk', 'task'])
    expect(tagReader(['desk', 'task'], ['desk'])(calls[0] ?? call({}))).toBe('desk=7 north')
    expect(tagReader(['desk', 'task'])(calls[0] ?? call({}))).toBe('task=sort')
    expect(tagReader(['task'])(call({}))).toBeUndefined()
  })
})
