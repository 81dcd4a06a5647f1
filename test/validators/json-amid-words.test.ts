import { expect, it } from 'vitest'
import { findJsonText } from '../../src/validators/records/json-text.js'

it.each([
  ['Here is the record: {"a":1}. Anything else?', { a: 1 }],
  ['The marks [1] and [x] and {braces} hold nothing: {"a":1}', { a: 1 }],
  ['{{"a":1}}', { a: 1 }],
  ['{"a":1}. Actually, wait: {"a":2}', { a: 2 }],
  ['[{"a":1}] it is.', [{ a: 1 }]],
])('finds the one record of %s', (text, expected) => {
  expect(findJsonText(text)).toEqual(expected)
})

it('what is said inside a record takes nothing back', () => {
  expect(findJsonText('Here: {"reply":"Sorry. Wait, I will check.","items":[{"id":1}]}')).toEqual({ reply: 'Sorry. Wait, I will check.', items: [{ id: 1 }] })
  expect(findJsonText('{"reply":"No. Actually, yes"} and {"id":1}')).toBeUndefined()
})

it.each([
  'Here: {"wrong": nope, "inner": {"id":1}}',
  'Here: {wrong: nope, inner: {"id":1}}',
  'Here: [{"id":1}, …]',
  'Either {"a":1} or {"a":2}',
  'Here: {"a":1} and {"b":2',
  'See [1] and [].',
])('finds no record in %s', (text) => {
  expect(findJsonText(text)).toBeUndefined()
})
