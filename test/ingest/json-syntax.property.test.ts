import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonText } from '../../src/ingest/read/json-syntax.js'
import { parseJsonText } from '../../src/ingest/read/json-text.js'

function isParsed(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const piece = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '"\\u00e9"', '"\\u00g9"', '"\\n"', '"\\x"', '\\', '1', '-', '0', '01', '1.5', '.5', '1.', '1e5', '1E+', 'e', 'true', 'false', 'null', 'tru', 'NaN', ' ', '\n', '\t', '\r', '\u00a0', '\u0001', '"\n"', 'é', '😀', "'a'")
const written = fc.jsonValue().map((value) => JSON.stringify(value, null, 1))
/** JSON with a character taken out, put in or replaced. */
const broken = fc.tuple(written, fc.nat(), fc.nat({ max: 2 }), piece).map(([text, at, taken, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + taken))

describe('isJsonText', () => {
  it('says of any text what JSON.parse says', () => {
    fc.assert(fc.property(fc.oneof(written, broken, fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')), fc.string({ unit: 'binary' })), (text) => {
      expect(isJsonText(text)).toBe(isParsed(text))
    }), { numRuns: 20_000 })
  })

  it('stands texts of any depth and length', () => {
    expect(isJsonText('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toBe(true)
    expect(isJsonText(`{"a":${'['.repeat(1_000_000)}`)).toBe(false)
    expect(isJsonText(`"${'a\\"'.repeat(300_000)}"`)).toBe(true)
  })
})

it('reads the same behind garbage as without it', () => {
  const texts = ['{"a":1}', ' [1,2] ', '"x"', '12345678901234567890', '{"id":12345678901234567890}', `${'['.repeat(300)}${']'.repeat(300)}`, '{"a":', 'no', '']
  const fresh = texts.map((text) => {
    for (let line = 0; line < 100; line++) parseJsonText('1')
    return parseJsonText(text)
  })
  const wary = texts.map((text) => {
    parseJsonText('garbage')
    return parseJsonText(text)
  })
  expect(wary).toEqual(fresh)
})
