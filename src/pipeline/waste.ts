import type { Replayed } from '../replay/replayer.js'

/** Counts calls that were paid for after the decision that they were meant for had fallen. Their answers stay on record. */
export interface Waste {
  readonly add: (calls: readonly Promise<Replayed | 'refused'>[]) => void
  /** Resolves once the calls that were added have ended. */
  readonly count: () => Promise<number>
}

export function createWaste(): Waste {
  const counted: Promise<number>[] = []
  return {
    add: (calls) => counted.push(...calls.map((call) => call.then((replayed) => (replayed === 'refused' || replayed.cached ? 0 : 1), () => 0))),
    count: async () => (await Promise.all(counted)).reduce((sum, one) => sum + one, 0),
  }
}
