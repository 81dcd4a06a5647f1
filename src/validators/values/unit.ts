import { isClose } from './closeness.js'
import type { Numeral } from './numeral.js'

/** What a unit measures, and how a value in it becomes one in the base of that dimension: `value × factor + offset`. */
interface Unit {
  readonly dimension: string
  readonly factor: number
  readonly offset: number
}

/** The unit beside a number: all that its sign or word may mean (`m`: metres, minutes), and by what it is divided (`per month`). */
export interface WrittenUnit {
  readonly text: string
  readonly readings: readonly Unit[]
  readonly per?: readonly Unit[]
}

const INCH = 0.0254
const POUND = 453.592_37

/** Factors: SI and the international yard and pound of 1959; dimensions are words of our own. One word may stand in several lines. */
const TABLE: readonly (readonly [dimension: string, factor: number, words: string, offset?: number])[] = [
  ['mass', 1e-6, 'µg ug mcg microgram micrograms'], ['mass', 1e-3, 'mg milligram milligrams'], ['mass', 1, 'g gr gram grams gramm'], ['mass', 1e3, 'kg kgs kilo kilos kilogram kilograms'],
  ['mass', 1e6, 't tonne tonnes ton tons'], ['mass', POUND / 16, 'oz ounce ounces'], ['mass', POUND, 'lb lbs pound pounds'], ['mass', 14 * POUND, 'stone'],
  ['length', 1e-6, 'µm um micron microns'], ['length', 1e-9, 'nm'], ['length', 1e-3, 'mm millimeter millimeters millimetre millimetres'], ['length', 1e-2, 'cm centimeter centimeters centimetre centimetres'],
  ['length', 1, 'm meter meters metre metres'], ['length', 1e3, 'km kms kilometer kilometers kilometre kilometres kilomètre kilomètres kilómetro kilómetros chilometri quilômetros км'], ['length', INCH, 'in inch inches'], ['length', 12 * INCH, 'ft foot feet'],
  ['length', 36 * INCH, 'yd yds yard yards'], ['length', 63_360 * INCH, 'mi mile miles'],
  ['volume', 1e-3, 'ml mL milliliter milliliters millilitre millilitres'], ['volume', 1e-2, 'cl cL'], ['volume', 1e-1, 'dl dL'], ['volume', 1, 'l L liter liters litre litres'], ['volume', 3.785_411_784, 'gal gallon gallons'],
  ['volume', 0.236_588_236_5, 'cup cups'], ['volume', 0.014_786_764_781_25, 'tbsp tablespoon tablespoons'], ['volume', 0.004_928_921_593_75, 'tsp teaspoon teaspoons'], ['volume', 0.029_573_529_562_5, 'oz'],
  ['time', 1e-9, 'ns nanosecond nanoseconds'], ['time', 1e-6, 'µs us microsecond microseconds'], ['time', 1e-3, 'ms millisecond milliseconds'], ['time', 1, 's sec secs second seconds'], ['time', 60, 'm min mins minute minutes'],
  ['time', 3600, 'h hr hrs hour hours'], ['time', 86_400, 'd day days'], ['time', 604_800, 'wk wks week weeks'], ['month', 1, 'mo month months'], ['month', 12, 'y yr yrs year years'],
  ['temperature', 1, '°c celsius', 273.15], ['temperature', 5 / 9, '°f fahrenheit', 459.67 * 5 / 9], ['temperature', 1, 'k kelvin', 0], ['temperature', 1, 'c', 273.15], ['temperature', 5 / 9, 'f', 459.67 * 5 / 9],
  ['data', 1, 'byte bytes'], ['data', 1e3, 'kb kB'], ['data', 1e6, 'mb MB'], ['data', 1e9, 'gb GB'], ['data', 1e12, 'tb TB'], ['data', 1024, 'kib KiB'], ['data', 1024 ** 2, 'mib MiB'], ['data', 1024 ** 3, 'gib GiB'],
  ['power', 1e-3, 'mW'], ['power', 1, 'W watt watts'], ['power', 1e3, 'kw kW kilowatt kilowatts'], ['power', 1e6, 'MW megawatt megawatts'], ['energy', 1, 'J joule joules'], ['energy', 1e3, 'kj kJ'], ['energy', 4184, 'kcal'],
  ['energy', 4.184, 'cal'], ['energy', 3600, 'wh Wh'], ['energy', 3.6e6, 'kwh kWh'], ['energy', 3.6e9, 'mwh MWh'], ['voltage', 1e-3, 'mV'], ['voltage', 1, 'V volt volts'], ['voltage', 1e3, 'kv kV'], ['current', 1e-3, 'ma mA'], ['current', 1, 'A amp amps ampere amperes'],
  ['frequency', 1, 'hz Hz hertz'], ['frequency', 1e3, 'khz kHz'], ['frequency', 1e6, 'mhz MHz'], ['frequency', 1e9, 'ghz GHz'], ['speed', 1 / 3.6, 'kph kmh'], ['speed', 1609.344 / 3600, 'mph'],
  ['substance', 1e-3, 'mmol'], ['substance', 1, 'mol mole moles'], ['activity', 1, 'iu IU'],
  ['usd', 1, 'usd USD $ dollar dollars'], ['usd', 0.01, 'cent cents ¢'], ['cad', 1, 'cad CAD $ dollar dollars'], ['aud', 1, 'aud AUD $ dollar dollars'], ['eur', 1, 'eur EUR € euro euros'], ['eur', 0.01, 'cent cents ct cts'],
  ['gbp', 1, 'gbp GBP £ pound pounds'], ['gbp', 0.01, 'penny pence'], ['jpy', 1, 'jpy JPY ¥ yen'], ['cny', 1, 'cny CNY rmb RMB ¥ yuan'], ['inr', 1, 'inr INR ₹ rs Rs rupee rupees'], ['chf', 1, 'chf CHF'], ['count', 1, 'percent'],
]
const MONEY = new Set(['usd', 'cad', 'aud', 'eur', 'gbp', 'jpy', 'cny', 'inr', 'chf', 'count'])
const UNITS = unitsByWord()
/** Words that are units only where nothing follows them: “5 in total”, “5 a day”. */
const ALSO_WORDS = new Set(['in', 'a', 'as', 'us', 'm', 'c', 'k', 'f'])

const WORD = /^(?:[\s*_`~-]|\\[,;:! ]|\\(?:text|textrm|mathrm|mbox|operatorname)\s?\{){0,6}(°?[\p{L}µ€£¥₹$]{1,12})(?![\p{L}\d])/u
const PER = /^[\s}*_]{0,3}(?:\/|per\b|an?\b|each\b|every\b)\s?([\p{L}]{1,10})/iu

/** The unit that a text writes at a number of its own: before it a currency, behind it a word; undefined where there is none that is known. */
export function unitAt(numeral: Numeral): WrittenUnit | undefined {
  const { source, start, end } = numeral
  const written = source.slice(start, end)
  const sign = /^[-+]?\s?([$€£¥₹])/.exec(written)?.[1] ?? /\b(USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)\.?\s?$/i.exec(source.slice(Math.max(0, start - 5), start))?.[1]
  // The m of 5m is read as a scale, which it is only beside a currency.
  const suffix = sign === undefined ? /(?<=\d\s?)(m)$/i.exec(written)?.[1] : undefined
  const after = source.slice(end, end + 40)
  const read = suffix ?? WORD.exec(after)?.[1]
  const rest = suffix === undefined && read !== undefined ? after.slice((WORD.exec(after)?.[0] ?? '').length) : after
  const word = read !== undefined && (!ALSO_WORDS.has(read.toLowerCase()) || !/^\s?[\p{L}\d]/u.test(rest) || PER.test(rest)) ? read : undefined
  const readings = sign !== undefined ? unitsOf(sign) : word === undefined ? undefined : unitsOf(word)
  if (!readings) return undefined
  const divisor = PER.exec(sign !== undefined && (word === undefined || !unitsOf(word)) ? after : rest)?.[1]
  const per = divisor === undefined ? undefined : unitsOf(divisor)
  return { text: sign ?? word ?? '', readings, ...(per ? { per } : {}) }
}

/**
 * Whether two numbers are one quantity, where both name a unit that is known: 500 mg and 0.5 g are, 500 mg and 500 g are not. Undefined
 * where one of them names none, which says nothing.
 */
export function sameQuantity(a: Numeral, b: Numeral, tolerance: number | undefined): boolean | undefined {
  const [left, right] = [unitAt(a), unitAt(b)]
  if (!left || !right) return undefined
  return left.readings.some((one) => right.readings.some((other) => {
    if (one.dimension !== other.dimension) return false
    return rates(left.per, right.per, MONEY.has(one.dimension)).some(([over, under]) => isSame(a.value, one, over, b.value, other, under, tolerance))
  }))
}

function isSame(x: number, one: Unit, over: number, y: number, other: Unit, under: number, tolerance: number | undefined): boolean {
  if (one.factor === other.factor && one.offset === other.offset && over === under) return isClose(x, y, tolerance)
  const [left, right] = [(x * one.factor + one.offset) / over, (y * other.factor + other.offset) / under]
  // A conversion rounds: what differs by less than a millionth is the same.
  return isClose(left, right, tolerance) || Math.abs(left - right) <= 1e-6 * Math.max(Math.abs(left), Math.abs(right))
}

/** Pairs of divisors of one dimension; a price that names none leaves it to the other. */
function rates(left: readonly Unit[] | undefined, right: readonly Unit[] | undefined, isMoney: boolean): readonly (readonly [number, number])[] {
  // A length by the hour is no length; a price is often named without its month or piece.
  if (!left || !right) return isMoney ? [[1, 1]] : left === right ? [[1, 1]] : []
  return left.flatMap((one) => right.filter((other) => other.dimension === one.dimension).map((other) => [one.factor, other.factor] as const))
}

/** True where a text asks for the very unit of a number, by any of its words: “in centimetres” for that of 161 cm. */
export function asksForUnit(text: string, numeral: Numeral): boolean {
  const unit = unitAt(numeral)
  if (!unit || unit.per) return false
  const words = [...text.slice(-8000).matchAll(/(?<!\p{L})(?:in|as)\s(?:(?:whole|full|decimal)\s)?([\p{L}°µ€£¥₹$]+)/giu)].map((match) => match[1] ?? '')
  return words.some((word) => !ALSO_WORDS.has(word.toLowerCase()) && unitsOf(word)?.some((one) => unit.readings.some((own) => own.dimension === one.dimension && own.factor === one.factor && own.offset === one.offset)))
}

/** As written first: a mW is no MW; then without regard to case. */
function unitsOf(word: string): readonly Unit[] | undefined {
  return UNITS.get(word) ?? UNITS.get(word.toLowerCase())
}

function unitsByWord(): ReadonlyMap<string, readonly Unit[]> {
  const found = new Map<string, Unit[]>()
  for (const [dimension, factor, words, offset = 0] of TABLE) {
    for (const word of words.split(' ')) found.set(word, [...(found.get(word) ?? []), { dimension, factor, offset }])
  }
  return found
}
