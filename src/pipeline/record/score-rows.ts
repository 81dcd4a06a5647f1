import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PairedDifference } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import type { ModelOutput } from '../../domain/message.js'
import type { Trial } from '../../domain/trial.js'
import { readJsonl } from '../../replay/jsonl-file.js'
import type { TrialScore } from '../task/trial-score.js'

/** A line of scores.jsonl. Reasons are missing after a purge. */
export interface ScoreRow {
  readonly taskId: string
  readonly model: string
  readonly index: number
  readonly caseId: string
  readonly key: string
  readonly candidate: TrialScore
  readonly incumbent: TrialScore
  readonly difference: PairedDifference
}

function rowsOf(path: string): readonly unknown[] {
  return existsSync(path) ? readJsonl(path).rows : []
}

/** All scores of a run, in the order they were pushed; none when the run holds none. */
export function scoreRows(runDir: string): readonly ScoreRow[] {
  return rowsOf(join(runDir, 'scores.jsonl')) as readonly ScoreRow[]
}

/** The trials of a run that pass, by key; none after a purge. */
export function trialsByKey(runDir: string, wanted: (key: string) => boolean = () => true): ReadonlyMap<string, Trial> {
  return new Map((rowsOf(join(runDir, 'trials.jsonl')) as readonly Trial[]).flatMap((trial) => (wanted(trial.key) ? [[trial.key, trial] as const] : [])))
}

/** In [0,1]; null where there is no score. */
export const scoreValue = (score: TrialScore): number | null => (score.status === 'scored' ? score.value : null)

/** Why a pair was scored as it was: the incumbent's reason where only it could not be scored. */
export const scoreReason = ({ candidate, incumbent }: ScoreRow): string => (candidate.status === 'scored' && incumbent.status !== 'scored' ? incumbent.reason : candidate.reason)

/** What a model answered, its tool calls below its text. */
export function answerText(output: ModelOutput): string {
  return [output.text, ...output.toolCalls.map(({ name, arguments: given }) => `${name}(${given})`)].filter((part) => part !== '').join('\n')
}

/** A candidate's answer, or in brackets why there is none. */
export function trialText({ outcome }: Trial): string {
  return outcome.status === 'answered' ? answerText(outcome.output) : `(no answer: ${outcome.failure})`
}

/** The case's known right answer as text. */
export function expectedText({ gold }: Case): string | undefined {
  return gold === undefined || typeof gold === 'string' ? gold : JSON.stringify(gold)
}
