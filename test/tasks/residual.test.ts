import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { residualHashes, splitResidual } from '../../src/tasks/residual.js'
import { communities } from '../../src/tasks/words/communities.js'
import { neighbourGraph } from '../../src/tasks/words/neighbour-graph.js'
import { gatheredParts } from '../../src/tasks/words/gathered-parts.js'
import { countOf, steadyParts } from '../../src/tasks/words/steady-parts.js'
import { shapeTokens } from '../../src/tasks/words/text-shape.js'
import { tokenHashes } from '../../src/tasks/words/token-hashes.js'
import { classReader } from '../../src/tasks/words/word-classifier.js'
import { maskedUser } from '../../src/tasks/document.js'
import { babble, documentsOf } from './traffic.js'

const times = <T>(count: number, make: (n: number) => T): readonly T[] => Array.from({ length: count }, (_, n) => make(n))
const GOODS = ['apples', 'pencils', 'marbles', 'tickets', 'muffins', 'stamps']
const sum = (n: number): string => `Tom has ${n + 3} ${GOODS[n % 6] ?? ''} and buys ${n % 7} more each day for ${2 + (n % 5)} days. How many ${GOODS[n % 6] ?? ''} are left after he gives ${n % 4} away?`
const review = (n: number): string => `I ${n % 2 ? 'loved' : 'hated'} this film: the ${n % 3 ? 'acting' : 'plot'} was ${n % 5 ? 'superb' : 'wooden'}, although ${babble(n, 6)}. The ${n % 4 ? 'director' : 'soundtrack'} deserves better!`
const snippet = (n: number): string => `def f_${n}(xs):\n    """${babble(n, 3)}"""\n    for x in xs:\n        if x > ${n}:\n            return x\n`

describe('texts without a template', () => {
  it('are each in one part, which is where a router would place them', () => {
    const documents = documentsOf(times(150, (n) => ({ user: sum(n) })), times(60, (n) => ({ user: review(n) })), times(90, (n) => ({ user: snippet(n) })))
    const { parts, classifier } = splitResidual(documents, 8)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.flat().map(({ key }) => key).sort()).toEqual(documents.map(({ key }) => key).sort())
    const read = classReader(classifier ?? { columns: [], weights: [] })
    parts.forEach((part, at) => part.forEach(({ user }) => expect(read(residualHashes(user, tokenHashes(maskedUser(user))))).toBe(at)))
  })

  it('of sources that come in several small forms are not mixed, nor all one', () => {
    const found = (...sources: readonly (readonly string[])[]): readonly string[] => {
      const kindOf = new Map(sources.flatMap((texts, kind) => texts.map((text) => [text, kind] as const)))
      const { parts } = splitResidual(documentsOf(...sources.map((texts) => texts.map((user) => ({ user })))), 8)
      return parts.map((part) => [...new Set(part.map(({ user }) => kindOf.get(user)))].join('+')).sort()
    }
    expect(found(times(150, sum), times(60, review), times(90, snippet))).toEqual(['0', '1', '2'])
    expect(found(times(150, sum), times(90, snippet))).toEqual(['0', '1'])
    expect(found(times(150, sum), times(60, review))).toEqual(['0', '1'])
  })

  it('stay together where they share nothing, and where they are few', () => {
    const together = (users: readonly string[]): number => splitResidual(documentsOf(users.map((user) => ({ user }))), 8).parts.length
    expect(together(times(200, (n) => babble(n, 9)))).toBe(1)
    expect(together([...times(25, sum), ...times(25, snippet)])).toBe(1)
  })
})

describe('what they are told by', () => {
  it('is how they look, which no word shows', () => {
    expect(shapeTokens('Why?')).toEqual(['~words 1', '~lines 0', '~first A', '~last ?', '~upper 6', '~digits 0', '~marks 7'])
    expect(shapeTokens('12 + 3\n= x')).toEqual(['~words 2', '~lines 1', '~first 0', '~last a', '~upper 0', '~digits 6', '~marks 6'])
    expect(shapeTokens('')).toHaveLength(7)
  })

  it('is communities of a graph, fewer at a lower resolution', () => {
    const at = (angle: number): Float64Array => Float64Array.of(Math.cos(angle), Math.sin(angle))
    const cloud = [0, 1, 1.45].flatMap((from) => times(6, (n) => at(from + 0.01 * n)))
    const graph = neighbourGraph(cloud, 5)
    expect([...communities(graph, 1)]).toEqual([0, 1, 2].flatMap((name) => times(6, () => name)))
    graph.neighbours.forEach((own, a) => own.forEach((b) => expect(graph.neighbours[b]).toContain(a)))
    const joined = neighbourGraph(cloud, 8)
    expect(new Set(communities(joined, 0.1)).size).toBeLessThan(new Set(communities(joined, 1)).size)
  })

  it('is parts that are large enough, each small one with its nearest', () => {
    const at = (angle: number): Float64Array => Float64Array.of(Math.cos(angle), Math.sin(angle))
    const cloud = [0, 0.3, 1.2, 1.5].map(at).flatMap((vector, name) => times([5, 2, 3, 1][name] ?? 0, () => ({ vector, name })))
    const gathered = (least: number): readonly number[] => [...gatheredParts(cloud.map(({ vector }) => vector), Int32Array.from(cloud, ({ name }) => name), least)]
    expect(new Set(gathered(1)).size).toBe(4)
    const four = gathered(4)
    expect(new Set(four.slice(0, 7)).size).toBe(1)
    expect(new Set(four.slice(7)).size).toBe(1)
    expect(four[0]).not.toBe(four[7])
    expect(new Set(gathered(6)).size).toBe(1)
  })

  it('is what other cuts tell apart: parts that they mix are one, beside parts that come out each time', () => {
    // Four parts of six texts; both cuts find the first two, by other names, and cut the last two across.
    const parts = Int32Array.from({ length: 24 }, (_, at) => Math.floor(at / 6))
    const across = (names: readonly number[], by: (at: number) => number): Int32Array => parts.map((part, at) => (part < 2 ? names[part] ?? 0 : names[2 + by(at)] ?? 0))
    const [one, two] = [across([2, 0, 1, 3], (at) => at % 2), across([0, 3, 2, 1], (at) => Number(at % 3 > 0))]
    expect([...steadyParts(parts, [one, two])]).toEqual(Array.from(parts, (part) => Math.min(part, 2)))
    expect([...steadyParts(parts, [parts, one])], 'one that tells them apart and one that does not are a draw').toEqual([...steadyParts(parts, [one, parts])])
    expect([...steadyParts(parts, [parts, parts])]).toEqual([...parts])
    expect([...steadyParts(parts, [new Int32Array(24)])]).toEqual([...new Int32Array(24)])
  })

  it('stays apart where cuts disagree and hold it less alike than not', () => {
    const parts = Int32Array.from({ length: 12 }, (_, at) => Math.floor(at / 6))
    // Cosines of 0 and of 0.71.
    const half = parts.map((part, at) => (part === 0 || at % 2 === 0 ? 0 : 1))
    expect([...steadyParts(parts, [parts, half])]).toEqual([...parts])
  })

  it('is never cut further by other cuts, and does not hang on their names', () => {
    const cut = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 }).map((names) => { const known = [...new Set(names)]; return Int32Array.from(names, (name) => known.indexOf(name)) })
    fc.assert(fc.property(cut, cut, cut, (parts, one, two) => {
      const steady = steadyParts(parts, [one, two])
      for (let a = 0; a < 30; a++) for (let b = 0; b < a; b++) if (parts[a] === parts[b]) expect(steady[a]).toBe(steady[b])
      expect([...new Set(steady)].toSorted((a, b) => a - b)).toEqual(times(countOf(steady), (n) => n))
      const mirrored = one.map((name) => countOf(one) - 1 - name)
      expect([...steadyParts(parts, [two, mirrored])]).toEqual([...steady])
    }))
  })
})
