import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { validators } from '../../src/validators/index.js'
import { says, valueOf } from './ask.js'

const { number } = validators

describe('number', () => {
  it.each([
    ['$20.00', 20], ['494.5 m are 1622.4 feet.', 1622.4], ['\\$20.00', 20], ['It costs $1,234.56.', 1234.56], ['1.234,56', '1,234.56'], ['1.234,56 €', 1234.56], ['2,5', 2.5], ['1\u202f000', 1000], ["1'000'000", 1e6], ['1.000.000', 1000000],
    ['-5', -5], ['−5', -5], ['it is -10 degrees', -10], ['-$5', -5], ['$-5', -5], ['There were sixty of them, and then we have 60 -20', 20], ['Rating: 4\nReason: 2 typos', 4], ['We had ten of them at the start and so there are 10-5 left', 5], ['+7', 7], ['.5', 0.5], ['0,500', 0.5],
    ['50%', 50], ['50 %', '0.5'], ['50\\%', 50], ['half: 1/2', 0.5], ['\\frac{1}{2}', 0.5], ['-\\frac{3}{4}', -0.75], ['\\dfrac12', 0.5], ['3\\frac{1}{2}', 3.5], ['3 1/2 cups', 3.5], ['½', 0.5], ['2½', 2.5],
    ['6.02e23', 6.02e23], ['6.02 × 10^23', 6.02e23], ['6.02 \\times 10^{23}', 6.02e23], ['3 × 10⁻⁵', 3e-5], ['5 million', 5000000], ['10\\,000', 10000], ['10{,}000', 10000], ['USD 20', 20],
    ['#### 14000', 14000], ['#### 225 minutes or 3 hours and 45 minutes', 225], ['#### 50% or 1/2', 50], ['So 2 + 3.\n\\boxed{5}', 5], ['\\\\boxed{2}', 2], ['\\boxed{x = 5}', 5], ['\\boxed{10\\text{ cm}}', 10],
    ['The answer is 5. I checked it 3 times.', 5], ['The answer is: $7', 7], ['The answer is 5 + 3 = 8', 8], ['the final answer is approximately 3.5 km', 3.5], ['She has 12 apples.', 12], ['12 H2O', 12], ['**42**', 42], ['_42_', 42],
    ['12345678901234567890', '12345678901234567890'], ['The answer is found by dividing 20 by 4. That makes 5.', 5],
  ] as const)('%j is %j', (output, gold) => {
    expect(valueOf(number, output, gold)).toBe(1)
  })

  it.each([
    ['$20.00', 2000], ['20', 200], ['1,234', 1.234], ['5', -5], ['1e-8', 2e-8], ['1000000001', 1000000002], ['1,000,000,001', 1000000002], ['0.0000001', 0], ['12345678901234567890', '12345678901234567891'], ['The answer is 5 or 6.', 5], ['5 or 6', 6], ['10-5', 5], ['The answer is 5–10.', 5], ['\\boxed{3 or 4}', 4], ['\\boxed{none}', 3],
    ['The answer is not 5, it is larger', 6], ['Error code: 429', 429], ['{"error": {"code": 500}}', 500], ["I'm sorry, I can't.", 5], ['The answer is 7. \\boxed{8}', 7], ['1/0', 1], ['five', 5], ['60 - 20', 20], ['48.1, 11.5', 11.5], ['3 x 4', 4], ['1.5 kg, 3 boxes', 3], ['10:30', 1], ['192.168.1.10', 192.168], ['2.1.10', 2.1], ['14.03.2026', 14.03],
  ] as const)('%j is not %j', (output, gold) => {
    expect(valueOf(number, output, gold)).toBe(0)
  })

  it('takes no last number from an answer that was cut, nor where the prompt asks for a box', () => {
    const cut = says('First 20 * 3 = 60, then 60 - 20 = 40, so', { finishReason: 'length' })
    expect(number.validate(cut, { gold: 40 }, {}).value).toBe(0)
    expect(number.validate({ ...cut, finishReason: 'stop' }, { gold: 40 }, {}).value).toBe(1)
    expect(valueOf(number, 'and so it is 40', 40, { input: 'Answer within \\boxed{}' })).toBe(0)
    expect(number.validate(says('40'), { output: says('it is 40') }, { input: 'Answer within \\boxed{}' }).value).toBe(1)
    expect(number.validate(says('40'), { output: says('\\boxed{40}') }, { input: 'Answer within \\boxed{}' }).value).toBe(0)
  })

  it('keeps to the relative tolerance', () => {
    expect(valueOf(number, '1.01', 1, { tolerance: 0.02 })).toBe(1)
    expect(valueOf(number, '1.03', 1, { tolerance: 0.02 })).toBe(0)
    expect(valueOf(number, '0.333333', '1/3')).toBe(0)
    expect(valueOf(number, '0.333333', '1/3', { tolerance: 1e-5 })).toBe(1)
  })

  it('reads every number back, in each of its forms, and no other', () => {
    fc.assert(fc.property(fc.integer({ min: -9e8, max: 9e8 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 1000 }), (whole, cents, off) => {
      const value = Number(`${whole}.${String(cents).padStart(2, '0')}`)
      const fixed = value.toFixed(2)
      const grouped = fixed.replace(/(\d)(?=(\d{3})+\.)/g, '$1,')
      const european = grouped.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ','))
      for (const form of [fixed, grouped, european, `$${grouped}`, `The answer is ${fixed}.`, `\\boxed{${grouped}}`, `#### ${fixed}`]) {
        expect(valueOf(number, form, value), form).toBe(1)
        expect(valueOf(number, form, value + off), form).toBe(0)
      }
    }))
  })
})
