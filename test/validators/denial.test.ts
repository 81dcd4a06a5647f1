import { expect, it } from 'vitest'
import { isDenied, isInDoubt, isSeeming } from '../../src/validators/words/denial.js'

const denied = (text: string, word: string) => isDenied(text, text.indexOf(word), text.indexOf(word) + word.length)

it.each([['this is not billing', 'billing'], ['alles andere als positiv', 'positiv'], ['这不是退款', '退款'], ['退款ではない', '退款'], ['billing is ruled out', 'billing']])('%s denies %s', (text, word) => {
  expect(denied(text, word)).toBe(true)
})

it.each([['this is billing, not shipping', 'billing'], ['这是退款', '退款'], ['billing is right', 'billing']])('%s does not deny %s', (text, word) => {
  expect(denied(text, word)).toBe(false)
})

it('tells doubt and semblance from a statement', () => {
  expect(['it is hard to say whether it is spam', '无法判断', 'spam'].map(isInDoubt)).toEqual([true, true, false])
  expect(isSeeming('it sounds like spam', 15)).toBe(true)
  expect(isSeeming('it is spam', 6)).toBe(false)
})
