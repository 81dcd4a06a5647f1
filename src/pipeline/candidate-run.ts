import { createMonitor, type Monitor } from '../decide/index.js'
import type { Case } from '../domain/case.js'
import { AuditError } from '../domain/error.js'
import type { AuditEvent } from '../domain/event.js'
import type { PlannedCandidate } from '../domain/plan.js'
import type { CandidateResult } from '../domain/result.js'
import { UNUSABLE_SHARE, type ControlArm, type ControlScore } from './control.js'
import { candidateResult, unfitResult } from './candidate-result.js'
import { inOrder, type End, type Step } from './in-order.js'
import { countedScores, failedIn, pairedDifference, unscoredIn, type PushedCase } from './pair.js'
import { outputCap, worstCaseUsd } from '../replay/output-cap.js'
import type { TaskRun } from './task-run.js'
import { scoreTrial } from './trial-score.js'

/** A candidate's result with the pushed cases behind it. */
export interface CandidateRun {
  readonly result: CandidateResult
  readonly pushed: readonly PushedCase[]
  /** True when the budget refused a call that was still needed. */
  readonly refused: boolean
  /** Share of the task's cost whose calls may be sent to this candidate, in [0,1]. */
  readonly sendable: number
}

/** What is left to say of a candidate that was not run. */
export const NOTHING_RUN = { pushed: [], refused: false, sendable: 0 } as const

/** Calls ahead of a verdict are paid for in vain, and bad candidates fall early: at first few run ahead, later a quarter of what was pushed. */
const runAhead = (pushed: number, window: number): number => Math.min(window, Math.max(4, Math.ceil(pushed / 4)))

/** Starts both arms of a case, the control first; the budget may refuse either. */
async function startPair(run: TaskRun, one: Case, candidate: PlannedCandidate, control: ControlArm): Promise<Step<PushedCase>> {
  if (!candidate.price) throw new Error(`${candidate.model.ref} was started without a price`)
  const controlStep = await control.start(one)
  if (controlStep.kind !== 'started') return controlStep
  const step = await run.launch(one, candidate.model, candidate.price)
  if (step.kind !== 'started') return step
  const join = async (): Promise<PushedCase | 'refused'> => {
    const [scored, replayed]: [ControlScore | 'refused', Awaited<typeof step.value>] = await Promise.all([controlStep.value, step.value])
    if (scored === 'refused' || replayed === 'refused') return 'refused'
    return { index: one.index, one, trial: replayed.trial, candidate: scoreTrial(replayed.trial, one, run.scorer), control: scored.score, controlLatencyMs: scored.latencyMs }
  }
  return { kind: 'started', value: join() }
}

function costShare(part: readonly Case[], whole: readonly Case[]): number {
  const sum = (cases: readonly Case[]) => cases.reduce((total, { costUsd }) => total + (costUsd ?? 0), 0)
  return sum(whole) > 0 ? sum(part) / sum(whole) : part.length / whole.length
}

function missingAnswer(run: TaskRun, candidate: PlannedCandidate, one: Case | undefined): AuditError {
  const where = one ? `${one.source.file}:${one.source.line}` : `a case of ${run.plan.summary.label}`
  return new AuditError('offline/missing', `--offline: no answer of ${candidate.model.ref} (or of the incumbent, as control) to ${where} is on record`, 'Run once without --offline to record it.')
}

function worstCall(run: TaskRun, candidate: PlannedCandidate, one: Case | undefined): number {
  return one && candidate.price ? worstCaseUsd(one.request, outputCap(one.request, run.plan.longestAnswerTokens), candidate.price) : 0
}

const unusable = (pushed: readonly PushedCase[]): number => pushed.filter((pair) => failedIn(pair) || unscoredIn(pair)).length

/** True when so many trials have no score that no later ones could bring their share under the limit. */
function hopeless(pushed: readonly PushedCase[], horizon: number): boolean {
  const count = unusable(pushed)
  return count > UNUSABLE_SHARE * horizon || (pushed.length >= 10 && count === pushed.length)
}

/**
 * Replays one candidate of the ladder case by case in the drawn order until its verdict falls, the cases or the money
 * end. Results are pushed to the test in that order, never in the order of arrival.
 */
export async function* runCandidate(run: TaskRun, candidate: PlannedCandidate, control: ControlArm): AsyncGenerator<AuditEvent, CandidateRun> {
  const { plan, context } = run
  const { model } = candidate
  const controlModel = control.mode === 'rerun' ? plan.incumbent.model : undefined
  const cases = run.cases.filter((one) => run.allowed(one, model) && (!controlModel || run.allowed(one, controlModel)))
  if (cases.length === 0) {
    return { result: unfitResult(candidate, 'blocked', `a constraint forbids to send these calls to ${model.provider}: declare compliance or regions for it under providers, if it has them`, 'constraint'), ...NOTHING_RUN }
  }
  // With a constraint all eligible cases are at hand, so those that may be sent are the population.
  const population = plan.rule.population === null ? null : Math.min(plan.rule.population, context.plan.constraints.length > 0 ? cases.length : plan.eligible)
  const rule = { ...plan.rule, maxSamples: Math.min(plan.rule.maxSamples, cases.length), population }
  const horizons = [...new Set(plan.horizons.map((horizon) => Math.min(horizon, cases.length)))]
  const monitor: Monitor = createMonitor(rule, plan.declared, { truth: plan.hasGold, horizons })
  const threshold = 1 / plan.rule.alpha
  const pushed: PushedCase[] = []
  const steps = inOrder(rule.maxSamples, (taken) => runAhead(taken, context.window), (index) => {
    const one = cases[index]
    return one ? startPair(run, one, candidate, control) : Promise.resolve({ kind: 'missing' })
  })
  let end: End | 'decided' = 'decided'
  while (monitor.state === 'undecided' && !hopeless(pushed, rule.maxSamples)) {
    const step = await steps.next()
    if (step.done) {
      end = step.value
      break
    }
    pushed.push(step.value)
    monitor.push(pairedDifference(step.value))
    yield {
      type: 'evidence', taskId: plan.summary.id, model: model.ref, trials: monitor.processed, maxSamples: rule.maxSamples,
      difference: monitor.difference ?? 0, eValue: monitor.eValue, threshold, margin: rule.margin,
    }
  }
  if (end === 'missing' && context.missingIsError) throw missingAnswer(run, candidate, cases[pushed.length])
  const result = candidateResult({
    run, candidate, pushed, end, rule,
    counted: pushed.map(countedScores),
    summary: monitor.summary(),
    unusable: unusable(pushed),
    worstCallUsd: worstCall(run, candidate, cases[pushed.length]),
  })
  return { result, pushed, refused: end === 'refused', sendable: costShare(cases, run.cases) }
}
