import { describe, expect, it } from 'vitest'
import type { Constraint } from '../../src/domain/constraint.js'
import { maySend } from '../../src/sample/constraint.js'
import { fieldAt, goldOf } from '../../src/sample/field.js'
import { call } from '../support/call.js'

const FIELDS = { metadata: { data_class: 'phi', level: 3, internal: true, 'dotted.key': 'x', nested: { deep: 'y' } } }
const NOBODY = { regions: [], compliance: [] }

/** True when the condition holds for the fields: a provider without any declaration may then not be used. */
const holds = (when: Constraint['when'], fields: object = FIELDS): boolean => !maySend(fields as never, NOBODY, [{ when, require: { compliance: ['hipaa'], regions: [] } }])

describe('a condition', () => {
  it.each([
    [{ eq: 'phi' }, true], [{ eq: 'none' }, false], [{ ne: 'none' }, true], [{ ne: 'phi' }, false], [{ in: ['a', 'phi'] }, true], [{ in: ['a'] }, false],
    [{ not_in: ['a'] }, true], [{ not_in: ['phi'] }, false], [{ exists: true }, true], [{ exists: false }, false],
  ])('on a field that is there: %o is %s', (operator, expected) => {
    expect(holds({ field: 'metadata.data_class', ...operator })).toBe(expected)
  })
  it.each([[{ eq: 'x' }], [{ ne: 'x' }], [{ in: ['x'] }], [{ not_in: ['x'] }], [{ exists: true }]])('on an absent field: %o is false', (operator) => {
    expect(holds({ field: 'metadata.absent', ...operator })).toBe(false)
    expect(holds({ field: 'absent.wholly', ...operator })).toBe(false)
  })
  it('on an absent field: it does not exist, that is true', () => {
    expect(holds({ field: 'metadata.absent', exists: false })).toBe(true)
  })
  it('compares without converting', () => {
    expect([holds({ field: 'metadata.level', eq: 3 }), holds({ field: 'metadata.level', eq: '3' }), holds({ field: 'metadata.internal', eq: true }), holds({ field: 'metadata.internal', eq: 'true' })]).toEqual([true, false, true, false])
  })
})

describe('what a constraint requires', () => {
  const one = (require: Constraint['require'], provider: { regions: readonly string[]; compliance: readonly string[] }) => maySend(FIELDS, provider, [{ when: { field: 'metadata.data_class', eq: 'phi' }, require }])

  it('is all of the compliance and one of the regions', () => {
    const require = { compliance: ['hipaa', 'gdpr'], regions: ['eu', 'ch'] }
    expect(one(require, { compliance: ['gdpr', 'hipaa', 'soc2'], regions: ['ch'] })).toBe(true)
    expect(one(require, { compliance: ['hipaa'], regions: ['eu'] })).toBe(false)
    expect(one(require, { compliance: ['gdpr', 'hipaa'], regions: ['us'] })).toBe(false)
  })
  it('adds up over constraints, and does not touch calls for which none holds', () => {
    const constraints = [{ when: { field: 'metadata.data_class', eq: 'phi' }, require: { compliance: ['hipaa'], regions: [] } }, { when: { field: 'metadata.level', eq: 3 }, require: { compliance: [], regions: ['eu'] } }]
    expect(maySend(FIELDS, { compliance: ['hipaa'], regions: [] }, constraints)).toBe(false)
    expect(maySend(FIELDS, { compliance: ['hipaa'], regions: ['eu'] }, constraints)).toBe(true)
    expect(maySend({ metadata: {} }, NOBODY, constraints)).toBe(true)
  })
})

describe('a dotted path', () => {
  it('goes through objects and finds keys that hold dots themselves', () => {
    expect(fieldAt(FIELDS, 'metadata.nested.deep')).toBe('y')
    expect(fieldAt(FIELDS, 'metadata.dotted.key')).toBe('x')
    expect(fieldAt({ 'a.b': { 'c.d': 1 } }, 'a.b.c.d')).toBe(1)
    expect(fieldAt({ a: { b: 2 }, 'a.b': 1 }, 'a.b')).toBe(1)
    for (const path of ['metadata.nested.none', 'metadata.level.x', '', '.', 'metadata.']) expect(fieldAt(FIELDS, path)).toBeUndefined()
  })
  it('of gold looks at the normalised call', () => {
    const one = call('a', 'x', { metadata: { expected: { label: 'spam' } }, conversationId: 'k' })
    expect(goldOf(one, 'metadata.expected.label')).toBe('spam')
    expect(goldOf(one, 'conversationId')).toBe('k')
    expect(goldOf(call('a', 'x', { metadata: { expected: null } }), 'metadata.expected')).toBeUndefined()
    expect(goldOf(call('a', 'x', { metadata: { expected: 0 } }), 'metadata.expected')).toBe(0)
  })
})
