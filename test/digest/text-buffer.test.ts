import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextBuffer } from '../../src/digest/text-buffer.js'

const piece = fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028', 'a', ' a longer piece without any of them, of ASCII alone ', 'é', '€', '😀', '\ud800', '\udc00')
const text = fc.oneof(fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')), fc.string({ unit: 'binary', maxLength: 60 }))

describe('createTextBuffer', () => {
  it('writes texts as JSON.stringify does, from any place on', () => {
    fc.assert(fc.property(fc.array(fc.record({ text, isJson: fc.boolean() }), { maxLength: 6 }), (pieces) => {
      const buffer = createTextBuffer(4)
      for (const one of pieces) buffer[one.isJson ? 'json' : 'raw'](one.text)
      expect(Buffer.from(buffer.take()).toString('latin1')).toBe(Buffer.concat(pieces.map((one) => Buffer.from(one.isJson ? JSON.stringify(one.text) : one.text))).toString('latin1'))
    }), { numRuns: 3000 })
  })

  it('grows for a text of nothing but what takes six bytes', () => {
    const buffer = createTextBuffer(4)
    const worst = '\u0001'.repeat(10_000)
    buffer.json(worst)
    expect(buffer.used()).toBe(60_002)
    expect(Buffer.from(buffer.take()).equals(Buffer.from(JSON.stringify(worst)))).toBe(true)
  })

  it('forgets what was taken', () => {
    const buffer = createTextBuffer(4)
    buffer.json('one')
    expect(Buffer.from(buffer.view(1)).toString('utf8')).toBe('one"')
    buffer.take()
    buffer.raw('two')
    expect(Buffer.from(buffer.take()).toString('utf8')).toBe('two')
  })
})
