import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withoutData } from '../../src/text/without-data.js'

const piece = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'Z', '0', '9', '+', '/', '_', '-', '=', '.', 'é', ':', '@', '['), fc.integer({ min: 190, max: 210 })).map(([letter, times]) => letter.repeat(times)),
  fc.constantFrom(' ', 'data:image/png;base64,', '=', '==', 'word', '\n'),
  fc.string({ maxLength: 120 }),
)

it('replaces every run of 200 characters of base64 with its data prefix, wherever it lies, and nothing else', () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
    const text = pieces.join('')
    expect(withoutData(text)).toBe(text.replace(/(?<![A-Za-z0-9+/_-])(?:data:[\w/+.-]{1,80};base64,)?[A-Za-z0-9+/_-]{200,}={0,2}/gu, '{data}'))
  }), { numRuns: 300 })
})

it('finds a run at each place of a text', () => {
  for (let before = 0; before < 420; before += 7) expect(withoutData(`${'. '.repeat(before)}${'A'.repeat(200)} end`)).toBe(`${'. '.repeat(before)}{data} end`)
})
