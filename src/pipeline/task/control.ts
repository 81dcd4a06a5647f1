import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import type { AuditEvent } from '../../domain/event.js'
import type { TaskPlan } from '../../domain/plan.js'
import type { ReplayCall, Replayed } from '../../replay/replayer.js'
import { askedAgain } from './asked-again.js'
import { inOrder, type Step } from './in-order.js'
import { isUnjudged } from './pair.js'
import type { TaskRun } from './task-run.js'
import { unlessSkipped } from '../steering.js'
import { scoreTrial, type TrialScore } from './trial-score.js'

/** Cases that are asked again of the incumbent before the log is trusted as control. */
export const PILOT_CASES = 60
/** A pilot whose first calls all fail will not get better. */
const HOPELESS_AFTER = 5
/**
 * Where the incumbent hardly agrees with itself, agreement does not measure quality: a model that writes other, wrong things
 * would come as near.
 */
const LEAST_SELF_AGREEMENT = 0.7
/** Above this share of other texts, even from the incumbent itself, no model could be shown to be as good by writing the same. */
const MOST_OTHER_TEXTS = 0.1
/** Above this share of failed or unscored trials nothing is concluded. */
export const UNUSABLE_SHARE = 0.05
/** Above this share of failures it was the way to the model that failed, a key or a name or a provider that was down, and nothing was learnt of it. */
export const DOWN_SHARE = 0.2

/** The incumbent's score of a case, and the latency that goes with it in milliseconds. */
export interface ControlScore {
  readonly score: TrialScore
  readonly latencyMs: number | undefined
}

/** A control arm that can be asked for the incumbent's score of any case; a case is paid for once. */
export interface ControlArm {
  readonly mode: 'logged' | 'rerun'
  /** Share of the incumbent's repeated answers that agree with its logged ones; undefined where it was not asked again. */
  readonly selfAgreement?: number
  readonly start: (one: Case) => Promise<Step<ControlScore>>
  /**
   * Of a log as control: the incumbent's new score where a candidate's answer is found not to be the logged one (of another text that nobody has judged, a repeat tells nothing); undefined where it cannot be had. The log is wrong there as well, now and then,
   * and X ≤ 1 where nobody asks, so Y − 1 of the other cases only errs against the candidate.
   */
  readonly again?: (one: Case) => Promise<TrialScore | 'refused' | undefined>
  /** The call that asks the incumbent again; undefined where the log is the control. */
  readonly callOf?: (one: Case) => ReplayCall
}

/** Why a task has no control arm. */
export interface NoControl {
  readonly mode: 'blocked' | 'refused' | 'missing' | 'skipped'
  readonly message: string
  /** `noise`: the validator does not even accept the incumbent's own answers. */
  readonly because?: 'constraint' | 'noise'
  readonly selfAgreement?: number
}

export type Control = ControlArm | NoControl

/** The log as control: without gold it agrees with itself. */
export function loggedControl(run: TaskRun): ControlArm {
  const { scorer, plan } = run
  return {
    mode: 'logged',
    start: async (one) => {
      // Without gold the logged answer is the reference itself: it agrees with itself.
      if (plan.hasGold && (await run.embeddings?.prepare(one, one.reference)) === 'refused') return { kind: 'refused' }
      const score: TrialScore = plan.hasGold ? scorer(one.reference, one) : { status: 'scored', value: 1, reason: 'the logged answer is the reference' }
      return { kind: 'started', value: Promise.resolve({ score, latencyMs: one.latencyMs }) }
    },
  }
}

/**
 * Expected texts that hardly any answer equals measure likeness only, in which a model that writes other, wrong things can come as near as a good
 * one: undefined where the logged answers of the first cases show that they measure more.
 */
async function unlikeGold({ cases, scorer, plan, embeddings }: TaskRun): Promise<NoControl | undefined> {
  const first = cases.slice(0, PILOT_CASES)
  const prepared = embeddings ? await Promise.all(first.map((one) => embeddings.prepare(one, one.reference))) : []
  if (prepared.includes('refused')) return { mode: 'refused', message: 'the budget ran out while the logged answers were compared with the expected ones' }
  const scores = first.map((one) => scorer(one.reference, one)).filter((score) => score.status === 'scored')
  const unjudged = scores.filter(isUnjudged)
  if (unjudged.length > MOST_OTHER_TEXTS * scores.length) return { mode: 'blocked', because: 'noise', message: otherTexts(`${unjudged.length} of ${scores.length} logged answers of ${plan.incumbent.ref} are other texts than the expected ones`, unjudged[0]?.reason, plan) }
  const unlike = scores.filter((score) => score.otherText !== undefined).length
  const mean = scores.reduce((sum, { value }) => sum + value, 0) / Math.max(1, scores.length)
  if (unlike <= scores.length / 2 || mean >= LEAST_SELF_AGREEMENT) return undefined
  return { mode: 'blocked', because: 'noise', message: `the logged answers of ${plan.incumbent.ref} come to ${(100 * mean).toFixed(0)} % of the expected texts by ${plan.validator}: likeness to a text that nobody writes word for word cannot tell a good model from a bad one; name another validator, or a judge and no gold field for this task` }
}

function otherTexts(what: string, example: string | undefined, plan: TaskPlan): string {
  return `${what} by ${plan.validator}, and no program can tell whether that matters: name a judge, a validator that reads what counts, or fields to ignore (validator: { name: json, ignore: [FIELD] }); partial_credit: true takes likeness for quality${example === undefined ? '' : `. First of them: ${example}`}`
}

function rerunControl(run: TaskRun): Control {
  const asked = askedAgain(run.plan.incumbent, run.context.budgeted)
  if ('message' in asked) return { mode: 'blocked', message: asked.message }
  const { model, price } = asked
  const started = new Map<number, Promise<Step<ControlScore>>>()
  return {
    mode: 'rerun',
    callOf: (one) => run.callOf(one, model, price),
    start: (one) => {
      const known = started.get(one.index)
      if (known) return known
      const step = run.launch(one, model, price).then((launched): Step<ControlScore> => launched.kind !== 'started' ? launched : {
        kind: 'started',
        value: launched.value.then(async (replayed: Replayed | 'refused') =>
          replayed === 'refused' || (replayed.trial.outcome.status === 'answered' && (await run.embeddings?.prepare(one, replayed.trial.outcome.output)) === 'refused') ? 'refused' : { score: scoreTrial(replayed.trial, one, run.scorer), latencyMs: replayed.trial.latencyMs }),
      })
      started.set(one.index, step)
      return step
    },
  }
}

/** The log as control, but for cases where a candidate's answer is another: see ControlArm.again. A batch knows of those too late. */
function loggedUnlessDisputed(run: TaskRun, rerun: ControlArm): ControlArm {
  const { incumbent: { model } } = run.plan
  return {
    ...loggedControl(run),
    again: async (one) => {
      if (run.context.gather !== undefined || run.skipped.aborted || !model || !run.allowed(one, model)) return undefined
      const step = await rerun.start(one)
      if (step.kind !== 'started') return step.kind === 'refused' ? 'refused' : undefined
      const known = await step.value
      return known === 'refused' ? 'refused' : known.score.status === 'scored' ? known.score : undefined
    },
  }
}

/** The next step, or the error that says that the incumbent's provider cannot be used at all. */
async function nextOr<T, R>(steps: AsyncGenerator<T, R>): Promise<IteratorResult<T, R> | AuditError> {
  return steps.next().catch((error: unknown) => {
    if (error instanceof AuditError && error.code.startsWith('provider/')) return error
    throw error
  })
}

/**
 * Chooses the control arm of a task. `auto` with gold: the log. `auto` without: the first 60 cases are asked again of
 * the incumbent; only if none is found wrong is the log the control, but for cases where a candidate's answer is another; otherwise every case is asked again,
 * so that the incumbent's own noise is never blamed on a candidate.
 */
export async function* chooseControl(run: TaskRun): AsyncGenerator<AuditEvent, Control> {
  const { plan, context } = run
  const unlike = plan.hasGold ? await unlikeGold(run) : undefined
  if (unlike) return unlike
  if (plan.control === 'logged' || (plan.control === 'auto' && plan.hasGold)) return loggedControl(run)
  const rerun = rerunControl(run)
  if (rerun.mode !== 'rerun') return rerun
  const { model } = plan.incumbent
  const sendable = model ? run.cases.filter((one) => run.allowed(one, model)) : []
  if (sendable.length === 0) return { mode: 'blocked', message: `a constraint forbids to send these calls to ${plan.incumbent.ref} again as control`, because: 'constraint' }

  const pilot = sendable.slice(0, PILOT_CASES)
  const steps = inOrder(pilot.length, context.window, (index) => {
    const one = pilot[index]
    return one && !run.skipped.aborted ? rerun.start(one) : Promise.resolve({ kind: 'missing' })
  })
  let [done, agreed, unusable, sum] = [0, 0, 0, 0]
  const unjudged: TrialScore[] = []
  let reason = ''
  for (;;) {
    const step = await unlessSkipped(nextOr(steps), run.skipped)
    if (step === 'skipped') return { mode: 'skipped', message: 'skipped by hand while the incumbent was asked again as control; the same command goes on from there' }
    if (step instanceof AuditError) return { mode: 'blocked', message: `the incumbent could not be asked again as control: ${step.message}` }
    if (step.done) {
      if (step.value === 'missing' && rerun.callOf) context.gather?.(pilot.map(rerun.callOf))
      if (step.value === 'missing' && context.missingIsError) throw new AuditError('offline/missing', `--offline: not all answers of ${plan.incumbent.ref} that are needed as control are on record`, 'Run once without --offline to record them.')
      if (step.value !== 'complete') return { mode: step.value, message: step.value === 'refused' ? 'the budget ran out while the incumbent was asked again' : 'the recorded answers of the incumbent end before the pilot is complete' }
      break
    }
    const { score } = step.value
    done += 1
    if (score.status === 'scored') {
      agreed += score.value >= 1 - 1e-9 ? 1 : 0
      sum += score.value
      if (isUnjudged(score)) unjudged.push(score)
    } else {
      unusable += 1
      reason = score.reason
    }
    yield { type: 'control', taskId: plan.summary.id, done, of: pilot.length, agreed }
    if (unusable === done && done >= Math.min(HOPELESS_AFTER, pilot.length)) break
  }
  if (unusable > UNUSABLE_SHARE * done) return { mode: 'blocked', message: `the incumbent ${plan.incumbent.ref} could not be asked again as control: ${unusable} of ${done} calls failed or had no score (${reason})` }
  const selfAgreement = sum / Math.max(1, done - unusable)
  if (!plan.hasGold && selfAgreement < LEAST_SELF_AGREEMENT) {
    return { mode: 'blocked', because: 'noise', selfAgreement, message: `${plan.incumbent.ref}, asked again, scores only ${(100 * selfAgreement).toFixed(0)} % against its own logged answers by ${plan.validator}: too little to tell a good model from a bad one; name another validator or a gold field for this task` }
  }
  if (unjudged.length > MOST_OTHER_TEXTS * (done - unusable)) {
    return { mode: 'blocked', because: 'noise', selfAgreement, message: otherTexts(`${unjudged.length} of ${done - unusable} answers of ${plan.incumbent.ref}, asked again, are other texts than its logged ones`, unjudged[0]?.reason, plan) }
  }
  // Its other texts count as right: asked for every case, it could only lose what it is known not to.
  return { ...(plan.control === 'auto' && agreed + unjudged.length === done ? loggedUnlessDisputed(run, rerun) : rerun), selfAgreement }
}
