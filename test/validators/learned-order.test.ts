import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnJson } from '../../src/validators/choose/learned-fields.js'
import { saysOrder } from '../../src/validators/choose/learned-order.js'
import { validators } from '../../src/validators/registry.js'
import { says } from './ask.js'

const ids = (n: number): readonly string[] => Array.from({ length: 4 }, (_, k) => `doc-${n}${k}`)
/** Another order for every n, the given one among them. */
const turned = <T>(items: readonly T[], n: number): readonly T[] => [...items.slice(n % items.length), ...items.slice(0, n % items.length)]

describe('whether the order of lists says something', () => {
  it.each([
    ['Rank the documents by relevance.', true],
    ['Sort the names from oldest to youngest.', true],
    ['List the events in chronological order.', true],
    ['Gib die Namen absteigend zurück.', true],
    ['Return the tools, most useful first.', true],
    ['関連度順に並べ替えてください。', true],
    ['Sort the ticket into as many of these tags as apply.', undefined],
    ['Extract the items of the customer order.', undefined],
    ['Rank does not matter: name the tags in any order.', undefined],
  ])('%s → %s', (prompt, expected) => {
    expect(saysOrder(Array.from({ length: 30 }, (_, n) => ({ items: ids(n), input: `${prompt} ${ids(n).join(', ')}` })))).toBe(expected)
  })

  it('lists that name the same things in ever other order are rankings', () => {
    const criteria = ['price', 'speed', 'comfort', 'size']
    expect(saysOrder(Array.from({ length: 30 }, (_, n) => ({ items: turned(criteria, n), input: `Car ${n}` })))).toBe(true)
    expect(saysOrder(Array.from({ length: 30 }, (_, n) => ({ items: criteria, input: `Car ${n}` })))).toBeUndefined()
  })

  it('what is named in another order than it stands in the prompt is a ranking, what follows the prompt is not', () => {
    const lists = (order: (n: number) => readonly string[]) => Array.from({ length: 40 }, (_, n) => ({ items: order(n), input: `Of these: ${ids(n).join('; ')}.` }))
    expect(saysOrder(lists((n) => [...ids(n)].reverse()))).toBe(true)
    expect(saysOrder(lists((n) => turned(ids(n), n)))).toBe(true)
    expect(saysOrder(lists((n) => ids(n).slice(0, 2 + (n % 3))))).toBeUndefined()
  })

  it('names sorted by the alphabet, and names that no prompt holds, tell nothing', () => {
    const names = (n: number): readonly string[] => [`a${n}`, `b${n}`, `c${n}`]
    expect(saysOrder(Array.from({ length: 40 }, (_, n) => ({ items: names(n), input: [...names(n)].reverse().join(' ') })))).toBeUndefined()
    expect(saysOrder(Array.from({ length: 40 }, (_, n) => ({ items: turned(names(n), n), input: 'A text.' })))).toBeUndefined()
  })

  it('does not depend on the order of the answers', () => {
    const lists = Array.from({ length: 40 }, (_, n) => ({ items: turned(ids(n), n), input: ids(n).join(' ') }))
    fc.assert(fc.property(fc.shuffledSubarray(lists, { minLength: 40 }), (shuffled) => saysOrder(shuffled) === saysOrder(lists)), { numRuns: 20 })
  })

  it('a ranking with its first two exchanged is wrong, a set of tags in another order is not', () => {
    const swapped = (list: readonly string[]): readonly string[] => [list[1] ?? '', list[0] ?? '', ...list.slice(2)]
    const scored = (prompt: string) => {
      const answers = Array.from({ length: 30 }, (_, n) => ids(n))
      const learned = learnJson(answers, answers.map((list) => `${prompt}: ${list.join(', ')}`))
      return validators.json.validate(says(JSON.stringify(swapped(ids(3)))), { output: says(JSON.stringify(ids(3))) }, learned?.fields ? { fields: learned.fields } : {}).value
    }
    expect(scored('Rank by relevance')).toBeLessThan(1)
    expect(scored('Name what is mentioned')).toBe(1)
  })

  it('is learned of the lists within records too', () => {
    const answers = Array.from({ length: 30 }, (_, n) => ({ hits: turned(ids(n), n), tags: ['a', 'b'] }))
    expect(learnJson(answers, answers.map((_, n) => ids(n).join(' ')))?.fields).toMatchObject({ fields: { hits: { ordered: true } } })
    expect(learnJson(answers, answers.map((_, n) => ids(n).join(' ')))?.fields?.fields?.['tags']?.ordered).toBeUndefined()
  })
})
