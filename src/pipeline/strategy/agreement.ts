import { findValidator } from '../../validators/index.js'
import { textOf, type ModelOutput } from '../../domain/message.js'
import type { PushedCase } from '../task/pair.js'
import type { TaskRun } from '../task/task-run.js'

/**
 * Whether two models gave the same answer to a case, by the task's own validator with the first one's answer in the place of the reference:
 * neither the log nor an expected answer is looked at, for a gateway has none. Answers are read from the record.
 */
export function createAgreement(run: TaskRun, first: string, second: string): (first: PushedCase, second: PushedCase) => Promise<boolean> {
  const { plan, context } = run
  const validator = findValidator(plan.validator)
  const answerOf = async ({ one }: PushedCase, ref: string): Promise<ModelOutput | undefined> => {
    const candidate = plan.ladder.find(({ model }) => model.ref === ref)
    if (!candidate) return undefined
    const call = run.callOf(one, candidate.model, candidate.price)
    // What was pushed is on record; anything else would be a call that nobody planned.
    if (!context.replayer.has(call.key)) return undefined
    const launch = await context.replayer.launch(call, context.signal)
    const replayed = launch.kind === 'launched' ? await launch.result : 'refused'
    return replayed === 'refused' || replayed.trial.outcome.status === 'failed' ? undefined : replayed.trial.outcome.output
  }
  return async (own, other) => {
    const [given, compared] = [await answerOf(own, first), await answerOf(other, second)]
    if (!given || !compared) return false
    const { tools } = own.one.request
    const { value } = validator.validate(compared, { output: given }, { ...plan.validatorContext, input: textOf(own.one.request.messages), ...(tools ? { tools } : {}) })
    return value !== null && value >= 1 - 1e-9
  }
}
