import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAddressTable, isAddress, type LinePlace } from '../../src/replay/address-table.js'

const address = (n: number): string => createHash('sha256').update(String(n)).digest('hex').slice(0, 32)
/** Addresses that begin alike, so that they want the same slot. */
const crowded = (n: number): string => `00000000${address(n).slice(8)}`

describe('a table of addresses', () => {
  it('is a Map, whatever is done to it, also where addresses crowd and when it has grown', () => {
    const step = fc.record({ key: fc.nat(60), crowd: fc.boolean(), what: fc.constantFrom('set', 'get', 'delete'), offset: fc.nat(2 ** 31 - 1).map((n) => n * 4096), length: fc.nat(2 ** 31 - 1), file: fc.nat(70_000) })
    fc.assert(fc.property(fc.array(step, { maxLength: 300 }), fc.nat(3000), (steps, filled) => {
      const table = createAddressTable()
      const map = new Map<string, LinePlace>()
      for (let n = 0; n < filled; n++) {
        const place = { file: 1, offset: n, length: n + 1 }
        table.set(address(100 + n), place)
        map.set(address(100 + n), place)
      }
      for (const { key: n, crowd, what, ...place } of steps) {
        const key = crowd ? crowded(n) : address(n)
        if (what === 'set') {
          table.set(key, place)
          map.set(key, place)
        } else if (what === 'delete') {
          table.delete(key)
          map.delete(key)
        } else expect(table.get(key)).toEqual(map.get(key))
      }
      for (const [key, place] of map) expect(table.get(key)).toEqual(place)
    }), { numRuns: 60 })
  })

  it('does not fill up with what was deleted', () => {
    const table = createAddressTable()
    for (let n = 0; n < 5000; n++) {
      table.set(crowded(n % 7), { file: 0, offset: n, length: 1 })
      table.delete(crowded(n % 7))
      if (n % 10 === 0) table.set(address(n), { file: 0, offset: n, length: 1 })
    }
    expect(table.get(address(4990))?.offset).toBe(4990)
    expect(table.get(crowded(3))).toBeUndefined()
  })

  it('knows an address by its form', () => {
    expect([address(1), 'k', address(1).toUpperCase(), `${address(1)}0`].map(isAddress)).toEqual([true, false, false, false])
  })
})
