import type { JsonObject, JsonValue } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import { isCorrectionName, isOpinionName, plainName } from '../text/opinion-name.js'

/** Grades of one to five. */
const STARS = /star|rating|csat|satisf/
const GOOD = new Set(['up', 'thumbsup', 'thumbs_up', 'positive', 'good', 'yes', 'like', 'liked', 'helpful', 'correct', 'accepted', 'true', '👍', '+1'])
const BAD = new Set(['down', 'thumbsdown', 'thumbs_down', 'negative', 'bad', 'no', 'dislike', 'disliked', 'unhelpful', 'incorrect', 'rejected', 'false', '👎', '-1'])

function opinionOf(name: string, value: JsonValue | undefined): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase().replaceAll(' ', '')
    if (GOOD.has(word)) return 1
    return BAD.has(word) ? 0 : undefined
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (STARS.test(name)) return Number.isInteger(value) && value >= 1 && value <= 5 ? (value - 1) / 4 : undefined
  if (value === -1) return 0
  return value >= 0 && value <= 1 ? value : undefined
}

const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length)

function* fields(metadata: JsonObject): Generator<readonly [name: string, value: JsonValue | undefined]> {
  for (const [key, value] of Object.entries(metadata)) {
    if (!isJsonObject(value)) yield [plainName(key), value]
    else if (key === 'scores' || isOpinionName(plainName(key))) for (const [inner, one] of Object.entries(value)) yield [isOpinionName(plainName(key)) && !isOpinionName(plainName(inner)) ? plainName(key) + plainName(inner) : plainName(inner), isJsonObject(one) ? (one['value'] ?? one['score']) : one]
  }
}

/**
 * What users thought of an answer, in [0,1]: the mean of the opinions that its record carries (thumbs, ratings of one to five, booleans, the scores of Langfuse,
 * LangSmith, Braintrust and Helicone under such names). Undefined where nobody said anything.
 */
export function feedbackOf(metadata: JsonObject): number | undefined {
  return mean([...fields(metadata)].flatMap(([name, value]) => (isOpinionName(name) ? (opinionOf(name, value) ?? []) : [])))
}

const folded = (text: string): string => text.trim().toLowerCase().replace(/\s+/gu, ' ')

/** Whether a user put another text in the place of an answer; undefined where the record carries none. Case and white space do not count. */
export function correctedOf(metadata: JsonObject, answer: string): boolean | undefined {
  const texts = [...fields(metadata)].flatMap(([name, value]) => (isCorrectionName(name) && typeof value === 'string' && value.trim() !== '' && !GOOD.has(value) && !BAD.has(value) ? [value] : []))
  return texts.length === 0 ? undefined : texts.some((text) => folded(text) !== folded(answer))
}
