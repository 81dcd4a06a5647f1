/** A text and the places in it that must be replaced, by kind. */
export interface Marked {
  readonly text: string
  readonly kind: string
  /** The value that must be gone; undefined for a text that must stay as it is. */
  readonly value?: string
}

type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const digits = (random: Random, count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
const chars = (random: Random, alphabet: string, count: number): string => Array.from({ length: count }, () => pick(random, [...alphabet])).join('')
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const HEX = '0123456789abcdef'

function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => total + (place % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)] ?? 0 : Number(digit)), 0)
  return String((10 - (sum % 10)) % 10)
}

function card(random: Random): string {
  const [prefix, length] = pick<readonly [string, number]>(random, [['4', 16], ['53', 16], ['2500', 16], ['34', 15], ['37', 15], ['6011', 16], ['3530', 16], ['36', 14], ['6221', 16]])
  const body = prefix + digits(random, length - prefix.length - 1)
  const number = body + luhnDigit(body)
  const gap = pick(random, ['', '', ' ', '-'])
  if (gap === '') return number
  return (number.length === 15 ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : number.length === 14 ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : number.match(/\d{4}/g) ?? []).join(gap)
}

function iban(random: Random): string {
  const [country, bban] = pick<() => readonly [string, string]>(random, [() => ['DE', digits(random, 18)], () => ['FR', digits(random, 10) + chars(random, 'ABCDEFGHIJ0123456789', 11) + digits(random, 2)], () => ['GB', chars(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 4) + digits(random, 14)], () => ['NL', chars(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 4) + digits(random, 10)], () => ['PL', digits(random, 24)], () => ['NO', digits(random, 11)], () => ['CH', digits(random, 17)]])()
  const number = BigInt([...`${bban}${country}00`].map((one) => String(Number.parseInt(one, 36))).join(''))
  const whole = `${country}${String(98n - (number % 97n)).padStart(2, '0')}${bban}`
  return pick(random, [whole, whole, whole.replace(/(.{4})(?=.)/g, '$1 '), whole.toLowerCase()])
}

function phone(random: Random): string {
  const n = (count: number): string => digits(random, count).replace(/^[01]/, '5')
  return pick<() => string>(random, [
    () => `+49 ${pick(random, ['151', '171', '30', '89'])} ${n(7)}`, () => `+1 (${n(3)}) ${n(3)}-${digits(random, 4)}`, () => `+44 20 ${n(4)} ${digits(random, 4)}`, () => `(${n(3)}) ${n(3)}-${digits(random, 4)}`,
    () => `${n(3)}-${n(3)}-${digits(random, 4)}`, () => `0${n(3)}/${n(7)}`, () => `0${n(2)} ${n(4)} ${digits(random, 4)}`, () => `+33 6 ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)}`, () => `+${pick(random, ['91', '55', '81'])}${n(10)}`,
  ])()
}

function email(random: Random): string {
  const local = pick(random, ['anna', 'j.doe', 'kim+news', 'o-brien', 'x_y', 'müller', 'info', 'a.b.c']) + pick(random, ['', digits(random, 2)])
  return `${local}@${pick(random, ['mail', 'sub.mail', 'firma-x', 'uni'])}.${pick(random, ['example', 'example.org', 'co.example', 'test'])}`
}

function secret(random: Random): string {
  return pick<() => string>(random, [
    () => `sk-proj-${chars(random, ALPHANUMERIC, 40)}`, () => `sk-ant-api03-${chars(random, ALPHANUMERIC, 60)}`, () => `AKIA${chars(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`, () => `ghp_${chars(random, ALPHANUMERIC, 36)}`, () => `glpat-${chars(random, ALPHANUMERIC, 20)}`,
    () => `xoxb-${digits(random, 11)}-${chars(random, ALPHANUMERIC, 24)}`, () => `AIza${chars(random, ALPHANUMERIC, 35)}`, () => `hf_${chars(random, ALPHANUMERIC, 34)}`, () => `sk_live_${chars(random, ALPHANUMERIC, 24)}`, () => `npm_${chars(random, ALPHANUMERIC, 36)}`,
    () => `SG.${chars(random, ALPHANUMERIC, 22)}.${chars(random, ALPHANUMERIC, 43)}`, () => `dapi${chars(random, HEX, 32)}`, () => `eyJ${chars(random, ALPHANUMERIC, 30)}.eyJ${chars(random, ALPHANUMERIC, 60)}.${chars(random, ALPHANUMERIC, 43)}`, () => `lsv2_pt_${chars(random, HEX, 32)}_${chars(random, HEX, 10)}`, () => `gsk_${chars(random, ALPHANUMERIC, 52)}`,
  ])()
}

/** Numbers and words of every-day prompts that are none of these. */
function harmless(random: Random): string {
  return pick<() => string>(random, [
    () => `Order ${digits(random, pick(random, [6, 8, 10]))} was shipped`, () => `Invoice ${digits(random, 4)}-${digits(random, 6)}`, () => `${digits(random, 4)}-0${1 + Math.floor(random() * 9)}-1${digits(random, 1)} at 1${digits(random, 1)}:3${digits(random, 1)}`, () => `ISBN 978-3-${digits(random, 2)}-${digits(random, 6)}-${digits(random, 1)}`,
    () => `probability 0.${digits(random, 16)}`, () => `trace ${chars(random, HEX, 32)}`, () => `id ${chars(random, HEX, 8)}-${chars(random, HEX, 4)}-4${chars(random, HEX, 3)}-a${chars(random, HEX, 3)}-${chars(random, HEX, 12)}`, () => `${1 + Math.floor(random() * 9)},${digits(random, 3)},${digits(random, 3)}.${digits(random, 2)} EUR`,
    () => `version ${digits(random, 1)}.${digits(random, 2)}.${digits(random, 3)}`, () => `192.168.${digits(random, 2)}.1${digits(random, 2)}`, () => `epoch 17${digits(random, 8)} or 17${digits(random, 11)}`, () => `${digits(random, 2)} + ${digits(random, 3)} = ${digits(random, 4)}`, () => `population ${digits(random, 7)}`, () => `sku ${chars(random, 'ABCDEFGH', 3)}-${digits(random, 5)}`,
    () => `The meeting is in room ${digits(random, 3)}, floor 0${digits(random, 1)}`, () => `ask @team about task-${digits(random, 5)}`, () => `const api_key = process.env.KEY_${digits(random, 1)}`, () => `GB${digits(random, 2)} is a form`, () => `weights ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)} ${digits(random, 2)}`, () => `size ${digits(random, 4)}x${digits(random, 4)}`,
  ])()
}

const MAKERS: Readonly<Record<string, (random: Random) => string>> = { email, phone, card, iban, secret }
const FRAMES: readonly (readonly [string, string])[] = [['Please write to ', ' today.'], ['', ''], ['{"value": "', '"}'], ['contact: ', ', thanks'], ['(', ')'], ['a\n', '\nb'], ['Kunde: ', ' – bitte prüfen'], ['see <', '>'], ['x=', ';y=1'], ['| ', ' |']]

/** As many texts of each kind as asked for, and five times as many harmless ones. */
export function corpus(random: Random, each: number): readonly Marked[] {
  const marked = Object.entries(MAKERS).flatMap(([kind, make]) => Array.from({ length: each }, (): Marked => {
    const value = make(random)
    const [before, after] = pick(random, FRAMES)
    return { text: `${before}${value}${after}`, kind, value }
  }))
  return [...marked, ...Array.from({ length: each * 5 }, (): Marked => ({ text: harmless(random), kind: 'none' }))]
}
