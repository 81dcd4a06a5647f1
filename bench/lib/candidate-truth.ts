import type { ReplayRow } from './replay-row.js'

/** What is true of a candidate at a task, over every prompt that both models have answered and that has a ground truth. */
export interface CandidateTruth {
  /** Mean of correct(candidate) − correct(incumbent), in [−1,1]. */
  readonly difference: number
  /** Share of the prompts where the two differ, in [0,1]. */
  readonly discordance: number
  readonly prompts: number
}

/** Undefined where the recordings hold no ground truth for the pair. */
export function candidateTruth(rows: readonly ReplayRow[], sourceTask: string, incumbent: string, candidate: string): CandidateTruth | undefined {
  const correctOf = (model: string) => new Map(rows.flatMap(({ task, id, model: own, correct }) => (task === sourceTask && own === model && correct !== undefined ? [[id, correct] as const] : [])))
  const served = correctOf(incumbent)
  const differences = [...correctOf(candidate)].flatMap(([id, correct]) => {
    const control = served.get(id)
    return control === undefined ? [] : [correct - control]
  })
  if (differences.length === 0) return undefined
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    discordance: differences.filter((value) => value !== 0).length / differences.length,
    prompts: differences.length,
  }
}
