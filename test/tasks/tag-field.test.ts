import { describe, expect, it } from 'vitest'
import { tagFields, tagReader } from '../../src/tasks/tag-field.js'
import { call, times, traffic } from './traffic.js'

describe('tagFields', () => {
  it('takes fields of few shared values under a telling name, most telling first', () => {
    expect(tagFields(traffic(times(40, (n) => ({ metadata: { operation: n % 2 ? 'sum up' : 'sort', use_case: n % 4 ? 'mail' : 'news' } }))))).toEqual(['use_case', 'operation'])
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
