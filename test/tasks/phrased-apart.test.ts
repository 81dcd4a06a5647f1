import { describe, expect, it } from 'vitest'
import { phrasedApart, variantOf } from '../../src/tasks/apart/phrased-apart.js'
import { documentsOf, sentence, times } from './traffic.js'

const NAMES = 'Amara Bela Chidi Dorte Emre Fumiko Goran Hedda'.split(' ')
const variant = (prompt: string) => variantOf(documentsOf(times(40, (n) => ({ system: prompt.replace('{name}', NAMES[n % 8] ?? ''), user: sentence(n), answer: n % 2 ? 'yes' : 'no' }))))
const areApart = (a: string, b: string): boolean => phrasedApart(variant(a), variant(b))

describe('variants of one prompt that is answered yes or no', () => {
  it.each([
    ['another question', 'Does it mention a refund? Say yes or no.', 'Does it mention a theft? Say yes or no.'],
    ['another question beside a name', 'Write as {name} would. Does it mention a refund? Say yes or no.', 'Write as {name} would. Does it mention a theft? Say yes or no.'],
    ['a negation', 'Say whether it may leave the house.', 'Say whether it may not leave the house.'],
  ])('ask for different things: %s', (_, a, b) => {
    expect(areApart(a, b)).toBe(true)
    expect(areApart(b, a)).toBe(true)
  })
  it.each([
    ['many words in one place', 'Say yes if guests praise rooms, breakfast, view, garden, staff, music and towels today.', 'Say yes if people wrote about lamps, doors, stairs, bells, cellars, ladders and kettles today.'],
    ['a value behind what changes', 'For {name} premium callers say yes or no.', 'For {name} standard callers say yes or no.'],
    ['a value that is set', 'With tier = premium say yes or no.', 'With tier = standard say yes or no.'],
    ['a value with its name', 'Does it mention tier: golden tables? Say yes or no.', 'Does it mention parcels? Say yes or no.'],
    ['a line more', 'Does it mention a refund\nor a parcel? Say yes or no.', 'Does it mention a theft? Say yes or no.'],
    ['one negation for another', 'Say whether it must not leave the house.', 'Say whether it must never leave the house.'],
  ])('ask for the same: %s', (_, a, b) => {
    expect(areApart(a, b)).toBe(false)
    expect(areApart(b, a)).toBe(false)
  })
})
