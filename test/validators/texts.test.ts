import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { chrf } from '../../src/validators/prose/chrf.js'
import { validators } from '../../src/validators/index.js'
import { valueOf } from './ask.js'

const { exact, date, similarity } = validators

describe('exact', () => {
  it.each([[' a  b\n', 'a b', 1], ['é', 'e\u0301', 1], ['A', 'a', 0], ['a b.', 'a b', 0], ['5', 5, 1], ['x', ['y', 'x'], 1], ['true', true, 1]] as const)('%j against %j is %d', (output, gold, value) => {
    expect(valueOf(exact, output, gold)).toBe(value)
  })
})

describe('date', () => {
  it.each(['2024-03-05', '2024/3/5', '20240305', '5 March 2024', 'March 5, 2024', 'Mar. 5th 2024', '5th of March, 2024', '05-Mar-2024', '5.3.2024', '2024-03-05T23:59:00Z', 'The deadline is March 5, 2024.', 'Signed 2020-01-01. The date is 2024-03-05.', '05/03/2024', '3/5/24'])('%j is 5 March 2024', (output) => {
    expect(valueOf(date, output, '2024-03-05')).toBe(1)
  })

  it.each(['2024-03-06', '5 March 2023', 'March 2024', '2020-01-01 or 2024-03-05', '2024-03-05 or 2020-01-01', '2024-02-30', 'tomorrow', '15/03/2024', 'Error: 2024-03-05', '3.5.2024'])('%j is not', (output) => {
    expect(valueOf(date, output, '2024-03-05')).toBe(0)
  })

  it('holds an ambiguous form to one order of day and month', () => {
    expect(valueOf(date, '03/04/2024', '3 April 2024')).toBe(1)
    expect(valueOf(date, '03/04/2024', 'March 4, 2024')).toBe(1)
    expect(valueOf(date, '03/04/2024', '04/03/2024')).toBe(0)
    expect(valueOf(date, '03/04/2024', '3/4/2024')).toBe(1)
    expect(valueOf(date, '13/04/2024', '2024-04-13')).toBe(1)
  })

  it('writes and reads every day of a century alike', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2050-01-01T00:00:00Z'), noInvalidDate: true }), (day) => {
      const iso = day.toISOString().slice(0, 10)
      const words = day.toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
      expect(valueOf(date, words, iso)).toBe(1)
      expect(valueOf(date, `${day.getUTCDate()}.${day.getUTCMonth() + 1}.${day.getUTCFullYear()}`, iso)).toBe(1)
    }))
  })
})

describe('similarity', () => {
  it('is chrF with n = 1..6 and β = 2', () => {
    // “abcd” against “abce”: 1-grams 3/4, 2-grams 2/3, 3-grams 1/2, 4-grams 0, precision and recall alike: their mean is the F-score.
    expect(chrf('abcd', 'abce')).toBeCloseTo((3 / 4 + 2 / 3 + 1 / 2 + 0) / 4, 12)
    // “ab” against “abc”: precision 1 and 1, recall 2/3 and 1/2, over the two orders that both have.
    const recall = (2 / 3 + 1 / 2) / 2
    expect(chrf('ab', 'abc')).toBeCloseTo((5 * recall) / (4 + recall), 12)
    expect(chrf('', 'abc')).toBe(0)
    expect(chrf('xyz', 'abc')).toBe(0)
    expect(chrf('a b c d', 'abcd')).toBe(1)
  })

  it('ranks a near text above a far one, and takes the best of several', () => {
    const gold = 'The parcel was lost in transit and a refund was issued.'
    const near = valueOf(similarity, 'The parcel got lost in transit; a refund was issued.', gold) ?? 0
    const far = valueOf(similarity, 'I cannot help with that request.', gold) ?? 1
    expect(near).toBeGreaterThan(0.6)
    expect(far).toBeLessThan(0.3)
    expect(valueOf(similarity, gold, ['other', gold])).toBe(1)
  })

  describe('by ROUGE-L', () => {
    const rouge = (given: string, gold: string) => similarity.validate({ text: given, toolCalls: [] }, { gold }, { measure: 'rouge_l' })

    it('is the F1 of the longest common sequence of words, in their order', () => {
      expect(rouge('police kill the gunman', 'police killed the gunman').value).toBeCloseTo(3 / 4, 12) // the example of the paper: 3 of 4 words either way
      expect(rouge('the gunman kill police', 'police killed the gunman').value).toBeCloseTo(2 / 4, 12)
      expect(rouge('a b c', 'a b').value).toBeCloseTo(2 * (2 / 3) * 1 / (2 / 3 + 1), 12)
      expect(rouge('One. Two.', 'Two. One.').value, 'sentences out of order are not the same text').toBeLessThan(1)
      expect(rouge('你好世界', '你好朋友').value, 'signs are words where nothing parts them').toBeCloseTo(2 / 4, 12)
      expect(rouge('same', 'same')).toMatchObject({ value: 1, reason: 'same text' })
      expect(rouge('yes indeed', 'no')).toMatchObject({ value: 0, reason: 'ROUGE-L 0.000' })
    })

    it('stays in range whatever it is given, and scales what is longer than it reads', () => {
      fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const { value } = rouge(a, b)
        if (value !== null) expect(value >= 0 && value <= 1).toBe(true)
      }))
      expect(rouge('word '.repeat(1200), 'word '.repeat(600)).value).toBeCloseTo(1 / 2, 12)
    })
  })

  it('notices what lies beyond the compared length', () => {
    const head = 'lorem ipsum dolor '.repeat(1000)
    expect(valueOf(similarity, head + 'x'.repeat(20_000), head)).toBeLessThan(0.5)
    expect(valueOf(similarity, head, head)).toBe(1)
  })

  it('stays in range, and is 1 on the same text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const value = chrf(a, b)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(1)
      if (a.trim() !== '') expect(valueOf(similarity, a, a)).toBe(1)
    }))
  })
})
