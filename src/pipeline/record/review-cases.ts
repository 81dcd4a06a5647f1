import { dirname, join } from 'node:path'
import { AuditError } from '../../domain/error.js'
import { isJsonObject } from '../../domain/json.js'
import type { Judgement } from '../../domain/judgement.js'
import { openJournal } from '../../replay/journal.js'
import { readJsonl } from '../../replay/jsonl-file.js'
import type { ReviewCase } from '../../review/index.js'
import { digest } from '../../sample/content.js'
import { answerPair } from '../task/answer-pair.js'
import { COLLECTED, readPlan, readResult } from './run-files.js'

interface ScoreRow {
  readonly taskId: string
  readonly model: string
  readonly index: number
  readonly key: string
  readonly disputed: boolean
  readonly judgement?: Judgement
}

function isScoreRow(value: unknown): value is ScoreRow {
  return isJsonObject(value) && typeof value['taskId'] === 'string' && typeof value['model'] === 'string' && typeof value['index'] === 'number' && typeof value['key'] === 'string' && typeof value['disputed'] === 'boolean'
}

/** Uniform in [0,1) from a hash: the same case is drawn alike in every sitting, and independently of what anybody said of it. */
function drawOf(seed: number, key: string): number {
  return Number.parseInt(digest(['review', seed, key]).slice(0, 13), 16) / 2 ** 52
}

/** How near a candidate is to being certified, in [0,1]; 0 where the verdict has fallen. */
function nearnessOf(runDir: string): (taskId: string, model: string) => number {
  const result = readResult(runDir)
  const threshold = 1 / (result.rule.alpha || 0.05)
  const found = new Map(result.tasks.flatMap((task) => task.candidates.map((one) => [`${task.id}\n${one.model}`, one.verdict === 'inconclusive' || one.verdict === 'not-evaluated' ? Math.min(1, Math.log1p(one.eValue) / Math.log1p(threshold)) : 0] as const)))
  return (taskId, model) => found.get(`${taskId}\n${model}`) ?? 0
}

/** The disagreements of a run, with both answers. @throws AuditError when the run has none of its prompts and answers any more */
export function reviewCases(runDir: string): readonly ReviewCase[] {
  const { plan, cases } = readPlan(runDir)
  if (cases.size === 0) throw new AuditError('run/purged', `${runDir}: its prompts and answers were purged, so there is nothing to look at`, 'Run the audit again.')
  const rows = ['scores.jsonl', COLLECTED].flatMap((name) => readJsonl(join(runDir, name)).rows).filter(isScoreRow)
  const nearness = nearnessOf(runDir)
  const journal = openJournal(runDir, { auditDir: dirname(runDir), keepFailures: true, fresh: false, readOnly: true })
  const counts = new Map<string, { cases: number; disagreements: number }>()
  for (const { taskId, model, disputed } of rows) {
    const count = counts.get(`${taskId}\n${model}`) ?? { cases: 0, disagreements: 0 }
    counts.set(`${taskId}\n${model}`, { cases: count.cases + 1, disagreements: count.disagreements + (disputed ? 1 : 0) })
  }
  return rows.filter(({ disputed }) => disputed).flatMap(({ taskId, model, index, key, judgement }): ReviewCase[] => {
    const task = plan.tasks.find(({ summary }) => summary.id === taskId)
    const one = cases.get(taskId)?.find((each) => each.index === index)
    const outcome = journal.find(key)?.outcome
    if (!task || !one || outcome?.status !== 'answered') return []
    return [{
      taskId, model, key, answers: answerPair(outcome.output, one.reference), caseId: one.id, taskLabel: task.summary.label, request: one.request, candidate: outcome.output, incumbent: one.reference,
      judgement, judge: task.judge?.id, draw: drawOf(plan.seed, key), nearness: nearness(taskId, model), ...(counts.get(`${taskId}\n${model}`) ?? { cases: 0, disagreements: 0 }),
    }]
  })
}
