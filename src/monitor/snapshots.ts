/** The names with which a model answered under the name that was asked for, and how often. */
export interface SnapshotState {
  readonly asked: readonly (readonly [name: string, answered: readonly (readonly [name: string, calls: number])[]])[]
}

export interface SnapshotChange {
  readonly asked: string
  readonly answered: string
  /** The name that came most before. */
  readonly before: string
}

export interface Snapshots {
  add(asked: string, answered: string | undefined): void
  /** Names that came for the first time, after others had answered. */
  changes(): readonly SnapshotChange[]
  /** Names that answered since the table was opened, often enough not to be a slip of the log. */
  recent(asked: string): readonly string[]
  state(): SnapshotState
}

export const NO_SNAPSHOTS: SnapshotState = { asked: [] }

const [MOST_ASKED, MOST_ANSWERED] = [200, 20]
/** One answer under another name may be a slip of the log. */
const LEAST = 3

/** Watches which dated model answers under an undated name: providers move it without a word. */
export function createSnapshots(from: SnapshotState = NO_SNAPSHOTS): Snapshots {
  const table = new Map(from.asked.map(([name, answered]) => [name, new Map(answered)]))
  const before = new Map(from.asked.map(([name, answered]) => [name, new Map(answered)]))
  const most = (counts: ReadonlyMap<string, number>): string => [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0] as [string, number])[0]
  return {
    add(asked, answered) {
      if (answered === undefined) return
      const own = table.get(asked) ?? (table.size < MOST_ASKED ? new Map<string, number>() : undefined)
      if (own === undefined) return
      table.set(asked, own)
      if (own.has(answered) || own.size < MOST_ANSWERED) own.set(answered, (own.get(answered) ?? 0) + 1)
    },
    changes: () => [...table].flatMap(([asked, answered]) => {
      const old = before.get(asked)
      const names = [...answered]
      const first = old === undefined || old.size === 0 ? names[0]?.[0] : most(old)
      return names.filter(([name, calls]) => name !== first && calls >= LEAST && (old?.get(name) ?? 0) < LEAST).map(([name]) => ({ asked, answered: name, before: first ?? '' }))
    }),
    recent: (asked) => [...(table.get(asked) ?? [])].filter(([name, calls]) => calls - (before.get(asked)?.get(name) ?? 0) >= LEAST).map(([name]) => name),
    state: () => ({ asked: [...table].map(([name, answered]) => [name, [...answered]] as const) }),
  }
}
