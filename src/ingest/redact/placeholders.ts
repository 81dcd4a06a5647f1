import { createHash, randomBytes } from 'node:crypto'

/**
 * Placeholders by rule and value (`email:ann@x.example`), and by rule the number of the last one. A Map serves for texts of one place; what is
 * shared over a run gives the same value the same placeholder in all of it.
 */
export interface Placeholders {
  readonly get: (key: string) => string | undefined
  readonly set: (key: string, placeholder: string) => unknown
}

/** Numbers of placeholders as they are kept from log to log: by rule and digest, for the values themselves stand on no disk. */
export interface KeptNumbers {
  readonly schemaVersion: 1
  /** Hex; digests of different folders cannot be compared. */
  readonly salt: string
  readonly numbers: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface KeptPlaceholders extends Placeholders {
  /** Undefined where nothing new came up. */
  readonly kept: () => KeptNumbers | undefined
}

export function placeholderName(rule: string, number: number | string): string {
  return `<${rule.toUpperCase()}_${number}>`
}

/** Placeholders that go on from an earlier log: what it held keeps its number, whatever order values come up in now. */
export function createPlaceholders(earlier?: KeptNumbers): KeptPlaceholders {
  const salt = earlier?.salt ?? randomBytes(16).toString('hex')
  const before = earlier?.numbers ?? {}
  const here = new Map<string, string>()
  for (const [rule, numbers] of Object.entries(before)) here.set(rule, String(Object.values(numbers).reduce((most, number) => Math.max(most, number), 0)))
  const known = new Map(Object.entries(before).map(([rule, numbers]) => [rule, new Map(Object.entries(numbers))]))
  let isNew = false
  return {
    get: (key) => {
      const own = here.get(key)
      const rule = ruleOf(key)
      if (own !== undefined || rule === undefined) return own
      const number = known.get(rule)?.get(digestOf(salt, key))
      if (number === undefined) return undefined
      const placeholder = placeholderName(rule, number)
      here.set(key, placeholder)
      return placeholder
    },
    set: (key, placeholder) => {
      here.set(key, placeholder)
      const rule = ruleOf(key)
      if (rule === undefined) return
      isNew = true
      const numbers = known.get(rule) ?? new Map<string, number>()
      known.set(rule, numbers)
      numbers.set(digestOf(salt, key), Number(/_(\d+)>$/.exec(placeholder)?.[1]))
    },
    kept: () => (isNew ? { schemaVersion: 1, salt, numbers: Object.fromEntries([...known].map(([rule, numbers]) => [rule, Object.fromEntries(numbers)])) } : undefined),
  }
}

/**
 * Placeholders for the answers of models: what the log holds is named as there, so that equal answers stay equal; any other value gets a number
 * that follows from it alone, as answers come in any order and over several processes.
 */
export function answerPlaceholders(log: Placeholders): Placeholders {
  return {
    get: (key) => {
      const rule = ruleOf(key)
      return rule === undefined ? undefined : log.get(key) ?? placeholderName(rule, Number.parseInt(digestOf('answer', key).slice(0, 9), 16) + FIRST_OF_ANSWERS)
    },
    set: () => undefined,
  }
}

/** Beyond all numbers that a log counts up to. */
const FIRST_OF_ANSWERS = 100_000_000_000

function ruleOf(key: string): string | undefined {
  const colon = key.indexOf(':')
  return colon === -1 ? undefined : key.slice(0, colon)
}

function digestOf(salt: string, key: string): string {
  return createHash('sha256').update(`${salt}\n${key}`).digest('hex').slice(0, 16)
}
