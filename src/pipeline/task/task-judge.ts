import type { Case } from '../../domain/case.js'
import type { Judgement } from '../../domain/judgement.js'
import { withoutParameters, type ModelOutput } from '../../domain/message.js'
import type { PlannedJudge, TaskPlan } from '../../domain/plan.js'
import { judgeBoth, VERDICT_TOKENS, type Ask } from '../../judge/index.js'
import { trialKey } from '../../replay/address.js'
import type { ReplayCall } from '../../replay/replayer.js'
import { isOtherModel } from './other-model.js'
import type { RunContext } from '../run-context.js'

/** Stands for a verdict that a batch has yet to bring. */
const TIE = JSON.stringify({ reason: '', verdict: 'tie' })

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
  const rivals = [plan.incumbent.ref, ...plan.ladder.map(({ model }) => model.ref)]
  let costUsd = 0

  const ask: Ask = async (asked) => {
    const request = withoutParameters(asked, judge.model.omit)
    const provider = context.plan.providers[judge.model.provider]
    if (!provider) return { kind: 'none', why: `no provider is planned for the judge ${judge.model.ref}` }
    const key = trialKey({ api: provider.api, baseUrl: provider.baseUrl, model: judge.model.model, request, maxOutputTokens: VERDICT_TOKENS })
    const call: ReplayCall = { key, model: judge.model, request, maxOutputTokens: VERDICT_TOKENS, capIsOurs: true, price: judge.price }
    const launch = await context.replayer.launch(call, context.signal)
    if (launch.kind === 'missing') {
      // A verdict that is not on record, in a decision without calls, was never asked for; one that is gathered for a batch is a tie until it comes.
      context.gather?.([call])
      return context.gather ? { kind: 'reply', text: TIE } : { kind: 'none', why: 'the judge’s verdict is not on record' }
    }
    const replayed = launch.kind === 'refused' ? 'refused' : await launch.result
    if (replayed === 'refused') return { kind: 'refused' }
    const { trial, cached } = replayed
    costUsd += trial.costUsd
    context.onReplayed({ type: 'trial', taskId: plan.summary.id, model: judge.model.ref, status: trial.outcome.status, cached, costUsd: cached ? 0 : trial.costUsd, spentUsd: context.spentUsd() })
    if (trial.outcome.status === 'failed') return { kind: 'none', why: `the judge could not be asked: ${trial.outcome.failure}: ${trial.outcome.message}` }
    const { responseModel, output } = trial.outcome
    // Labels speak for the judge that was asked, and for nobody who stands in for it, least of all a model that is being judged.
    const other = responseModel !== undefined && rivals.some((rival) => isOtherModel(judge.model.ref, responseModel, rival))
    return other ? { kind: 'none', why: `${responseModel.slice(0, 80)} answered instead of the judge ${judge.model.ref}` } : { kind: 'reply', text: output.text }
  }

  return {
    planned: judge,
    costUsd: () => costUsd,
    compare: (one, candidate) => judgeBoth({ request: one.request, candidate, incumbent: one.reference, rubric: judge.rubric }, ask),
  }
}
