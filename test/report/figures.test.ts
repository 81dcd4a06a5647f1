import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { count, eValue, milliseconds, money, moneyWithInterval, percent, points } from '../../src/report/figures.js'
import { escapeMarkdown } from '../../src/report/markdown-text.js'
import { columns, fit, plain, wrap } from '../../src/text/display.js'
import { text } from './hostile.js'

describe('figures', () => {
  it.each([
    [money(0.0012), '$0.0012'], [money(12.4), '$12.40'], [money(0), '$0.00'], [money(-3.2), '−$3.20'], [money(1234.5), '$1,235'], [money(1e-6), '<$0.0001'], [money(-1e-6), '−<$0.0001'], [money(null), 'unknown'], [money(0.0999), '$0.0999'], [money(1e20), '$1.00e+20'],
    [percent(0.124), '12.4 %'], [percent(-0.5), '−50.0 %'], [percent(-0.0001), '0.0 %'], [percent(null), 'unknown'],
    [points(-0.007), '−0.7 pp'], [points(0.02), '+2.0 pp'], [points(-0.0001), '0.0 pp'], [points(null), 'unknown'],
    [moneyWithInterval(10.9, [10.1, 11.2]), '$10.90 [$10.10, $11.20]'], [moneyWithInterval(null, [1, 2]), 'unknown'], [moneyWithInterval(1, null), '$1.00'],
    [count(5000), '5,000'], [count(999), '999'], [count(1234567), '1,234,567'], [eValue(20.44), '20.4'], [eValue(1234), '1,234'], [eValue(Infinity), '≥10⁶'],
    [milliseconds(410), '410 ms'], [milliseconds(1300), '1.3 s'], [milliseconds(999.9), '1.0 s'],
  ])('%s is %s', (shown, expected) => expect(shown).toBe(expected))
})

describe('text', () => {
  it.each([
    ['\u001b[31mred\u001b[0m\r\nnext', 'red next'], ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'], ['a\u202eb\u200bc\u0000d', 'abc d'], ['\u009b31mx', '31mx'], ['\ud800x', 'x'],
  ])('plain(%j) is %j', (given, expected) => expect(plain(given)).toBe(expected))

  it('cuts at columns, not at characters', () => {
    expect([fit('漢字漢字', 5), columns(fit('漢字漢字', 5)), fit('abc', 3), fit('abcd', 3), fit('e\u0301e\u0301', 2), fit('x', 0)]).toEqual(['漢字…', 5, 'abc', 'ab…', 'e\u0301e\u0301', ''])
  })

  it('wraps at spaces, breaks what is too long, loses nothing', () => {
    expect(wrap('one two three', 8, '  ')).toEqual(['one two', '  three'])
    fc.assert(fc.property(text, fc.integer({ min: 8, max: 40 }), (given, limit) => {
      const lines = wrap(given, limit, '  ')
      expect(lines.every((line) => columns(line) <= limit)).toBe(true)
      expect(lines.join('').replace(/\s/g, '')).toBe(plain(given).replace(/\s/g, ''))
    }))
  })

  it('is stable: what is safe stays as it is', () => {
    fc.assert(fc.property(text, (given) => { expect(plain(plain(given))).toBe(plain(given)) }), { numRuns: 500 })
  })

  it('escapes Markdown so that nothing in it is markup', () => {
    fc.assert(fc.property(text, (given) => { expect(escapeMarkdown(given)).not.toMatch(/[<>|`*_[\]~\\!$]|@[^\u200b]|:\/\//) }), { numRuns: 500 })
  })

  it('takes linear time on hostile text', () => {
    for (const given of ['\u001b]'.repeat(50_000), '\u001b['.repeat(50_000), ' '.repeat(200_000), '\u001b[' + '0'.repeat(200_000)]) expect(plain(given).length).toBeLessThanOrEqual(given.length)
  })
})
