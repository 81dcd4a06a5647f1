import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TaskType } from '../../src/domain/task.js'
import { announces } from '../../src/validators/words/announced.js'
import { labelKey } from '../../src/validators/fold.js'
import { chooseValidator, findValidator } from '../../src/validators/index.js'
import { withoutLayout } from '../../src/validators/prose/markup.js'
import { isNumericText } from '../../src/validators/values/numeric-text.js'
import { says } from './ask.js'

const said = (text: string) => ({ messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text }] }] })

/** The validator that 40 calls are given, and what it says of an answer to the first of them. */
function judged(prompt: (i: number) => string, answer: (i: number) => string, type: TaskType, hasGold = true): (text: string) => number | null {
  const samples = Array.from({ length: 40 }, (_, i) => ({ request: said(prompt(i)), output: says(answer(i)), ...(hasGold ? { gold: answer(i) } : {}) }))
  const { name, context } = chooseValidator(samples, type)
  const reference = hasGold ? { gold: answer(0) } : { output: says(answer(0)) }
  return (text) => findValidator(name).validate(says(text), reference, { ...context, input: prompt(0) }).value
}

describe('an expected answer in another style', () => {
  it.each<readonly [string, (text: string) => number | null, same: readonly string[], other: readonly string[]]>([
    ['a code of a colour', judged((i) => `Which hex colour code does customer ${i} want?`, (i) => `#${(0x1acc33 + 4096 * i).toString(16).toUpperCase()}`, 'extraction'),
      ['#1acc33', '`#1ACC33`', 'The colour is #1ACC33.', '```text\n#1ACC33\n```', 'The hex code: #1ACC33'], ['#1ACC34', 'The colour is not #1ACC33.', 'The colour is #1ACC34.', 'It is either #FFFFFF or #1ACC33']],
    ['a time', judged((i) => `At what time is appointment ${i}?`, (i) => `${10 + (i % 9)}:${15 + i}`, 'extraction'), ['The appointment is at 10:15.'], ['The appointment is at 10:16.', 'The appointment was moved from 9:00 to 10:15', 'before 10:15', 'The time is not 10:15.']],
    ['codes in a list', judged((i) => `Letter ${i}: list the codes, comma separated.`, (i) => Array.from({ length: 1 + ((i + 2) % 4) }, (_, n) => `K${20 + ((7 * n + i) % 60)}.${n}`).join(', '), 'extraction'),
      ['K20.0\nK27.1\nK34.2', '- K34.2\n- K20.0\n- K27.1', 'Codes: K20.0, K27.1, K34.2'], ['K20.0, K27.1', 'K20.0, K27.1, K34.3', 'K20.0, K27.1, K34.2, K41.3']],
    ['a list in its order', judged((i) => `Query ${i}: rank d${i}, e${i}, f${i}.`, (i) => [`f${i}`, `d${i}`, ...(i % 2 ? [] : [`e${i}`])].join(', '), 'extraction'), ['f0\nd0\ne0'], ['d0, f0, e0']],
    ['numbers in a list', judged((i) => `Where is point ${i}?`, (i) => [i, 40 - i, ...(i % 2 ? [] : [i + 3])].join(', '), 'extraction'), ['0\n40\n3'], ['40, 0, 3']],
    ['steps', judged((i) => `List the steps of job ${i}.`, (i) => [`mix ${'abcdefghij'[i % 10]}`, 'bake', ...(i % 2 ? [] : ['cool'])].join(', '), 'extraction'), ['mix a\nbake\ncool'], ['bake, mix a, cool']],
    ['a place in three parts', judged((i) => `Where does parcel ${i} go?`, (i) => `Street ${'abcdefghij'[i % 10]}, Oslo, Norway`, 'extraction'), ['Street a, Oslo, Norway'], ['Oslo, Street a, Norway']],
    ['markup', judged((i) => `Make an HTML entry of item ${i}.`, (i) => `<li><a href="/p/${i}">lamp</a> ${10 + i} EUR</li>`, 'generation'),
      ['```html\n<li><a href="/p/0">lamp</a> 10 EUR</li>\n```', '<li>\n  <a href="/p/0">lamp</a> 10 EUR\n</li>'], ['<li><a href="/p/1">lamp</a> 10 EUR</li>', '<li><a href="/p/0">lamp</a> 11 EUR</li>']],
    ['a program', judged((i) => `Write Python that keeps what is below ${i}.`, (i) => `[x for x in xs if x < ${i}]`, 'code'), ['```python\n[x for x in xs if x < 0]\n```'], ['[x for x in xs if x <= 0]']],
    ['a pattern', judged((i) => `Write a pattern for ${i} digits.`, (i) => `^\\d{${i}}$`, 'code'), ['```\n^\\d{0}$\n```'], ['^\\D{0}$', '\\d{0}']],
    ['names with a comma', judged((i) => `Who signed ${i}: Tom Novak?`, () => 'Novak, Tom', 'extraction'), ['Novak, Tom'], ['Tom, Novak']],
  ])('%s', (_, value, same, other) => {
    expect(same.map(value)).toEqual(same.map(() => 1))
    expect(other.map((text) => value(text) === 1)).toEqual(other.map(() => false))
  })

  it('labels in the brackets of Japanese, German and French', () => {
    expect(['「返品」', '『返品』。', '„billing“', '‹billing›', '»billing«'].map(labelKey)).toEqual(['返品', '返品', 'billing', 'billing', 'billing'])
  })

  it('a unit that the prompt asks for need not be said again; no other may be left out', () => {
    const height = judged((i) => `Form ${i}: state the height in centimetres.`, (i) => `${160 + i} cm`, 'extraction', false)
    expect(['160', '160 cm', '1.60 m', '160 m', '1.6'].map(height)).toEqual([1, 1, 1, 0, 0])
    const metres = judged((i) => `Form ${i}: state the height in metres.`, (i) => `${160 + i} cm`, 'extraction', false)
    expect(['160', '1.60 m'].map(metres)).toEqual([0, 1])
    const dose = judged((i) => `Chart ${i}: which dose? The tablet has 500 mg.`, (i) => `${500 + i} mg`, 'extraction', false)
    expect(['500', '500 mg', '0.5 g', '500 g'].map(dose)).toEqual([0, 1, 1, 0])
  })
})

describe('announces', () => {
  it('takes nothing for an announcement that turns, bounds or adds to the value', () => {
    const words = ['not', 'no', 'or', 'and', 'over', 'under', 'before', 'without', 'about', 'minus', "isn't", 'instead']
    fc.assert(fc.property(fc.constantFrom(...words), fc.integer({ min: 0, max: 3 }), (word, at) => {
      const opening = ['the', 'total', 'amount', 'is']
      expect(announces(opening.toSpliced(at, 0, word).join(' ') + ' x12', ['x12'], `total amount ${words.join(' ')}`)).toBe(false)
    }))
    expect(announces('The total amount is x12', ['x12'], 'Give the total amount.')).toBe(true)
    expect(announces('The amount of 7 is x12', ['x12'], 'Give the amount of each.')).toBe(false)
    expect(announces('The usual amount is x12', ['x12'], 'Give the total amount.')).toBe(false)
  })
})

describe('withoutLayout', () => {
  it('drops line ends beside tags alone', () => {
    expect(withoutLayout('<a>\n  <b>one\n  two</b>\n</a>')).toBe('<a><b>one two</b></a>')
    for (const text of ['<pre>\n a</pre>', 'a < b\n> c', '<a> b </a>', 'plain\ntext']) expect(withoutLayout(text)).toBe(text)
  })
})

describe('codes that begin with figures', () => {
  it.each([['12A', '12B'], ['3b', '3c'], ['1ACC33', '1ACC34'], ['4711x', '4711y']])('%s is not %s', (own, other) => {
    const codes = Array.from({ length: 26 }, (_, i) => `${10 + i}${String.fromCharCode(65 + i)}`)
    const value = judged((i) => `Which code has entry ${i}?`, (i) => (i === 0 ? own : codes[i % 26] ?? ''), 'extraction')
    expect([value(own), value(other)]).toEqual([1, 0])
  })

  it('figures with their unit, ordinal or scale are numbers', () => {
    expect(['12m45', '3g7'].map(isNumericText)).toEqual([false, false])
    expect(['5kg', '21st', '3x', '10k', '100円', '12 km', '$1,200', '3e', '5 pieces'].map(isNumericText)).toEqual([true, true, true, true, true, true, true, true, true])
  })
})
