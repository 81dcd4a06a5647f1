import type { JudgeSummary } from '../../domain/judgement.js'
import { judgeBehaviour } from '../../judge/index.js'
import type { Adjudication } from './adjudication.js'
import type { PushedCase } from './pair.js'
import type { TaskJudge } from './task-judge.js'

/** What a result says of a task's judge: how it behaved on this very run, what it cost, and for which candidates it counted. */
export function judgeSummary(judge: TaskJudge, pushed: readonly PushedCase[], adjudications: ReadonlyMap<string, Adjudication>): JudgeSummary {
  return {
    model: judge.planned.model.ref,
    id: judge.planned.id,
    costUsd: judge.costUsd(),
    ...judgeBehaviour(pushed.flatMap(({ judgement }) => judgement ?? [])),
    calibration: Object.fromEntries([...adjudications].flatMap(([model, { by, message }]) => (message === undefined ? [] : [[model, `${by === 'judge' ? 'decides' : 'does not decide'}: ${message}`]]))),
  }
}
