import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPieceHash, hashText } from '../../src/text/hash-text.js'
import { remembered } from '../../src/text/remembered.js'
import { usual } from '../../src/text/usual.js'

describe('remembered', () => {
  it('gives what the function gives, whatever was asked before, and forgets', () => {
    fc.assert(fc.property(fc.array(fc.nat(12), { maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (asked, most) => {
      const of = remembered((text) => ({ text }), most)
      for (const n of asked) expect(of(String(n)).text).toBe(String(n))
    }))
  })

  it('works a text out once while it is asked for again and again among texts that come once', () => {
    let worked = 0
    const of = remembered((text) => {
      if (text === 'again') worked++
      return text
    }, 10)
    for (let n = 0; n < 1000; n++) {
      of(String(n))
      of('again')
    }
    expect(worked).toBe(1)
  })

  it('keeps few long texts', () => {
    let worked = 0
    const of = remembered((text) => {
      worked++
      return text.length
    }, 1000)
    const texts = Array.from({ length: 20 }, (_, n) => String(n).padEnd(1 << 20))
    for (let round = 0; round < 2; round++) for (const text of texts) of(text)
    expect(worked).toBe(40)
  })
})

describe('usual', () => {
  const key = fc.constantFrom('name', 'parameters', '__proto__', 'a', '0')
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, true, 0, 1, 'a', '0'), fc.array(tie('any'), { maxLength: 3 }), fc.array(fc.tuple(key, tie('any')), { maxLength: 3 }).map((pairs) => JSON.parse(`{${pairs.map(([name, own]) => `${JSON.stringify(name)}:${JSON.stringify(own)}`).join()}}`) as unknown)),
  })).any

  it('tells apart all values that are written otherwise', () => {
    const of = usual((list: readonly unknown[]) => JSON.stringify(list))
    fc.assert(fc.property(fc.array(value, { maxLength: 3 }), (list) => { expect(of(structuredClone(list))).toBe(JSON.stringify(list)) }), { numRuns: 1000 })
  })

  it.each([['{"a":1,"b":2}', '{"b":2,"a":1}'], ['{"__proto__":{}}', '{"a":{}}'], ['{"a":1}', '{"a":1,"b":2}'], ['[1]', '{"0":1}'], ['[]', '{}']])('tells %s from %s', (one, other) => {
    const of = usual((value: object) => JSON.stringify(value))
    for (const text of [one, other, one]) expect(of(JSON.parse(text) as object)).toBe(text)
  })

  it('works an equal value out once', () => {
    let worked = 0
    const of = usual((list: readonly unknown[]) => {
      worked++
      return list.length
    })
    for (let n = 0; n < 20; n++) of([{ name: 'find', parameters: { type: 'object', required: ['day'] } }])
    expect(worked).toBe(1)
  })
})

describe('createPieceHash', () => {
  it('gives the hash of all pieces together', () => {
    const hash = createPieceHash()
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 4 }), fc.string({ maxLength: 20 }), fc.nat(20), fc.nat(20), (pieces, last, from, to) => {
      hash.start()
      for (const piece of pieces) hash.add(piece)
      hash.add(last, from, Math.min(to, last.length))
      expect(hash.finish()).toEqual(hashText(pieces.join('') + (from < to ? last.slice(from, to) : '')))
    }))
  })

  it('names a text for ever', () => {
    expect(hashText('a turn of phrase')).toMatchInlineSnapshot(`
      [
        767611761,
        2023846971,
      ]
    `)
  })
})
