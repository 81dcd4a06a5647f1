import type { Reference, Validator } from '../domain/score.js'
import { acceptedTexts, excerpt, score, unscored } from './accepted.js'
import { isSameDate, writtenDates } from './values/calendar.js'
import type { WrittenDate } from './values/calendar.js'
import { afterCorrection } from './words/correction.js'
import { isSameMoment, readTime } from './values/time-of-day.js'
import type { Moment } from './values/time-of-day.js'
import { readable } from './fold.js'
import { isErrorText } from './error-text.js'
import { statements } from './words/statement.js'

/**
 * Same calendar day, however written. Where the expected answer gives a time of day other than midnight, the time must be the same too, by the clock or, where both name a zone, as a point in time; else times do not count. 03/04/2024 equals 3 April and March 4, but never 04/03/2024.
 * The output's day is the one it states last (“the date is …”, a box), else its only one; an output with several scores 0.
 */
export const date = {
  name: 'date',
  version: 6,
  binary: true,
  validate(output, reference) {
    const accepted = acceptedDates(reference)
    if (!accepted) return unscored('the reference has no date')
    const given = readDate(output.text)
    if (!given) return score(0, 'the output states no single date')
    const time = readTime(output.text)
    return accepted.some((expected) => isSameMoment({ ...given, time }, expected)) ? score(1, `${written(given)} as expected`) : score(0, `${written(given)} instead of ${excerpt(accepted.map(written).join(' or '))}`)
  },
} as const satisfies Validator

function acceptedDates(reference: Reference): readonly Moment[] | undefined {
  const dates = acceptedTexts(reference)?.map((text) => {
    const date = readDate(text)
    return date && { ...date, time: readTime(text) }
  })
  return dates?.every((each) => each !== undefined) ? dates : undefined
}

/** “10–14 June” and “10 to 14 June 2026” are several days. */
const SPAN = /(?<![\d.,/-])(?:0?[1-9]|[12]\d|3[01])\.?(?:st|nd|rd|th)?\s?(?:[–—-]|to|until|till|bis|al?|au|до)\s?(?:0?[1-9]|[12]\d|3[01])\.?(?:st|nd|rd|th)?\s(?:of\s|de\s)?\p{L}{3,}|\p{L}{3,}\s(?:0?[1-9]|[12]\d|3[01])\s?[–—-]\s?(?:0?[1-9]|[12]\d|3[01])(?:,|\s)\s?\d{4}/iu

/** The day that a text gives as its answer; undefined when there is none, or several. */
export function readDate(text: string): WrittenDate | undefined {
  const plain = readable(text)
  if (isErrorText(plain) || plain.length <= 60 && SPAN.test(plain)) return undefined
  for (const statement of statements(plain).toReversed()) {
    const stated = plainly(statement.content)
    if (statement.kind !== 'reverse' && stated.length > 0) return only(stated)
  }
  const meant = plainly(afterCorrection(plain) ?? '')
  if (meant.length === 0) meant.push(...plainly(plain))
  const last = meant.at(-1)
  const isMoved = last !== undefined && meant.length === 2 && MOVED.test(plain.slice(Math.max(0, last.at - 200), last.at))
  return isMoved ? last : only(meant)
}

/** The dates of a text that are neither denied nor a mere bound: “before 5 March” names no day. */
function plainly(text: string): WrittenDate[] {
  return writtenDates(text).filter(({ at }) => !DENIED.test(text.slice(Math.max(0, at - 24), at)))
}

const DENIED = /(?<!\p{L})(?:(?:not|nicht|kein|no|pas|non|não|niet|не)\s(?:(?:on|am|el|le|il|em|op)\s)?|(?:before|prior to|after|around|about|approximately|circa|ca\.|roughly|until|etwa|ungefähr|bis|environ|vers le|alrededor del|около|later than|earlier than|vor dem|nach dem|antes del|después del|avant le|après le|prima del|dopo il|antes de|depois de|до|после|раньше|позже)\s)["'`*]{0,2}$/iu
/** “moved from one day to another” names the other. */
const MOVED = /\b(?:moved|changed|postponed|rescheduled|shifted|delayed|pushed|brought forward)\b[^.;\n]{0,60}\bto\s["'`*]{0,2}$/i

function only(dates: readonly WrittenDate[]): WrittenDate | undefined {
  const first = dates[0]
  return first && dates.every((each) => isSameDate(each, first)) ? first : undefined
}

function written(value: WrittenDate): string {
  return value.dayFirst === value.monthFirst ? String(value.dayFirst) : `${value.dayFirst} or ${value.monthFirst}`
}
