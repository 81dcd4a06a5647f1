/** How late a start may be and still be made good, in milliseconds: timers are late, and providers count in parts of a minute. */
const TOLERANCE_MS = 1000

/** Evenly spaced starts at so much a minute. */
export interface TokenBucket {
  /** The earliest time at which the next one may start, in milliseconds of the clock. */
  readonly readyAt: () => number
  /** Takes `amount` at `now`; what costs more keeps the next one waiting for longer. A negative amount gives back. */
  readonly take: (amount: number, now: number) => void
}

/** A generic cell rate algorithm (ITU-T I.371): a token bucket that holds one, and what timers were late. */
export function createTokenBucket(perMinute: number): TokenBucket {
  let next: number | undefined
  return {
    readyAt: () => next ?? Number.NEGATIVE_INFINITY,
    take: (amount, now) => {
      next = Math.max(next ?? now, now - TOLERANCE_MS) + (60_000 * amount) / perMinute
    },
  }
}
