import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { validators } from '../../src/validators/index.js'
import { says, valueOf } from './ask.js'

const { number } = validators
const against = (given: string, expected: string): number | null => number.validate(says(given), { output: says(expected) }, {}).value

const SAME = [
  ['500 mg', '0.5 g'], ['0.5 g', '500 mg'], ['500mg', '500 mg'], ['**500 mg**', '500 mg'], ['The dose is 500 mg.', '500 mg'], ['\\boxed{500\\text{ mg}}', '500 mg'], ['2 hours', '120 minutes'], ['2 h', '2 hours'], ['90 km/h', '25 m/s'],
  ['5 feet', '60 inches'], ['100 °C', '212 °F'], ['$5m', '$5,000,000'], ['5 m', '5 metres'], ['5 m', '5 minutes'], ['5 lbs', '5 pounds'], ['£5', '5 pounds'], ['$20', '20 dollars'], ['20 cents', '$0.20'], ['1 year', '12 months'],
  ['$20 per month', '$240 per year'], ['$20', '$20 per month'], ['5k', '5000'], ['10 000 mg', '10 g'], ['The answer is USD 20', '$20'], ['5 MW', '5000 kW'], ['3 GB', '3000 MB'], ['5 in total', '5'], ['10 AM', '10 a.m.'], ['12 pcs', '12 pieces'], ['7 Tage', '7 Tage'],
] as const
const OTHER = [
  ['500 g', '500 mg'], ['500 mcg', '500 mg'], ['0.5 mg', '0.5 g'], ['The dose is 500 g.', '500 mg'], ['It is 500 mg in all', 'So we need 500 g'], ['20 EUR', '20 USD'], ['€20', '$20'], ['The answer is EUR 20', 'The answer is USD 20'], ['5 mW', '5 MW'],
  ['30 °C', '30 °F'], ['$20 per month', '$20 per year'], ['5 km', '5 miles'], ['5 km/h', '5 km/s'], ['10 PM', '10 AM'], ['10', '10 AM'], ['12 S', '12 N'], ['7 Wochen', '7 Tage'], ['3 hours', '3 days'], ['10 000 mg', '10 000 g'], ['5 m', '5 km'], ['2 boys', '2 girls'],
] as const

describe('numbers with units', () => {
  it.each(SAME)('%j is %j', (given, expected) => {
    expect(against(given, expected)).toBe(1)
  })

  it.each(OTHER)('%j is not %j', (given, expected) => {
    expect(against(given, expected)).toBe(0)
  })

  it('compares with an expected answer in the same way, where that names a unit', () => {
    expect(valueOf(number, '500 g', '500 mg')).toBe(0)
    expect(valueOf(number, '0.5 g', '500 mg')).toBe(1)
    expect(valueOf(number, '500 g', 500)).toBe(1)
    expect(valueOf(number, '500', '500 mg')).toBe(1)
  })

  it('says what it found', () => {
    expect(number.validate(says('The dose is 60 g.'), { output: says('60 mg') }, {}).reason).toBe('60 g instead of 60 mg')
    expect(number.validate(says('10 PM'), { output: says('10 AM') }, {}).reason).toBe('10, but “pm” instead of “am”')
  })

  it('converts there and back, and takes no other power of ten', () => {
    const scale = [['mg', 1e-3], ['g', 1], ['kg', 1e3]] as const
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.constantFrom(...scale), fc.constantFrom(...scale), (grams, [one, factor], [other, by]) => {
      const given = `${Number((grams / factor).toPrecision(12))} ${one}`
      expect(against(given, `${Number((grams / by).toPrecision(12))} ${other}`), given).toBe(1)
      if (one !== other) expect(against(given, `${Number((grams / factor).toPrecision(12))} ${other}`), given).toBe(0)
    }))
  })
})
