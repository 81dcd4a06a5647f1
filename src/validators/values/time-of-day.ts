import { isSameDate } from './calendar.js'
import type { WrittenDate } from './calendar.js'

/** Minutes since midnight, and how many of them the clock is ahead of UTC where the text says so. */
export interface WrittenTime {
  readonly minutes: number
  readonly ahead?: number
}

export interface Moment extends WrittenDate {
  readonly time: WrittenTime | undefined
}

const TIME = /(?<![\d:.])(?:(?<=\dT)|(?<!\p{L}))([01]?\d|2[0-3])(?::([0-5]\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?(?![\d:])|\s?(?:h|Uhr)\s?([0-5]\d)?(?![\p{L}\d])|\s?[時时点]\s?(?:([0-5]?\d)\s?分)?|(?=\s?[ap]\.?m\b))(?:\s?(a|p)\.?m\b\.?)?(?:\s?(Z|UTC|GMT)(?![\p{L}\d])|\s?(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?(?!\d))?/giu
const DAY = 1440

/** The one time of day in a text; undefined where it gives none, or several. */
export function readTime(text: string): WrittenTime | undefined {
  if (!/\d\s?(?::\d|h|Uhr|[時时点ap])/iu.test(text)) return undefined
  const times = [...text.slice(-4000).matchAll(TIME)].map(([, hour, colon, french, signed, half, utc, sign, hours, minutes]): WrittenTime => {
    const twelve = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
    const ahead = utc !== undefined ? 0 : sign === undefined ? undefined : (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes ?? 0))
    return { minutes: 60 * twelve + Number(colon ?? french ?? signed ?? 0), ...(ahead === undefined ? {} : { ahead }) }
  })
  const [first] = times
  return first && times.every((each) => each.minutes === first.minutes && each.ahead === first.ahead) ? first : undefined
}

/** The same day, and where the expected one has a time of day other than midnight the same time. */
export function isSameMoment(given: Moment, expected: Moment): boolean {
  if (expected.time === undefined || expected.time.minutes === 0) return isSameDate(given, expected)
  if (given.time === undefined) return false
  if (given.time.ahead === undefined || expected.time.ahead === undefined || given.time.ahead === expected.time.ahead) return given.time.minutes === expected.time.minutes && isSameDate(given, expected)
  const [own, wanted] = [pointOf(given, given.time), pointOf(expected, expected.time)]
  return own !== undefined && own === wanted
}

/** Minutes since 1970 in UTC; undefined where the day is not sure. */
function pointOf({ dayFirst, monthFirst }: Moment, { minutes, ahead = 0 }: WrittenTime): number | undefined {
  return dayFirst === undefined || dayFirst !== monthFirst ? undefined : (Date.parse(`${dayFirst}T00:00:00Z`) / 86_400_000) * DAY + minutes - ahead
}
