import type { Case } from '../domain/case.js'
import type { Judgement } from '../domain/judgement.js'
import { withoutParameters, type ModelOutput } from '../domain/message.js'
import type { PlannedJudge, TaskPlan } from '../domain/plan.js'
import { judgeBoth, VERDICT_TOKENS, type Ask } from '../judge/index.js'
import { trialKey } from '../replay/address.js'
import type { RunContext } from './run-context.js'

/** A task's judge at work. */
export interface TaskJudge {
  readonly planned: PlannedJudge
  /** Compares a candidate's answer with the logged one; paid from the run's budget, recorded like any other call. */
  readonly compare: (one: Case, candidate: ModelOutput) => Promise<Judgement | 'refused'>
  /** USD of the verdicts of this run that are known, recorded ones included. */
  readonly costUsd: () => number
}

/** The judge of a task, asked through the replayer: budget, limits, retries and journal are those of every call. */
export function taskJudge(plan: TaskPlan, context: RunContext): TaskJudge | undefined {
  const { judge } = plan
  if (!judge) return undefined
  let costUsd = 0

  const ask: Ask = async (asked) => {
    const request = withoutParameters(asked, judge.model.omit)
    const provider = context.plan.providers[judge.model.provider]
    if (!provider) return undefined
    const key = trialKey({ api: provider.api, baseUrl: provider.baseUrl, model: judge.model.model, request, maxOutputTokens: VERDICT_TOKENS })
    const launch = await context.replayer.launch({ key, model: judge.model, request, maxOutputTokens: VERDICT_TOKENS, capIsOurs: true, price: judge.price }, context.signal)
    // A verdict that is not on record, in a decision without calls, is one that was never asked for.
    if (launch.kind === 'missing') return undefined
    if (launch.kind === 'refused') return 'refused'
    const replayed = await launch.result
    if (replayed === 'refused') return 'refused'
    const { trial, cached } = replayed
    costUsd += trial.costUsd
    context.onReplayed({ type: 'trial', taskId: plan.summary.id, model: judge.model.ref, status: trial.outcome.status, cached, costUsd: cached ? 0 : trial.costUsd, spentUsd: context.spentUsd() })
    return trial.outcome.status === 'answered' ? trial.outcome.output.text : undefined
  }

  return {
    planned: judge,
    costUsd: () => costUsd,
    compare: (one, candidate) => judgeBoth({ request: one.request, candidate, incumbent: one.reference, rubric: judge.rubric }, ask),
  }
}
