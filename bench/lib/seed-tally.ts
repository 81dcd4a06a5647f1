import type { CandidateResult } from '../../src/domain/result.js'
import type { CandidateTruth } from './candidate-truth.js'
import { counted, mean, median, percent, points } from './figures.js'

/** One candidate on one task, over all seeds. */
export interface SeedTally {
  readonly task: string
  readonly candidate: string
  readonly truth: CandidateTruth | undefined
  readonly results: readonly CandidateResult[]
}

export const tallyHead: readonly string[] = ['task', 'candidate', 'truth', 'discord', 'prompts', 'trials', 'more', 'failed', 'unscored', 'seeds by verdict']

export function tallyRow({ task, candidate, truth, results }: SeedTally): readonly string[] {
  const more = results.flatMap(({ morePlanned, verdict }) => (verdict === 'inconclusive' && morePlanned !== null ? [morePlanned] : []))
  return [
    task,
    candidate,
    points(truth?.difference),
    truth === undefined ? '–' : percent(truth.discordance),
    truth === undefined ? '–' : String(truth.prompts),
    mean(results.map(({ trials }) => trials)).toFixed(0),
    String(median(more) ?? '–'),
    String(results.reduce((sum, { failed }) => sum + failed, 0)),
    String(results.reduce((sum, { unscored }) => sum + unscored, 0)),
    counted(results.map(({ verdict, reason }) => `${verdict}/${reason}`)),
  ]
}

/** Seeds that declared the candidate non-inferior although its true difference is at or below `bound`. */
export function wrongSeeds({ truth, results }: SeedTally, bound: number): number {
  return truth !== undefined && truth.difference <= bound ? results.filter(({ verdict }) => verdict === 'non-inferior').length : 0
}
