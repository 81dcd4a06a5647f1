import type { ReplayRow } from './replay-row.js'

/** One model against another on the prompts that both have answered and that have a ground truth. */
export interface RealPair {
  readonly task: string
  readonly incumbent: string
  readonly candidate: string
  /** correct(candidate) − correct(incumbent) by prompt. */
  readonly differences: Int8Array
  readonly rows: readonly { readonly candidate: ReplayRow; readonly incumbent: ReplayRow }[]
  /** Mean difference in [−1,1], and share of prompts where the two differ. */
  readonly difference: number
  readonly discordance: number
}

const FEWEST_PROMPTS = 100

/** Every ordered pair of models on every task with at least 100 such prompts and right-or-wrong marks. */
export function realPairs(rows: readonly ReplayRow[], leastDifference: number): readonly RealPair[] {
  const byTask = new Map<string, Map<string, Map<string, ReplayRow>>>()
  for (const row of rows) {
    if (row.correct !== 0 && row.correct !== 1) continue
    const models = byTask.get(row.task) ?? new Map<string, Map<string, ReplayRow>>()
    const prompts = models.get(row.model) ?? new Map<string, ReplayRow>()
    byTask.set(row.task, models.set(row.model, prompts.set(row.id, row)))
  }
  const pairs: RealPair[] = []
  for (const [task, models] of byTask) {
    for (const [incumbent, served] of models) {
      for (const [candidate, tried] of models) {
        if (incumbent === candidate) continue
        const both = [...tried].flatMap(([id, row]) => {
          const control = served.get(id)
          return control ? [{ candidate: row, incumbent: control }] : []
        })
        if (both.length < FEWEST_PROMPTS) continue
        const differences = Int8Array.from(both, (pair) => (pair.candidate.correct ?? 0) - (pair.incumbent.correct ?? 0))
        const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length
        if (difference < leastDifference) continue
        pairs.push({ task, incumbent, candidate, differences, rows: both, difference, discordance: differences.filter((value) => value !== 0).length / differences.length })
      }
    }
  }
  return pairs
}
