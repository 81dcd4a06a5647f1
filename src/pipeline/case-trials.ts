import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { textOf, type ModelOutput } from '../domain/message.js'
import type { Trial } from '../domain/trial.js'
import { readJsonl } from '../replay/jsonl-file.js'
import { readPlan } from './run-files.js'
import type { TrialScore } from './trial-score.js'

/** One candidate's scored answer to one case. Texts are undefined after a purge. Scores are in [0,1], null where there is none. */
export interface RecordedTrial {
  readonly caseId: string
  readonly taskId: string
  readonly index: number
  readonly model: string
  readonly incumbentScore: number | null
  readonly candidateScore: number | null
  readonly reason: string
  readonly prompt: string | undefined
  readonly incumbentAnswer: string | undefined
  readonly candidateAnswer: string | undefined
  readonly expected?: string
}

interface ScoreRow {
  readonly taskId: string
  readonly model: string
  readonly index: number
  readonly caseId: string
  readonly key: string
  readonly candidate: TrialScore
  readonly incumbent: TrialScore
}

const valueOf = (score: TrialScore): number | null => (score.status === 'scored' ? score.value : null)
const answerOf = (output: ModelOutput): string => [output.text, ...output.toolCalls.map(({ name, arguments: given }) => `${name}(${given})`)].filter((part) => part !== '').join('\n')

/** Ids of all drawn cases of a run with their tasks. Empty after a purge, but for those that were tried. */
export function caseIds(runDir: string): ReadonlyMap<string, string> {
  const drawn = existsSync(join(runDir, 'cases.jsonl')) ? [...readPlan(runDir).cases].flatMap(([taskId, cases]) => cases.map(({ id }) => [id, taskId] as const)) : []
  const tried = scoreRows(runDir).map(({ caseId, taskId }) => [caseId, taskId] as const)
  return new Map([...tried, ...drawn])
}

const scoreRows = (runDir: string): readonly ScoreRow[] => (existsSync(join(runDir, 'scores.jsonl')) ? (readJsonl(join(runDir, 'scores.jsonl')).rows as readonly ScoreRow[]) : [])

/** What every candidate that was tried on a case answered to it. */
export function caseTrials(runDir: string, caseId: string): readonly RecordedTrial[] {
  const rows = scoreRows(runDir).filter((row) => row.caseId === caseId)
  const keys = new Set(rows.map(({ key }) => key))
  const trials = new Map(existsSync(join(runDir, 'trials.jsonl')) ? (readJsonl(join(runDir, 'trials.jsonl')).rows as readonly Trial[]).filter(({ key }) => keys.has(key)).map((trial) => [trial.key, trial]) : [])
  const one = existsSync(join(runDir, 'cases.jsonl')) ? [...readPlan(runDir).cases.values()].flat().find(({ id }) => id === caseId) : undefined
  return rows.map((row) => {
    const outcome = trials.get(row.key)?.outcome
    const reason = row.candidate.status === 'scored' && row.incumbent.status !== 'scored' ? row.incumbent.reason : row.candidate.reason
    return {
      caseId, taskId: row.taskId, index: row.index, model: row.model,
      incumbentScore: valueOf(row.incumbent), candidateScore: valueOf(row.candidate), reason: reason ?? '(reason deleted by audit purge)',
      prompt: one && one.request.messages.map((message) => textOf([message])).join('\n'),
      incumbentAnswer: one && answerOf(one.reference),
      candidateAnswer: outcome === undefined ? undefined : outcome.status === 'answered' ? answerOf(outcome.output) : `(no answer: ${outcome.failure})`,
      ...(one?.gold === undefined ? {} : { expected: typeof one.gold === 'string' ? one.gold : JSON.stringify(one.gold) }),
    }
  })
}
