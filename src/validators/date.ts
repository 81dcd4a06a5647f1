import type { Reference, Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, score, unscored } from './accepted.js'
import { isSameDate, writtenDates } from './calendar.js'
import type { WrittenDate } from './calendar.js'
import { readable } from './fold.js'
import { isErrorText } from './error-text.js'
import { statements } from './statement.js'

/**
 * Same calendar day, however written; times of day do not count. 03/04/2024 equals 3 April and March 4, but never 04/03/2024.
 * The output's day is the one it states last (“the date is …”, a box), else its only one; an output with several scores 0.
 */
export const date = {
  name: 'date',
  version: 4,
  binary: true,
  validate(output, reference) {
    const accepted = acceptedDates(reference)
    if (!accepted) return unscored('the reference has no date')
    const given = readDate(output.text)
    if (!given) return score(0, 'the output states no single date')
    return accepted.some((expected) => isSameDate(given, expected)) ? score(1, `${written(given)} as expected`) : score(0, `${written(given)} instead of ${excerpt(accepted.map(written).join(' or '))}`)
  },
} as const satisfies Validator

function acceptedDates(reference: Reference): readonly WrittenDate[] | undefined {
  const dates = acceptedTexts(reference)?.map(readDate)
  return dates?.every((each) => each !== undefined) ? dates : undefined
}

/** The day that a text gives as its answer; undefined when there is none, or several. */
export function readDate(text: string): WrittenDate | undefined {
  const plain = readable(text)
  if (isErrorText(plain)) return undefined
  for (const statement of statements(plain).toReversed()) {
    const stated = writtenDates(statement.content)
    if (statement.kind !== 'reverse' && stated.length > 0) return only(stated)
  }
  const meant = writtenDates(plain).filter(({ at }) => !DENIED.test(plain.slice(Math.max(0, at - 12), at)))
  const last = meant.at(-1)
  const isMoved = last !== undefined && meant.length === 2 && MOVED.test(plain.slice(Math.max(0, last.at - 200), last.at))
  return isMoved ? last : only(meant)
}

const DENIED = /\bnot\s(?:on\s)?["'`*]{0,2}$/i
/** “moved from one day to another” names the other. */
const MOVED = /\b(?:moved|changed|postponed|rescheduled|shifted|delayed|pushed|brought forward)\b[^.;\n]{0,60}\bto\s["'`*]{0,2}$/i

function only(dates: readonly WrittenDate[]): WrittenDate | undefined {
  const first = dates[0]
  return first && dates.every((each) => isSameDate(each, first)) ? first : undefined
}

function written(value: WrittenDate): string {
  return value.dayFirst === value.monthFirst ? String(value.dayFirst) : `${value.dayFirst} or ${value.monthFirst}`
}
