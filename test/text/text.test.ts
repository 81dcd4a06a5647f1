import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortHash } from '../../src/text/fingerprint.js'
import { promptFingerprint } from '../../src/text/prompt-fingerprint.js'
import { maskSlots } from '../../src/text/mask.js'
import { isMask, tokens, words } from '../../src/text/words.js'

describe('maskSlots', () => {
  it.each([
    ['Today is 2026-11-04.', 'Today is {date}.'],
    ['at 2026-11-04T02:33:54.467Z sharp', 'at {date} sharp'],
    ['on 24/12/2026 or 24.12.26', 'on {date} or {date}'],
    ['Student s_4696, case A-17 of 1,200.50', 'Student {id}, case {id} of {n}'],
    ['v2.1 and v2', '{id} and {id}'],
    ['mail ana.b+c@mail.example.org now', 'mail {email} now'],
    ['see https://example.org/a?b=1, then', 'see {url} then'],
    ['id 123e4567-e89b-12d3-a456-426614174000', 'id {uuid}'],
    ['say "so" or \'no\', don\'t', 'say {quoted} or {quoted}, don\'t'],
    ['the dogs\' bowl, the cats\' food', 'the dogs\' bowl, the cats\' food'],
    ['plain words stay', 'plain words stay'],
    ['числа ٣٤', 'числа {n}'],
  ])('%s', (text, masked) => { expect(maskSlots(text)).toBe(masked) })

  it('leaves no digit but in what it could not know', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => { expect(maskSlots(text)).not.toMatch(/\d/u) }))
  })

  it('stays linear on hostile text', () => {
    for (const unit of ['-', 'a', '"', '\'', '@', 'a@', 'a.', '1.', 'http://', '0-', '{n}.', '+']) expect(maskSlots(unit.repeat(200_000)).length).toBeGreaterThan(0)
  })
})

describe('promptFingerprint', () => {
  it('is tf1 and twelve digits of a known hash', () => {
    expect(promptFingerprint('You answer for desk 7.\n  Be brief.')).toBe(`tf1:${createHash('sha256').update('You answer for desk {n}. Be brief.').digest('hex').slice(0, 12)}`)
    expect(shortHash('')).toBe('e3b0c44298fc')
  })

  it('outlives slots and white space, not words', () => {
    const prompt = 'You are the homework helper. Today is 2026-11-04. Student s_7337.'
    expect(promptFingerprint(prompt)).toBe(promptFingerprint('You are the  homework helper.\nToday is 2026-12-24. Student s_12. '))
    expect(promptFingerprint(prompt)).not.toBe(promptFingerprint(prompt.replace('homework', 'garden')))
    expect(promptFingerprint('caf\u00e9')).toBe(promptFingerprint('cafe\u0301'))
  })
})

describe('words and tokens', () => {
  it('are lower case, of any script, and tokens keep marks and line breaks', () => {
    expect(words('Don’t ask ÉMILE, {n} 漢字 times!')).toEqual(['don’t', 'ask', 'émile', '漢字', 'times'])
    expect(tokens('A:\n\n\n  {quoted} b2?')).toEqual(['a', ':', '\n', '{quoted}', 'b', '2', '?'])
    expect([isMask('{n}'), isMask('n')]).toEqual([true, false])
    expect(tokens('')).toEqual([])
  })
})
