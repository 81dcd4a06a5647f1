/** How many calls are in flight at once: grows by one per round of successes, shrinks when a provider turns calls away. */
export interface AdaptiveWindow {
  readonly size: () => number
  readonly succeeded: () => void
  /** @param sentAt when the call was sent that was turned away: a round of refusals shrinks the window once */
  readonly refused: (sentAt: number, now: number) => void
  /** True when refusals come in numbers, which is a limit and no mishap. */
  readonly pressed: () => boolean
}

/** Weight of the latest outcome in the moving share of refusals. */
const WEIGHT = 0.1
/** One refusal among many is a mishap; two in short succession are more than this share. */
const PRESSED = 0.12
const SHRINK = 0.6

/** Additive increase, multiplicative decrease (D. Chiu, R. Jain, 1989), from the allowed maximum. @param most ≥ 1 at any moment; it may change */
export function createAdaptiveWindow(most: () => number): AdaptiveWindow {
  let size = most()
  let shrunkAt = Number.NEGATIVE_INFINITY
  let share = 0
  return {
    size: () => Math.max(1, Math.floor(Math.min(size, most()))),
    pressed: () => share > PRESSED,
    succeeded: () => {
      share *= 1 - WEIGHT
      size = Math.min(most(), size + 1 / size)
    },
    refused: (sentAt, now) => {
      share += WEIGHT * (1 - share)
      // What was sent before the window shrank says nothing about the smaller one.
      if (share <= PRESSED || sentAt < shrunkAt) return
      size = Math.max(1, Math.min(size, most()) * SHRINK)
      shrunkAt = now
    },
  }
}
