import type { Case } from '../../domain/case.js'
import { textOf } from '../../domain/message.js'
import { signedPoints } from '../../domain/points.js'
import type { Stratum } from '../../domain/stratum.js'
import { normalQuantile } from '../../decide/index.js'
import { answerParts } from '../../validators/index.js'
import { countedScores, type PushedCase } from './pair.js'

/** Parts with fewer trials say nothing. */
const FEWEST = 20
/** Of one answer: a label that is one in forty is what the task is there for, and four cases, all of them lost, say enough. */
const FEWEST_ANSWERS = 4
/** A field with more values than this names cases, not kinds of them. */
const MOST_VALUES = 6
const MOST_ANSWERS = 50
const TIERS = ['tier', 'plan', 'user_tier', 'subscription', 'language', 'locale', 'region', 'country'] as const
/** Chance that any part of an even candidate is marked. */
const LEVEL = 0.01

interface Divider {
  readonly by: string
  readonly nameOf: (one: Case) => string | undefined
  readonly mostValues: number
  readonly fewest: number
}

const ofTraffic = { mostValues: MOST_VALUES, fewest: FEWEST }

const SCRIPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Han', /\p{Script=Han}/u], ['Kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u], ['Hangul', /\p{Script=Hangul}/u], ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Arabic', /\p{Script=Arabic}/u], ['Hebrew', /\p{Script=Hebrew}/u], ['Devanagari', /\p{Script=Devanagari}/u], ['Greek', /\p{Script=Greek}/u], ['Thai', /\p{Script=Thai}/u],
]

function scriptOf(one: Case): string {
  const user = textOf(one.request.messages, 'user').slice(0, 2000)
  // Kana comes with Han in Japanese: the more telling one is looked at first.
  const found = SCRIPTS.toSorted(([a], [b]) => Number(b === 'Kana') - Number(a === 'Kana')).find(([, pattern]) => pattern.test(user))
  return found?.[0] ?? 'Latin and other'
}

function lengthDivider(pushed: readonly PushedCase[]): Divider {
  const lengthOf = (one: Case): number => one.usage.inputTokens ?? textOf(one.request.messages).length / 4
  const lengths = pushed.map(({ one }) => lengthOf(one)).toSorted((a, b) => a - b)
  const [third, twoThirds] = [lengths[Math.floor(lengths.length / 3)] ?? 0, lengths[Math.floor((2 * lengths.length) / 3)] ?? 0]
  const tokens = (value: number): string => `${Math.round(value)} tokens`
  return {
    ...ofTraffic, by: 'input length',
    nameOf: (one) => (lengthOf(one) <= third ? `up to ${tokens(third)}` : lengthOf(one) <= twoThirds ? `up to ${tokens(twoThirds)}` : `over ${tokens(twoThirds)}`),
  }
}

function metadataDivider(field: string): Divider {
  return { ...ofTraffic, by: field, nameOf: ({ metadata }) => (typeof metadata[field] === 'string' ? metadata[field].slice(0, 40) : undefined) }
}

/** By the answer that is expected: a model that never says fraud is right 97 times in a hundred. */
function answerDividers(pushed: readonly PushedCase[]): readonly Divider[] {
  const parts = new Map(pushed.map(({ one }) => [one, new Map(answerParts({ output: one.reference, ...(one.gold === undefined ? {} : { gold: one.gold }) }))]))
  const names = [...new Set([...parts.values()].flatMap((values) => [...values.keys()]))].toSorted()
  return names.map((by) => ({ by, nameOf: (one) => parts.get(one)?.get(by), mostValues: MOST_ANSWERS, fewest: FEWEST_ANSWERS }))
}

/**
 * Looks at a candidate's trials by length, script, tier and expected answer for parts that are much worse than the whole: equal on average, bad on long
 * inputs. A part is marked when its upper bound, normal and corrected for the number of parts, lies below the whole by more than the margin.
 */
export function strataOf(pushed: readonly PushedCase[], margin: number): readonly Stratum[] {
  if (pushed.length < 2 * FEWEST) return []
  const differenceOf = (pair: PushedCase): number => countedScores(pair).candidate - countedScores(pair).incumbent
  const whole = mean(pushed.map(differenceOf))
  const parts = [lengthDivider(pushed), { ...ofTraffic, by: 'script', nameOf: scriptOf }, ...TIERS.map(metadataDivider), ...answerDividers(pushed)].flatMap(({ by, nameOf, mostValues, fewest }) => {
    const groups = new Map<string, number[]>()
    for (const pair of pushed) {
      const name = nameOf(pair.one)
      const known = name === undefined ? undefined : groups.get(name)
      if (known) known.push(differenceOf(pair))
      else if (name !== undefined) groups.set(name, [differenceOf(pair)])
    }
    if (groups.size < 2 || groups.size > mostValues) return []
    return [...groups].filter(([, values]) => values.length >= fewest).map(([name, values]) => ({ by, name, values, isAnswer: fewest === FEWEST_ANSWERS }))
  })
  const z = normalQuantile(1 - LEVEL / Math.max(1, parts.length))
  return parts.flatMap(({ by, name, values, isAnswer }): readonly Stratum[] => {
    const difference = mean(values)
    // One win and one loss are added, so that a part without any difference still has a variance.
    const variance = (values.reduce((sum, value) => sum + (value - difference) ** 2, 0) + 2) / (values.length + 2)
    const worse = difference + z * Math.sqrt(variance / values.length) < whole - margin
    // Fifty answers in forty fields would be a report of their own.
    return worse || !isAnswer ? [{ by, name, trials: values.length, difference, worse }] : []
  })
}

/** What to say of the marked parts; empty when there are none. */
export function strataWarnings(strata: readonly Stratum[], whole: number): readonly string[] {
  const points = (value: number): string => `${signedPoints(value)} points`
  return strata.filter(({ worse }) => worse).map(({ by, name, trials, difference }) => `${points(whole)} on the whole, but ${points(difference)} where ${by} is ${name} (${trials} trials, exploratory): consider a route of its own for that part`)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
