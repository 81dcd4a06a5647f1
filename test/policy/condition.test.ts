import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucket } from '../../src/policy/bucket.js'
import { matches } from '../../src/policy/condition.js'
import type { Condition } from '../../src/policy/index.js'
import { compilePattern } from '../../src/policy/pattern.js'

describe('matches', () => {
  const request = { metadata: { n: 5, s: 'Abc', flag: false, list: [1, { a: 1, b: 2 }], nothing: null, toString: 'own' } }
  const field = (name: string, rest: object): Condition => ({ field: `metadata.${name}`, ...rest })

  it.each<[Condition, boolean]>([
    [field('n', { eq: 5 }), true], [field('n', { eq: '5' }), false], [field('n', { ne: 4 }), true], [field('n', { ne: 5 }), false],
    [field('n', { lt: 5 }), false], [field('n', { lte: 5 }), true], [field('n', { gt: 5 }), false], [field('n', { gte: 5 }), true], [field('n', { gt: 4.9 }), true], [field('n', { lt: 5.1 }), true],
    [field('s', { gte: 0 }), false], [field('n', { starts_with: '5' }), false],
    [field('flag', { eq: false }), true], [field('flag', { exists: true }), true], [field('flag', { exists: false }), false],
    [field('list', { eq: [1, { b: 2, a: 1 }] }), true], [field('list', { eq: [1, { a: 1 }] }), false], [field('list', { eq: [1] }), false], [field('list', { eq: { 0: 1 } }), false],
    [field('s', { in: ['x', 'Abc'] }), true], [field('s', { in: ['abc'] }), false], [field('s', { not_in: ['x'] }), true], [field('s', { not_in: ['Abc'] }), false],
    [field('s', { keywords_any: ['zz', 'aB'] }), true], [field('s', { keywords_all: ['ab', 'zz'] }), false], [field('s', { regex: 'b' }), true],
    [field('nothing', { exists: true }), false], [field('nothing', { ne: 1 }), false], [field('absent', { exists: false }), true],
    [field('absent', { ne: 1 }), false], [field('absent', { not_in: [1] }), false], [{ not: field('absent', { eq: 1 }) }, true],
    [field('constructor', { exists: true }), false], [field('__proto__', { exists: true }), false], [field('toString', { eq: 'own' }), true],
    [{ all: [{ always: true }, field('n', { eq: 5 })] }, true], [{ all: [{ always: true }, field('n', { eq: 6 })] }, false],
    [{ any: [field('n', { eq: 6 }), field('n', { eq: 5 })] }, true], [{ any: [field('n', { eq: 6 })] }, false],
  ])('%j is %s', (condition, expected) => expect(matches(condition, request)).toBe(expected))

  it('tells which absent fields were asked for', () => {
    const missing: string[] = []
    matches({ any: [{ field: 'user.tier', eq: 'gold' }, { field: 'env', exists: false }, { field: 'metadata.late', eq: 1 }] }, {}, (name) => { missing.push(name) })
    expect(missing).toEqual(['user.tier'])
  })
})

describe('compilePattern', () => {
  it('agrees with the platform’s engine on patterns of the subset', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\b', '^', '$', 'é', '\\.', '(?:ab)', '(b|)', '(a|b|ab)')
    const piece = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '*?', '{2}', '{1,}', '{0,2}')).map(([one, times]) => (/^[\^$]|\\b/.test(one) ? one : one + times))
    const pattern = fc.array(fc.oneof(piece, piece, fc.constant('|')), { maxLength: 7 }).map((parts) => parts.join(''))
    const nested = fc.tuple(pattern, pattern, fc.constantFrom('', '*', '+', '{1,2}')).map(([a, b, times]) => `(${a})${times}${b}`)
    fc.assert(fc.property(fc.oneof(pattern, nested), fc.array(fc.constantFrom('a', 'b', '1', '.', ' ', 'é', '\n', '😀'), { maxLength: 8 }).map((chars) => chars.join('')), (source, text) => {
      expect([source, text, compilePattern(source)(text)]).toEqual([source, text, new RegExp(source.replaceAll('.', (dot, at: number) => (source[at - 1] === '\\' ? dot : '[^\\n]')), 'u').test(text)])
    }), { numRuns: 3000 })
  })

  it('folds case when asked to', () => expect([compilePattern('(?i)straße')('STRAßE'), compilePattern('a')('A')]).toEqual([true, false]))

  it('takes linear time where a backtracking engine does not end', () => {
    const text = 'a'.repeat(20_000)
    for (const source of ['(a+)+$', '(a|aa)*b', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', '(?:a?){30}a{30}b']) compilePattern(source)(`${text}!`)
    expect(compilePattern('(a+)+$')(text)).toBe(true)
  })

  it.each(['(a', 'a)', '[a', '[]', '[[:alpha:]]', '*a', 'a**', 'a{2', 'a{3,1}', '(?=a)', '(?<!a)b', '\\1', '\\k', '(?<n>a)', '\\p{Nope}', `${'('.repeat(80)}a${')'.repeat(80)}`, '((a{900}){900}){900}', 'a{1000}', '\\'])('refuses %s', (source) => {
    expect(() => compilePattern(source)).toThrow(/regex/)
  })
})

describe('bucket', () => {
  it('is the published function of salt and key', () => {
    expect(bucket('', 'a')).toBeCloseTo(45.07088037207723, 12)
    expect(bucket('salt', 'key')).toBeCloseTo(25.620859302580357, 12)
    expect(bucket('a', 'b\nc')).toBe(bucket('a\nb', 'c'))
  })

  it('is uniform enough: each tenth holds a tenth of the keys', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let n = 0; n < 20_000; n++) { const at = Math.floor(bucket('s', `k${n}`) / 10); counts[at] = (counts[at] ?? 0) + 1 }
    // Binomial(20000, 0.1): five standard deviations are 212.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(212)
  })
})
