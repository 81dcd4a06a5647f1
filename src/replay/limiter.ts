import pLimit from 'p-limit'

export interface Clock {
  /** Milliseconds; monotonic. */
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export interface Limits {
  readonly concurrency: number
  readonly rpm?: number | undefined
  readonly tpm?: number | undefined
}

/** What one provider is asked at once and per minute. */
export interface Limiter {
  readonly run: <T>(tokens: number, work: () => Promise<T>, signal: AbortSignal) => Promise<T>
  /** Nobody starts before `ms` from now: the provider asked for a pause. */
  readonly pause: (ms: number) => void
}

/** Evenly spaced starts, as a token bucket that holds one: providers count the minute in parts, too. */
export function createLimiter(limits: Limits, clock: Clock): Limiter {
  const slots = pLimit(limits.concurrency)
  let nextStart = 0
  let pausedUntil = 0
  const spacing = (tokens: number) => Math.max(limits.rpm ? 60_000 / limits.rpm : 0, limits.tpm ? (60_000 * tokens) / limits.tpm : 0)
  const waitUntil = async (time: number, signal: AbortSignal) => {
    const ms = time - clock.now()
    if (ms > 0) await clock.sleep(ms, signal)
  }
  return {
    run: (tokens, work, signal) =>
      slots(async () => {
        do {
          signal.throwIfAborted()
          const start = Math.max(clock.now(), nextStart, pausedUntil)
          nextStart = start + spacing(tokens)
          await waitUntil(start, signal)
        } while (clock.now() < pausedUntil) // a pause that was asked for meanwhile: take a new place after it
        return work()
      }),
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms)
    },
  }
}
