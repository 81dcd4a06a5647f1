import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RedactRule } from '../../src/ingest/index.js'
import { REDACT_RULES, redactText } from '../../src/ingest/index.js'

const luhn = (digits: string): boolean => [...digits].reverse().reduce((sum, digit, place) => sum + (place % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)] ?? 0), 0) % 10 === 0
const mod97 = (iban: string): bigint => BigInt([...`${iban.slice(4)}${iban.slice(0, 4)}`].map((one) => String(Number.parseInt(one, 36))).join('')) % 97n

/** A number with the right last digit. */
const cardOf = (prefix: string, length: number, rest: string): string => {
  const body = (prefix + rest).slice(0, length - 1).padEnd(length - 1, '7')
  return `${body}${[...'0123456789'].find((digit) => luhn(body + digit)) ?? ''}`
}
/** An account number with the right check digits. */
const ibanOf = (country: string, bban: string): string => {
  const check = 98n - mod97(`${country}00${bban}`)
  return `${country}${String(check).padStart(2, '0')}${bban}`
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 20, maxLength: 20 })
const card = fc.tuple(fc.constantFrom<readonly [string, number]>(['4', 16], ['51', 16], ['2221', 16], ['34', 15], ['37', 15], ['6011', 16], ['3528', 16], ['36', 14], ['62', 16], ['4', 19]), digits).map(([[prefix, length], rest]) => cardOf(prefix, length, rest))
const printedCard = fc.tuple(card, fc.constantFrom('', ' ', '-', '\u00A0', '.')).map(([number, gap]) => (number.length === 15 ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : number.match(/\d{1,4}/g) ?? []).join(gap))
const iban = fc.oneof(
  fc.tuple(fc.constantFrom<readonly [string, number]>(['DE', 18], ['NO', 11], ['AT', 16], ['ES', 20]), digits).map(([[country, length], rest]) => ibanOf(country, rest.slice(0, length))),
  digits.map((rest) => ibanOf('GB', `WEST${rest.slice(0, 14)}`)),
)
const printedIban = fc.tuple(iban, fc.boolean(), fc.boolean()).map(([number, isGrouped, isLower]) => {
  const text = isGrouped ? number.replace(/(.{4})(?=.)/g, '$1 ') : number
  return isLower ? text.toLowerCase() : text
})
const noise = fc.constantFrom('order 1234', '5678', 'a@b.example', '+49 171 1234567', '2026-03-02', 'the', 'IBAN', '(', '"', ',', ':', '=', '12:30', '<EMAIL_7>', '<CARD_3>', 'sk-', 'AKIAIOSFODNN7EXAMPLE', '{"n": 1}', '1,234.50', '9', '4111', 'DE89')
const text = fc.array(fc.oneof({ weight: 3, arbitrary: noise }, printedCard, printedIban), { maxLength: 8 })
const joined = fc.tuple(text, fc.constantFrom(' ', ', ', '\n', ' | ', ';', ' – ')).map(([parts, gap]) => parts.join(gap))

describe('no text keeps', () => {
  it('a card in one of the groups in which cards are printed', () => {
    fc.assert(fc.property(joined, (value) => {
      const clean = redactText(value, REDACT_RULES, new Map())
      for (const match of clean.matchAll(/(?=(?<!\d)(\d{4}([ .\u00A0-])\d{4}\2\d{4}\2\d{4}|\d{4}([ .\u00A0-])\d{6}\3\d{5}|\d{14,16}|\d{19})(?!\d))/g)) {
        const number = (match[1] ?? '').replace(/\D/g, '')
        expect(luhn(number) && /^(?:4|5[1-5]|2221|3[47]|6011|3528|36|62)/.test(number) && !/^(?:36.{13,}|3[47].{14,}|[25].{0,14})$/.test(number), `${value} -> ${clean}`).toBe(false)
      }
    }), { numRuns: 2000 })
  })
  it('an account number, whatever stands beside it', () => {
    fc.assert(fc.property(joined, (value) => {
      const clean = redactText(value, REDACT_RULES, new Map())
      for (const match of clean.matchAll(/(?=(?<![A-Za-z0-9])((?:DE|NO|AT|ES|GB)\d{2}(?: ?[A-Za-z0-9]){11,20})(?![A-Za-z0-9]))/gi)) {
        const number = (match[1] ?? '').replaceAll(' ', '').toUpperCase()
        const length = new Map([['DE', 22], ['NO', 15], ['AT', 20], ['ES', 24], ['GB', 22]]).get(number.slice(0, 2))
        expect(number.length === length && mod97(number) === 1n, `${value} -> ${clean}`).toBe(false)
      }
    }), { numRuns: 2000 })
  })
})

const rules: readonly (readonly RedactRule[])[] = [REDACT_RULES, ['card'], ['phone', 'iban'], [...REDACT_RULES, { name: 'number', pattern: '[0-9]+' }], [{ name: 'rest', pattern: 'order.*' }, 'email'], [{ name: 'all', pattern: '.+' }]]

it('a second time changes nothing, whatever the rules', () => {
  fc.assert(fc.property(joined, fc.constantFrom(...rules), (value, chosen) => {
    const placeholders = new Map<string, string>()
    const once = redactText(value, chosen, placeholders)
    expect(redactText(once, chosen, placeholders)).toBe(once)
    expect(redactText(once, chosen, new Map())).toBe(once)
  }), { numRuns: 1500 })
})

it('the same text becomes the same, and different values different', () => {
  fc.assert(fc.property(fc.uniqueArray(card, { minLength: 2, maxLength: 5 }), (cards) => {
    const placeholders = new Map<string, string>()
    const clean = cards.map((one) => redactText(`pay ${one}`, ['card'], placeholders))
    expect(new Set(clean).size).toBe(cards.length)
    expect(cards.map((one) => redactText(`pay ${one.replace(/(\d{4})(?=\d)/g, '$1 ')}`, ['card'], placeholders))).toEqual(cards[0]?.length === 16 && cards.every((one) => one.length !== 15 && one.length !== 14) ? clean : expect.anything())
  }))
})
