import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import { compilePattern, matcherOf } from './pattern.js'
import { ANY, FLAG, NUMBER, readable, TEXT } from './shape.js'
import type { Shape } from './shape.js'

/** What an operator takes, and whether it holds of a value that is there; its operand has been checked. */
export interface Operator {
  readonly operand: Shape
  readonly holds: (value: JsonValue, operand: never) => boolean
}

const ofNumbers = (holds: (value: number, operand: number) => boolean): Operator => ({ operand: NUMBER, holds: (value, operand) => typeof value === 'number' && holds(value, operand) })
const ofTexts = <T>(operand: Shape, holds: (value: string, operand: T) => boolean): Operator => ({ operand, holds: (value, wanted) => typeof value === 'string' && holds(value, wanted) })
const WORDS: Shape = [/^[^][^]/u]

export const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: { operand: ANY, holds: sameJson },
  ne: { operand: ANY, holds: (value, other) => !sameJson(value, other) },
  in: { operand: [ANY], holds: isIn },
  not_in: { operand: [ANY], holds: (value, list) => !isIn(value, list) },
  lt: ofNumbers((value, bound) => value < bound),
  lte: ofNumbers((value, bound) => value <= bound),
  gt: ofNumbers((value, bound) => value > bound),
  gte: ofNumbers((value, bound) => value >= bound),
  regex: ofTexts<string>(readable(compilePattern), (value, pattern) => matcherOf(pattern)(value)),
  starts_with: ofTexts<string>(TEXT, (value, head) => value.startsWith(head)),
  keywords_any: ofTexts<readonly string[]>(WORDS, (value, words) => words.some(occursIn(value))),
  keywords_all: ofTexts<readonly string[]>(WORDS, (value, words) => words.every(occursIn(value))),
  exists: { operand: FLAG, holds: sameJson },
}

function isIn(value: JsonValue, list: readonly JsonValue[]): boolean {
  return list.some((one) => sameJson(value, one))
}

let [last, lower] = ['', '']

/** Many conditions in a row look at the same text. */
function occursIn(text: string): (word: string) => boolean {
  if (last !== text) [last, lower] = [text, text.toLowerCase()]
  return (word) => lower.includes(word.toLowerCase())
}

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => sameJson(one, b[at]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}
