import type { Counted, FailureSignal, Lesson } from '../domain/learn.js'
import { counted, fisherTail } from './exact.js'
import { findRule } from './find-rule.js'
import { matcherFor, split, type Rule } from './rule.js'
import { isHeldOut, type Unit } from './unit.js'

export interface LessonInput {
  readonly route: string
  readonly signal: FailureSignal
  readonly from: string
  readonly to: string | null
  /** Failures and good answers by the signal, in the log. */
  readonly units: readonly Unit[]
  /** All requests of the route that its model answered, in the log. */
  readonly traffic: readonly Unit[]
  /** Failures of earlier logs; never measured on. */
  readonly remembered: readonly Unit[]
  /** Answers of the dearer model to requests of the route. */
  readonly upgrade: readonly Unit[]
  readonly mostShare: number
  /** True where the other model is known to take more for the same tokens, or stands in a higher tier. */
  readonly isDearer: boolean
}

export interface Learned {
  readonly lesson: Lesson
  readonly rule: Rule | undefined
}

/** With fewer failures on either side nothing is learned, and nothing measured. */
export const LEAST_FAILURES = 10
const LEAST_OTHERS = 20
/** A rule must hold of failures at least so many times as often as of the other requests: with many calls anything is significant. */
const LEAST_LIFT = 1.5
/** With so many answers of the dearer model on such inputs it is told whether it does better there. */
const LEAST_UPGRADES = 20
const Z95 = 1.96

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const between = ({ interval: [low, high] }: Counted): string => `${percent(low)} to ${percent(high)}`

/** Both parts of what is known, by the signal. */
function partsOf({ units, remembered }: LessonInput): { readonly learn: readonly Unit[]; readonly measure: readonly Unit[] } {
  const known = new Set(units.map(({ key }) => key))
  const earlier = remembered.filter((unit) => !isHeldOut(unit) && !known.has(unit.key))
  return { learn: [...units.filter((unit) => !isHeldOut(unit)), ...earlier].toSorted((a, b) => (a.key < b.key ? -1 : 1)), measure: units.filter(isHeldOut) }
}

/** True where both parts hold enough to learn of and to measure on; told before any rule is made. */
export function isEnough(input: LessonInput): boolean {
  return Object.values(partsOf(input)).every((part) => {
    const failures = part.filter(({ failed }) => failed).length
    return failures >= LEAST_FAILURES && part.length - failures >= LEAST_OTHERS
  })
}

/** What the dearer model adds to the cost of the route where a rule holds: share of that cost, with its 95 % interval (normal approximation). Null where a price or token count is unknown. */
function costChange(traffic: readonly Unit[], holds: (unit: Unit) => boolean): { readonly costChange: number | null; readonly costInterval: readonly [number, number] | null } {
  const priced = traffic.filter(({ paidUsd, otherUsd }) => paidUsd !== undefined && otherUsd !== undefined)
  const paid = priced.reduce((sum, { paidUsd = 0 }) => sum + paidUsd, 0)
  if (priced.length === 0 || priced.length < 0.9 * traffic.length || paid <= 0) return { costChange: null, costInterval: null }
  const more = priced.map((unit) => (holds(unit) ? (unit.otherUsd ?? 0) - (unit.paidUsd ?? 0) : 0))
  const ratio = more.reduce((sum, one) => sum + one, 0) / paid
  // Delta method for a ratio of sums.
  const mean = paid / priced.length
  const variance = priced.reduce((sum, { paidUsd = 0 }, at) => sum + ((more[at] ?? 0) - ratio * paidUsd) ** 2, 0) / Math.max(1, priced.length - 1)
  const error = (Z95 * Math.sqrt(variance / priced.length)) / mean
  return { costChange: ratio, costInterval: [ratio - error, ratio + error] }
}

/** Learns of one route by one signal. The level is for this lesson alone; it is spent only where a rule was found. */
export function learnRoute(input: LessonInput, level: number): Learned {
  const { route, signal, from, to, traffic } = input
  const { learn, measure } = partsOf(input)
  const learnedFrom = { failures: learn.filter(({ failed }) => failed).length, others: learn.filter(({ failed }) => !failed).length }
  const notes = ['that the dearer model answers these better is not measured here: audit shadow, or a review of them, tells']
  const base = { route, signal, from, to, learned: learnedFrom }
  const refused = (verdict: 'refuse' | 'too-few', reason: string): Learned => ({ rule: undefined, lesson: { ...base, verdict, reason, rule: null, measured: null, notes: [] } })
  const failures = measure.filter(({ failed }) => failed).length
  if (!isEnough(input)) {
    return refused('too-few', `${learnedFrom.failures} failures and ${learnedFrom.others} good answers to learn of, ${failures} and ${measure.length - failures} to measure on; at least ${LEAST_FAILURES} and ${LEAST_OTHERS} are needed on either side`)
  }
  if (to === null) return refused('refuse', 'the policy names no other model for its requests')
  if (!input.isDearer) return refused('refuse', `${to} is not shown to be dearer than ${from}: from failures only upgrades are proposed, to a model above; another one takes an audit`)
  const rule = findRule({ units: learn, traffic: traffic.filter((unit) => !isHeldOut(unit)), mostShare: input.mostShare })
  if (rule === undefined) return refused('refuse', 'neither words, nor length, nor a classifier tell the inputs that fail from the others')

  const holds = matcherFor(rule)
  const { caught, inside, others } = split(measure, holds)
  const unseen = traffic.filter(isHeldOut)
  const upgraded = unseen.filter(holds).length
  const elsewhere = input.upgrade.filter(holds)
  const failedThere = elsewhere.filter(({ failed }) => failed).length
  const measured = {
    caught: counted(caught, failures), others: counted(inside, others), traffic: counted(upgraded, unseen.length),
    pValue: fisherTail(caught, failures, caught + inside, measure.length), level, ...costChange(unseen, holds),
    upgrade: elsewhere.length === 0 ? null : { failed: failedThere, of: elsewhere.length },
  }
  const lift = measured.caught.share / Math.max(measured.others.share, 1 / Math.max(1, others))
  const rateHere = caught / Math.max(1, caught + inside)
  const why = reasonAgainst()
  const seen = `${caught} of ${failures} failures that nothing was learned of (${between(measured.caught)}), and ${percent(measured.traffic.share)} of its traffic (${between(measured.traffic)})`
  return {
    rule: why === undefined ? rule : undefined,
    lesson: {
      ...base, verdict: why === undefined ? 'propose' : 'refuse', rule: { kind: rule.kind, words: rule.words }, measured,
      reason: why === undefined ? `where ${rule.words}, ${to} is asked instead of ${from}: that is so for ${seen}` : `${why}: where ${rule.words}, ${seen}`,
      notes: why === undefined ? [...(measured.upgrade !== null && measured.upgrade.of >= LEAST_UPGRADES ? [`${to} failed on ${failedThere} of ${elsewhere.length} such inputs that it answered`] : notes)] : [],
    },
  }

  function reasonAgainst(): string | undefined {
    if (measured.pValue > level) return `not shown: as many would be caught by chance with p = ${measured.pValue.toPrecision(2)}, and it takes ${level.toPrecision(2)}`
    if (lift < LEAST_LIFT) return `too little: it holds of failures ${lift.toFixed(2)} times as often as of good answers, and ${LEAST_LIFT} are asked for`
    if (measured.traffic.interval[0] > input.mostShare) return `too much of the traffic would move, at most ${percent(input.mostShare)} may`
    if (elsewhere.length >= LEAST_UPGRADES && failedThere / elsewhere.length >= rateHere) return `of no use: ${to} failed on ${failedThere} of ${elsewhere.length} such inputs that it answered, no less often than ${from}`
    return undefined
  }
}
