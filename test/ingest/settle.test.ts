import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParsedRecord } from '../../src/domain/call.js'
import type { Adapter, Deferred } from '../../src/ingest/index.js'
import { Excluded } from '../../src/ingest/read/excluded.js'
import { createSettler, packPart } from '../../src/ingest/settle.js'

const part = (line: number, keys: readonly string[], more: Partial<Deferred> = {}): Deferred => ({ kind: 'deferred', format: 'f', keys, role: 'half', source: { file: 'log', line }, record: { line }, ...more })

/** Names each group by the lines of its parts. */
const grouping: Adapter = {
  name: 'f',
  detect: () => false,
  parse: () => [],
  settle: (parts) => [{ kind: 'excluded', reason: 'duplicate', source: { file: 'log', line: parts[0]?.source.line ?? 0 }, detail: parts.map(({ source }) => source.line).join('+') }],
}
const outcome = (parts: readonly Deferred[], ...adapters: readonly Adapter[]): readonly string[] => {
  const settler = createSettler(adapters)
  for (const one of parts) settler.add(one)
  return [...settler.settle()].map((record: ParsedRecord) => (record.kind === 'excluded' ? `${record.reason} ${record.source.line}: ${record.detail}` : 'call'))
}

describe('deferred parts', () => {
  it('are settled by shared keys, over any chain, in the order of their first parts', () => {
    expect(outcome([part(1, ['a']), part(2, ['b']), part(3, ['c', 'd']), part(4, ['d', 'a']), part(5, ['b'])], grouping)).toEqual(['duplicate 1: 1+3+4', 'duplicate 2: 2+5'])
  })
  it('of different formats do not meet', () => {
    expect(outcome([part(1, ['a']), part(2, ['a'], { format: 'g' })], grouping, { ...grouping, name: 'g' })).toEqual(['duplicate 1: 1', 'duplicate 2: 2'])
  })
  it('are never lost: whatever an adapter does, each comes out', () => {
    const failing = (error: unknown): Adapter => ({ ...grouping, settle: () => { throw error } })
    const { settle: _, ...without } = grouping
    const parts = [part(1, ['a']), part(2, ['a'])]
    expect(outcome(parts, { ...grouping, settle: () => [] })).toEqual(['unknown-format 1: the record is not as f expects it', 'unknown-format 2: the record is not as f expects it'])
    expect(outcome(parts, without)).toHaveLength(2)
    expect(outcome(parts)).toHaveLength(2)
    expect(outcome(parts, failing(new TypeError('x')))).toEqual(['unknown-format 1: the record is not as f expects it', 'unknown-format 2: the record is not as f expects it'])
    expect(outcome(parts, failing(new Excluded('context-missing', 'no input')))).toEqual(['context-missing 1: no input', 'context-missing 2: no input'])
  })
  it('that are notes alone say nothing, and are no records when settling fails', () => {
    expect(outcome([part(1, ['a'], { isNote: true })], grouping)).toEqual([])
    expect(outcome([part(1, ['a'], { isNote: true }), part(2, ['a'])])).toEqual(['unknown-format 2: the record is not as f expects it'])
  })
  it('give back their records as they were, from a file too, and are refused where a group is too large to be read', () => {
    const records = [{ a: [1, '“é”', null], ['__proto__']: 2 }, { b: 'x'.repeat(300) }, { c: {} }]
    const seen: unknown[] = []
    const keeping: Adapter = { ...grouping, settle: (parts) => { seen.push(...parts.map(({ record }) => record)); return grouping.settle?.(parts) ?? [] } }
    for (const inMemory of [1 << 20, 10]) {
      const settler = createSettler([keeping], { inMemory, maxGroupBytes: 400 })
      records.forEach((record, line) => settler.add(part(line, ['k'], { record })))
      settler.add(packPart(part(8, ['large'], { record: { d: 'y'.repeat(250) } })))
      settler.add(part(9, ['large'], { record: { d: 'y'.repeat(250) } }))
      settler.add(part(10, ['large'], { isNote: true }))
      expect([...settler.settle()].map((record) => record.kind === 'excluded' ? `${record.reason} ${record.source.line}` : 'call')).toEqual(['duplicate 0', 'context-missing 8', 'context-missing 9'])
    }
    expect(seen).toEqual([...records, ...records])
  })
  it('form the connected components of their keys', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 3 }), { maxLength: 30 }), (keys) => {
      const groups = outcome(keys.map((list, index) => part(index, list.map(String))), grouping).map((text) => (text.split(': ')[1] ?? '').split('+').map(Number))
      expect(groups.flat().toSorted((a, b) => a - b)).toEqual(keys.map((_, index) => index))
      const groupOf = new Map(groups.flatMap((lines, group) => lines.map((line) => [line, group])))
      for (const [i, list] of keys.entries()) for (const [j, other] of keys.entries()) if (list.some((key) => other.includes(key))) expect(groupOf.get(i)).toBe(groupOf.get(j))
      // Nothing is joined without a reason: within a group, parts that share no key with the rest would be alone.
      for (const lines of groups) if (lines.length > 1) for (const line of lines) expect(lines.some((other) => other !== line && keys[line]?.some((key) => keys[other]?.includes(key)))).toBe(true)
    }))
  })
})
