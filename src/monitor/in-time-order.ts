/** What waits to be taken, with the time at which it was (ISO 8601, UTC); undefined where that is not known. */
interface Waiting {
  readonly at: string
  readonly take: () => void
}

export interface InTimeOrder {
  add(file: string, at: string | undefined, take: () => void): void
  /** Takes all that still wait. */
  end(): void
}

/** So many wait at once: more than come between two runs of a scheduler, and few enough to be kept. */
const MOST_WAITING = 50_000

/**
 * Takes what is read of several logs in the order of its times, though logs are read one after the other: two gateways that log the same hours are one traffic, and one behind the
 * other they look like a change. What stands in one log keeps its order. Beyond 50,000 that wait, those are put in order and taken.
 */
export function inTimeOrder(most = MOST_WAITING): InTimeOrder {
  let waiting: Waiting[] = []
  let latest = new Map<string, string>()
  const end = (): void => {
    const list = latest.size < 2 ? waiting : waiting.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    waiting = []
    latest = new Map()
    for (const { take } of list) take()
  }
  return {
    add(file, at, take) {
      const before = latest.get(file) ?? ''
      const now = at === undefined || at < before ? before : at
      latest.set(file, now)
      waiting.push({ at: now, take })
      if (waiting.length >= most) end()
    },
    end,
  }
}
