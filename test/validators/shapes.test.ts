import { describe, expect, it } from 'vitest'
import { chooseValidator, findValidator, validators } from '../../src/validators/index.js'
import { countedValue } from '../../src/validators/counted.js'
import { says } from './ask.js'

const CITIES = ['Oslo', 'Rome', 'Lyon', 'Bonn'] as const
const city = (i: number): string => CITIES[i % 4] ?? ''
type Shape = readonly [name: string, type: 'classification' | 'extraction' | 'reasoning' | 'code', prompt: string, answer: (i: number) => string, wrong: (answer: string) => string]
const SHAPES: readonly Shape[] = [
  ['several labels at once', 'classification', 'List all topics', (i) => ['billing, refund', 'shipping', 'login, billing', 'refund, shipping, login'][i % 4] ?? '', (answer) => `${answer}, other`],
  ['lines of key: value', 'extraction', 'Extract', (i) => `Name: Ann ${city(i)}\nAmount: ${100 + i} EUR`, (answer) => answer.replace(/1(\d\d) EUR/, '2$1 EUR')],
  ['a table', 'extraction', 'Give a table', (i) => `| Item | Price |\n|---|---|\n| lamp | ${10 + i} |\n| rug | ${20 + i} |`, (answer) => answer.replace('lamp', 'lump')],
  ['steps in their order', 'extraction', 'Put the steps in order', (i) => `1. mix ${i}\n2. bake ${i}\n3. cool ${i}`, (answer) => answer.replace(/mix (\d+)\n2\. bake/, 'bake $1\n2. mix')],
  ['patterns', 'code', 'Write a pattern', (i) => `^[A-Z]{${1 + (i % 4)}}$`, (answer) => answer.replace('A-Z', 'a-z')],
  ['chess moves', 'reasoning', 'Best move', (i) => ['Nf3', 'e4', 'bxc6', 'Qxd5+'][i % 4] ?? '', (answer) => (answer === 'bxc6' ? 'Bxc6' : 'a3')],
  ['pairs of numbers', 'extraction', 'Where', (i) => `${50 + i / 100}, ${8 + i / 50}`, (answer) => answer.split(', ').toReversed().join(', ')],
  ['JSON behind words', 'extraction', 'Extract', (i) => `Here is the record: ${JSON.stringify({ city: city(i), total: i })}`, (answer) => answer.replace('"total":', '"total":1')],
]

describe('answers of closed shapes', () => {
  it.each(SHAPES)('%s: the chosen validator sees every wrong answer', (_, type, prompt, answer, wrong) => {
    const samples = Array.from({ length: 40 }, (__, i) => ({ request: { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, text: `${prompt} ${i}` }] }] }, output: says(answer(i)) }))
    const { name, context } = chooseValidator(samples, type)
    const validator = findValidator(name)
    const counted = (text: string, i: number) => countedValue(validator.validate(says(text), { output: says(answer(i)) }, context), { partialCredit: false })
    expect(samples.map(({ output }, i) => counted(output.text, i))).toEqual(samples.map(() => 1))
    expect(samples.map(({ output }, i) => counted(wrong(output.text), i))).toEqual(samples.map(() => 0))
  })

  it('words around JSON count where nothing wants it bare', () => {
    const value = (text: string, reference: string, input = 'Extract.') => validators.json.validate(says(text), { output: says(reference) }, { input }).value
    expect([value('Sure: {"a":1}', 'Here: {"a":1}'), value('Sure: {"a":1}', '{"a":1}'), value('Sure: {"a":1}', 'Here: {"a":1}', 'Return only JSON.'), value('{"a":2}\n\nActually, wrong. Corrected:\n{"a":1}', 'Here: {"a":1}'), value('{"a":1}\n{"a":2}', 'Here: {"a":1}')]).toEqual([1, 0, 0, 1, 0])
  })

  it('numbers in any script, and points between thousands where commas go before decimals', () => {
    const value = (text: string, gold: number | string) => validators.number.validate(says(text), { gold }, {}).value
    expect([value('Der Gesamtbetrag beträgt 1.250 Euro.', 1250), value('Der Gesamtbetrag beträgt 1.250 Euro.', 1.25), value('The ratio is 1.250.', 1.25), value('The ratio is 1.250.', 1250), value('১২', 12), value('12.5‰', '12.5%')]).toEqual([1, 0, 1, 0, 1, 0])
  })
})
