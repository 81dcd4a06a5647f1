const HOUR_MS = 3_600_000
/** Hours that are kept: a quarter of a year. */
const MOST_HOURS = 24 * 92

/** What one arm did in some time. */
export interface Recent { readonly calls: number; readonly costN: number; readonly costUsd: number; readonly scores: Readonly<Record<string, { readonly n: number; readonly sum: number }>> }

/** Sums by hour, so that the last days of a log can be told once its end is known; rows may come in any order. Calls without a time count always. */
export function createRecent() {
  const hours = new Map<number, { calls: number; costN: number; costUsd: number; scores: Record<string, { n: number; sum: number }> }>()
  let latest = -Infinity
  return {
    add(startedAt: string | undefined, costUsd: number | undefined, scores: Readonly<Record<string, number>>): void {
      const ms = startedAt === undefined ? Number.NaN : Date.parse(startedAt)
      const hour = Number.isNaN(ms) ? Infinity : Math.floor(ms / HOUR_MS)
      if (hour !== Infinity && hour > latest) latest = hour
      const own = hours.get(hour) ?? { calls: 0, costN: 0, costUsd: 0, scores: {} }
      own.calls += 1
      if (costUsd !== undefined) {
        own.costN += 1
        own.costUsd += costUsd
      }
      for (const [metric, value] of Object.entries(scores)) {
        const score = own.scores[metric] ?? { n: 0, sum: 0 }
        own.scores[metric] = { n: score.n + 1, sum: score.sum + value }
      }
      hours.set(hour, own)
      if (hours.size > MOST_HOURS) hours.delete(Math.min(...hours.keys()))
    },
    get latest() { return latest },
    /** Since so many milliseconds before an hour; all where no length is given. */
    since(lengthMs: number | undefined, end: number): Recent {
      const first = lengthMs === undefined ? -Infinity : end - lengthMs / HOUR_MS
      const sums = { calls: 0, costN: 0, costUsd: 0, scores: {} as Record<string, { n: number; sum: number }> }
      for (const [hour, one] of hours) {
        if (hour <= first) continue
        sums.calls += one.calls
        sums.costN += one.costN
        sums.costUsd += one.costUsd
        for (const [metric, { n, sum }] of Object.entries(one.scores)) {
          const score = sums.scores[metric] ?? { n: 0, sum: 0 }
          sums.scores[metric] = { n: score.n + n, sum: score.sum + sum }
        }
      }
      return sums
    },
  }
}
