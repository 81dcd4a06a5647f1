import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { textOf } from '../../domain/message.js'
import { readPlan } from './run-files.js'
import { answerText, expectedText, scoreReason, scoreRows, scoreValue, trialsByKey, trialText } from './score-rows.js'

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

/** Ids of all drawn cases of a run with their tasks. Empty after a purge, but for those that were tried. */
export function caseIds(runDir: string): ReadonlyMap<string, string> {
  const drawn = existsSync(join(runDir, 'cases.jsonl')) ? [...readPlan(runDir).cases].flatMap(([taskId, cases]) => cases.map(({ id }) => [id, taskId] as const)) : []
  const tried = scoreRows(runDir).map(({ caseId, taskId }) => [caseId, taskId] as const)
  return new Map([...tried, ...drawn])
}

/** What every candidate that was tried on a case answered to it. */
export function caseTrials(runDir: string, caseId: string): readonly RecordedTrial[] {
  const rows = scoreRows(runDir).filter((row) => row.caseId === caseId)
  const keys = new Set(rows.map(({ key }) => key))
  const trials = trialsByKey(runDir, (key) => keys.has(key))
  const one = existsSync(join(runDir, 'cases.jsonl')) ? [...readPlan(runDir).cases.values()].flat().find(({ id }) => id === caseId) : undefined
  const expected = one && expectedText(one)
  return rows.map((row) => {
    const trial = trials.get(row.key)
    const reason: string | undefined = scoreReason(row)
    return {
      caseId, taskId: row.taskId, index: row.index, model: row.model,
      incumbentScore: scoreValue(row.incumbent), candidateScore: scoreValue(row.candidate), reason: reason ?? '(reason deleted by audit purge)',
      prompt: one && one.request.messages.map((message) => textOf([message])).join('\n'),
      incumbentAnswer: one && answerText(one.reference),
      candidateAnswer: trial && trialText(trial),
      ...(expected === undefined ? {} : { expected }),
    }
  })
}
