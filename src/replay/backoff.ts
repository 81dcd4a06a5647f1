/** Attempts of one call, the first included. */
export const MAX_ATTEMPTS = 7

/** With it the attempts span at least half a minute, so that they outlast a limit per minute that names no pause. */
const BASE_MS = 1000
const LONGEST_MS = 30_000
/** A call is not tried again after so long, in milliseconds. */
export const CALL_DEADLINE_MS = 900_000
/** A provider that asks for a longer pause is not waited for. */
export const LONGEST_RETRY_AFTER_MS = 120_000

/**
 * Milliseconds before the next attempt: what the provider asked for, else exponential backoff with equal jitter
 * (M. Brooker, "Exponential Backoff And Jitter", 2015). `unit` in [0,1) is drawn by the caller.
 */
export function backoffMs(failedAttempts: number, retryAfterMs: number | undefined, unit: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs
  const full = Math.min(LONGEST_MS, BASE_MS * 2 ** (failedAttempts - 1))
  return full / 2 + (full / 2) * unit
}
