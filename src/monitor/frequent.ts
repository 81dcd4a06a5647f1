/** A name, how often it came at least, and by how much that may be too little. */
export interface FrequentState {
  readonly total: number
  readonly counts: readonly (readonly [name: string, count: number, error: number, firstAt: number])[]
}

export interface Frequent {
  add(name: string): void
  state(): FrequentState
}

export const NO_NAMES: FrequentState = { total: 0, counts: [] }

/**
 * The most frequent names of a stream in bounded memory: a new name takes the place of the rarest and inherits its count as error (Space-Saving:
 * Metwally, Agrawal and El Abbadi 2005, ICDT). A name of more than 1/room of the stream is never lost.
 */
export function createFrequent(room: number, from: FrequentState = NO_NAMES): Frequent {
  const counts = new Map(from.counts.map(([name, count, error, firstAt]) => [name, { count, error, firstAt }]))
  let { total } = from
  return {
    add(name) {
      total += 1
      const known = counts.get(name)
      if (known !== undefined) {
        known.count += 1
        return
      }
      if (counts.size < room) {
        counts.set(name, { count: 1, error: 0, firstAt: total })
        return
      }
      let [rarest, least] = ['', Infinity]
      for (const [one, { count }] of counts) if (count < least) [rarest, least] = [one, count]
      counts.delete(rarest)
      counts.set(name, { count: least + 1, error: least, firstAt: total })
    },
    state: () => ({ total, counts: [...counts].map(([name, { count, error, firstAt }]) => [name, count, error, firstAt] as const) }),
  }
}
