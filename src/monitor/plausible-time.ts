const DAY_MS = 86_400_000
/** No log of models is older; clocks that were never set say 1970. */
const FIRST = '2000-01-01T00:00:00.000Z'

/** A test of times (ISO 8601, UTC) against a clock: false for what lies before 2000 or more than a day ahead. One such row would stretch the span of a log to decades, and its last days to one row. */
export function plausibleTimes(now: Date): (startedAt: string) => boolean {
  // A clock that is set for reproducible files may stand long before the log.
  const last = new Date(Math.max(now.getTime(), Date.now()) + DAY_MS).toISOString()
  return (startedAt) => startedAt >= FIRST && startedAt <= last
}

/** A call without a time that cannot be. */
export function withPlausibleTime<T extends { readonly startedAt?: string }>(call: T, isPlausible: (startedAt: string) => boolean): T {
  if (call.startedAt === undefined || isPlausible(call.startedAt)) return call
  const { startedAt: _wrong, ...rest } = call
  return rest as T
}
