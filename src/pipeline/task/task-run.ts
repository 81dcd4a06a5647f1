import type { Case } from '../../domain/case.js'
import { withoutParameters } from '../../domain/message.js'
import type { ModelRef, Price } from '../../domain/model.js'
import type { TaskPlan } from '../../domain/plan.js'
import type { Trial } from '../../domain/trial.js'
import { trialKey } from '../../replay/address.js'
import { outputCap } from '../../replay/output-cap.js'
import type { ReplayCall, Replayed } from '../../replay/replayer.js'
import { findValidator } from '../../validators/index.js'
import type { Step } from './in-order.js'
import { mayGo } from './may-go.js'
import type { RunContext } from '../run-context.js'
import { createScorer, type Scorer } from './trial-score.js'
import { answerCheckOf, passes } from '../strategy/answer-check.js'
import { taskEmbeddings, type TaskEmbeddings } from './task-embeddings.js'
import { taskJudge, type TaskJudge } from './task-judge.js'

/** One task on its way. */
export interface TaskRun {
  readonly plan: TaskPlan
  readonly cases: readonly Case[]
  readonly scorer: Scorer
  /** Undefined where the task has no judge. */
  readonly judge: TaskJudge | undefined
  /** Undefined where the task's texts are compared without vectors. */
  readonly embeddings: TaskEmbeddings | undefined
  /** The call that asks a model for the answer to a case. */
  readonly callOf: (one: Case, model: ModelRef, price: Price | undefined) => ReplayCall
  /** Starts the call of a case on a model, once its money is set aside. `cancel` keeps it from being sent, if it was not yet. */
  readonly launch: (one: Case, model: ModelRef, price: Price | undefined, cancel?: AbortSignal) => Promise<Step<Replayed>>
  /** True when every constraint lets this case go to the model's provider. */
  readonly allowed: (one: Case, model: ModelRef) => boolean
  /** Whether a gateway's check lets an answer pass; undefined where no strategy asks. */
  readonly passes: ((trial: Trial) => boolean) | undefined
  readonly context: RunContext
  /** Aborted once the task is to be left for now. */
  readonly skipped: AbortSignal
}

const NEVER = new AbortController().signal

/** Prepares a task to be run. */
export function startTask(plan: TaskPlan, cases: readonly Case[], context: RunContext): TaskRun {
  const validator = findValidator(plan.validator)
  const check = plan.strategies?.some(({ kind }) => kind === 'cascade') ? answerCheckOf(plan, cases) : undefined
  const { providers, constraints: named, hiddenConstraints: constraints = named } = context.plan
  const callOf = (one: Case, model: ModelRef, price: Price | undefined): ReplayCall => {
    const provider = providers[model.provider]
    if (!provider) throw new Error(`no provider is planned for ${model.ref}`)
    const request = withoutParameters(one.request, model.omit)
    const maxOutputTokens = outputCap(request, plan.longestAnswerTokens)
    const api = provider.apiVersion === undefined ? provider.api : `${provider.api} ${provider.apiVersion}`
    const key = trialKey({ api, baseUrl: provider.baseUrl, model: model.model, request, maxOutputTokens })
    return { key, model, request, maxOutputTokens, capIsOurs: request.maxOutputTokens === undefined, price }
  }
  const embeddings = taskEmbeddings(plan, cases, context, (one) => plan.embeddings !== undefined && mayGo(one, providers[plan.embeddings.model.provider], constraints))
  return {
    plan,
    cases,
    context,
    skipped: context.skipped?.(plan.summary.id) ?? NEVER,
    scorer: createScorer(validator, embeddings ? { ...plan.validatorContext, likeness: embeddings.likeness } : plan.validatorContext),
    embeddings,
    judge: taskJudge(plan, context),
    passes: check && ((trial) => passes(trial, check)),
    allowed: (one, model) => mayGo(one, providers[model.provider], constraints),
    callOf,
    launch: async (one, model, price, cancel) => {
      const launch = await context.replayer.launch(callOf(one, model, price), context.signal, cancel)
      if (launch.kind !== 'launched') return launch
      const value = launch.result.then((replayed) => {
        if (replayed !== 'refused') {
          const { trial, cached } = replayed
          context.onReplayed({ type: 'trial', taskId: plan.summary.id, model: model.ref, status: trial.outcome.status, cached, costUsd: cached ? 0 : trial.costUsd, spentUsd: context.spentUsd() })
        }
        return replayed
      })
      return { kind: 'started', value }
    },
  }
}
