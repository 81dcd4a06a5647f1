import { expect, it } from 'vitest'
import { afterCorrection } from '../../src/validators/words/correction.js'

it.each([
  ['B. Actually, wait: C', 'C'],
  ['It is A. No, wait: B. Correction: C', 'C'],
  ['Eleven. En realidad: doce', 'doce'],
  ['答案是B。更正:C', 'C'],
])('what %s says last', (text, last) => {
  expect(afterCorrection(text)).toBe(last)
})

it.each(['B', 'Actually, it is B', 'It is B. Actually', 'They wait: all of them', 'B. Waiting: no', 'B. Correction: '])('%s takes nothing back', (text) => {
  expect(afterCorrection(text)).toBeUndefined()
})
