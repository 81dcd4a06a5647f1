import { describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { says } from './ask.js'

const { json } = validators
const record = (more: object = {}): string => JSON.stringify({ kind: 'loan', note: 'as asked', meta: { note: 'x', page: 3 }, items: [{ id: 1, note: 'y' }], ...more })
const scoreOf = (given: string, ignore: readonly string[], expected = record()) => json.validate(says(given), { output: says(expected) }, { ignore, partialCredit: false })

describe('fields of a record that are ignored', () => {
  it.each([
    ['by name, wherever it stands', { note: 'other', meta: { note: 'z', page: 3 }, items: [{ id: 1, note: 'w' }] }, ['note'], 1],
    ['by path, there only', { meta: { note: 'z', page: 3 } }, ['meta.note'], 1],
    ['by path, not elsewhere', { note: 'other' }, ['meta.note'], 0.8],
    ['by the path of their list', { items: [{ id: 1, note: 'w' }] }, ['items.note'], 1],
    ['with the sign of the top', { note: 'other', meta: { note: 'z', page: 3 } }, ['$.note', '$.meta.note'], 1],
    ['and none beside them', { kind: 'gift', note: 'other' }, ['note'], 2 / 3],
  ] as const)('%s', (_, more, ignore, value) => {
    expect(scoreOf(record(more), ignore).value).toBeCloseTo(value)
  })

  it('may be missing', () => {
    expect(scoreOf(JSON.stringify({ kind: 'loan', meta: { page: 3 }, items: [{ id: 1 }] }), ['note']).value).toBe(1)
  })

  it('leave unscored a record of which nothing else is left', () => {
    expect(scoreOf('{"note":"a"}', ['note'], '{"note":"b"}')).toMatchObject({ value: null })
    expect(scoreOf('{"note":"a"}', ['kind'], '{"note":"a"}')).toMatchObject({ value: 1 })
  })
})
