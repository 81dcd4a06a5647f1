import { describe, expect, it } from 'vitest'
import type { AuditError } from '../../src/domain/error.js'
import { findValidator, scoreRow } from '../../src/validators/index.js'

describe('scoreRow', () => {
  it.each([
    [{ output: 'The answer is (B).', reference: 'B' }, 1, 'label@10'],
    [{ output: 'Answer: billing', reference: 'billing', validator: 'label' }, 1, 'label@10'],
    [{ output: 'maybe', reference: 'no', validator: 'label@10' }, 0, 'label@10'],
    [{ output: 'So it is $20.00', reference: '20' }, 1, 'number@11'],
    [{ output: '2000', reference: 20 }, 0, 'number@11'],
    [{ output: '{"a": 1}', reference: { a: 1 } }, 1, 'json@8'],
    [{ output: { a: 1, b: 2 }, reference: { a: 1, b: 3 } }, 0.5, 'json@8'],
    [{ output: '{"a":"x"}', reference: { a: 1 }, schema: { properties: { a: { type: 'number' } } } }, 0, 'json@8'],
    [{ output: '5 March 2024', reference: '2024-03-05' }, 1, 'date@6'],
    [{ output: 'a  b', reference: 'a b', validator: { name: 'exact' } }, 1, 'exact@2'],
    [{ output: 'Hallo Welt', reference: 'Hallo Welt', taskType: 'translation' }, 1, 'similarity@5'],
    [{ output: 'ab-1', reference: 'AB-1', taskType: 'extraction' }, 0, 'exact@2'],
    [{ output: [{ name: 'f', arguments: { a: 1 } }], reference: [{ name: 'f', arguments: '{"a":1}' }] }, 1, 'tool_call@8'],
    [{ output: { content: null, tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }] }, reference: { tool_calls: [{ function: { name: 'f', arguments: '{}' } }] } }, 1, 'tool_call@8'],
    [{ output: { text: '', tool_calls: [{ name: 'f', arguments: '{"u":"C"}' }] }, reference: { name: 'f', arguments: {} }, tools: [{ type: 'function', function: { name: 'f', parameters: { properties: { u: { default: 'C' } } } } }] }, 1, 'tool_call@8'],
    [{ output: 'Which city?', reference: [], tools: [{ name: 'f' }] }, 1, 'tool_call@8'],
    [{ output: 'Which city?', reference: { text: 'Where?', tool_calls: [] }, tools: [{ name: 'f' }] }, 1, 'tool_call@8'],
    [{ output: { role: 'assistant', content: [{ type: 'text', text: 'B' }] }, reference: { content: 'B' } }, 1, 'label@10'],
    [{ output: '1.01', reference: 1, tolerance: 0.1 }, 1, 'number@11'],
    [{ output: 'It is spam.', reference: 'spam', labels: ['spam', 'ham'], validator: 'label' }, 1, 'label@10'],
    [{ output: 'No', reference: 'No', input: 'Answer "[Yes]" or "[No]".' }, 0, 'label@10'],
    [{ output: null, reference: 'B' }, 0, 'label@10'],
    [{ output: 'x', validator: 'exact' }, null, 'exact@2'],
    [{ output: 'x' }, null, 'similarity@5'],
    [{ output: 'x', reference: 'no number', validator: 'number' }, null, 'number@11'],
  ])('%j', (row, score, validator) => {
    expect(scoreRow(row)).toMatchObject({ score, validator })
  })

  it('names the known validators, nearest first', () => {
    const wrong = thrownBy(() => scoreRow({ output: 'x', validator: 'lable' }))
    expect(wrong.exitCode).toBe(2)
    expect(wrong.way).toMatch(/^Known validators: label, /)
    expect(wrong.way).toContain('similarity')
    expect(thrownBy(() => findValidator('number@109')).way).toMatch(/^Known validators: number@11, /)
    expect(() => findValidator('constructor')).toThrow('There is no validator')
  })

  it('refuses what is no row', () => {
    for (const row of [null, 'x', [1], {}]) expect(thrownBy(() => scoreRow(row)).name).toBe('AuditError')
  })

  it('survives rows nested too deep to be written', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown
    expect(scoreRow({ output: deep, reference: 'x' }).score).toBe(0)
    expect(scoreRow({ output: '[]', reference: deep }).score).toBeNull()
  })
})

function thrownBy(act: () => unknown): AuditError {
  try {
    act()
  } catch (error) {
    return error as AuditError
  }
  throw new Error('nothing was thrown')
}
