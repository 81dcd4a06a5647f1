import fc from 'fast-check'
import { expect, it } from 'vitest'
import { brokenAtWords } from '../../src/cli/tell.js'
import { columns } from '../../src/text/display.js'

const INTERRUPTED = 'interrupted: everything recorded so far is kept, and the same command goes on from there'

it('breaks what is wider than the terminal at words, under its indent, and leaves it whole where there is none', () => {
  expect(brokenAtWords(INTERRUPTED, 80)).toBe('interrupted: everything recorded so far is kept, and the same command goes on\nfrom there')
  expect(brokenAtWords(`error: short\n  ${INTERRUPTED}`, 60)).toBe('error: short\n  interrupted: everything recorded so far is kept, and the\n  same command goes on from there')
  expect(brokenAtWords(INTERRUPTED, undefined)).toBe(INTERRUPTED)
})

it('never writes a line wider than the terminal, loses no word, and leaves lines that fit as they are', () => {
  const word = fc.constantFrom('a', 'run', 'everything', '日本語', 'é', '/a/path/that/is/long', '$0.25')
  const line = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.array(word, { minLength: 1, maxLength: 30 })).map(([indent, words]) => `${' '.repeat(indent)}${words.join(' ')}`)
  fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), fc.integer({ min: 30, max: 100 }), (list, limit) => {
    const broken = brokenAtWords(list.join('\n'), limit).split('\n')
    for (const one of broken) expect(columns(one)).toBeLessThanOrEqual(limit)
    expect(broken.join(' ').split(/ +/)).toEqual(list.join(' ').split(/ +/))
    if (list.every((one) => columns(one) <= limit)) expect(broken).toEqual(list)
  }), { numRuns: 100 })
})
