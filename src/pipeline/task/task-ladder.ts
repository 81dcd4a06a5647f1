import type { Together } from '../../decide/index.js'
import type { Case } from '../../domain/case.js'
import type { AuditEvent } from '../../domain/event.js'
import type { PlannedCandidate, TaskPlan } from '../../domain/plan.js'
import type { CandidateResult, TaskDecision, TaskResult } from '../../domain/result.js'
import { NOTHING_RUN, runCandidate, type CandidateRun } from './candidate-run.js'
import { unfitResult } from './candidate-result.js'
import { adjudicationOf, type Adjudication } from './adjudication.js'
import { chooseControl, loggedControl, type Control, type ControlArm } from './control.js'
import { judgeSummary } from './judge-summary.js'
import type { PushedCase } from './pair.js'
import { summarizeLatency } from './latency.js'
import { savingOf, type Saving } from './saving.js'
import type { RunContext } from '../run-context.js'
import { evaluateStrategies, type StrategyOutcome } from '../strategy/evaluate.js'
import { startTask, type TaskRun } from './task-run.js'

/** A task's result with the pushed cases of each candidate. */
export interface TaskLadder {
  readonly result: TaskResult
  readonly evidence: ReadonlyMap<string, readonly PushedCase[]>
  /** By candidate: cases beyond its verdict, in which people can check the judge. */
  readonly collected: ReadonlyMap<string, readonly PushedCase[]>
  /** True when the budget refused a call that was still needed. */
  readonly refused: boolean
  /** True when an answer was not on record and none could be asked for. */
  readonly missing: boolean
}

/** The candidate that a task moves to, and what that saves; no saving is known when a price is not. */
interface Winner {
  readonly result: CandidateResult
  readonly saving: Saving | undefined
}

/** The viable strategy that saves most, if it saves more than the single model that won. */
function bestStrategy(outcomes: readonly StrategyOutcome[], winner: Winner | undefined): StrategyOutcome | undefined {
  if (winner && !winner.saving) return undefined // of unknown cost: nothing shows that a strategy would be cheaper
  const saves = ({ saving }: StrategyOutcome): number => saving?.usd ?? 0
  const best = outcomes.filter(({ result }) => result.viable).toSorted((a, b) => saves(b) - saves(a))[0]
  return best && saves(best) > Math.max(0, winner?.saving?.usd ?? 0) ? best : undefined
}

function verdictEvent(taskId: string, result: CandidateResult): AuditEvent {
  const { model, verdict, reason, trials, message } = result
  return { type: 'verdict', taskId, model, verdict, reason, trials, message }
}

function keepReason({ plan, skipped: { aborted: skipped } }: TaskRun, results: readonly CandidateResult[]): string {
  if (plan.unfit) return plan.unfit.message
  if (skipped) return 'undecided: the task was skipped by hand; the same command goes on with it'
  if (results.length === 0) return 'no candidate is cheaper than the incumbent'
  const dearer = results.filter(({ viable }) => viable).map(({ model }) => model)
  if (dearer.length > 0) return `viable, but no cheaper in use than the incumbent: ${dearer.join(', ')}`
  const undecided = results.filter(({ verdict }) => verdict === 'inconclusive').length
  return undecided > 0 ? `no candidate certified; ${undecided} undecided` : 'no candidate is viable'
}

function decisionOf(run: TaskRun, winner: Winner | undefined, results: readonly CandidateResult[], best: StrategyOutcome | undefined): TaskDecision {
  const { plan } = run
  if (best) {
    const { result: { kind, models, message }, saving } = best
    return { model: models[0] ?? plan.incumbent.ref, strategy: kind === 'split' ? 'split' : 'cascade', family: { kind, models }, ...(winner ? { otherwise: winner.result.model } : {}), reason: `cheapest viable strategy: ${message}`, savingUsd: saving?.usd ?? null, savingInterval: saving?.interval ?? null }
  }
  if (!winner) return { model: plan.incumbent.ref, strategy: 'incumbent', reason: keepReason(run, results), savingUsd: 0, savingInterval: [0, 0] }
  const { result, saving } = winner
  return { model: result.model, strategy: 'single', reason: `cheapest viable candidate: ${result.message}`, savingUsd: saving?.usd ?? null, savingInterval: saving?.interval ?? null }
}

/** What is said of a candidate that is not run, or undefined when it is to be run. */
function notRun(candidate: PlannedCandidate, { plan, skipped }: TaskRun, winner: Winner | undefined, control: Control | undefined): CandidateResult | undefined {
  const unfit = plan.unfit ?? candidate.unfit
  if (unfit) return unfitResult(candidate, unfit.reason, unfit.message)
  if (winner) return unfitResult(candidate, 'skipped', `not needed: ${winner.result.model} is cheaper and viable`)
  if (skipped.aborted) return { ...unfitResult(candidate, 'skipped', control && !('start' in control) && control.mode === 'skipped' ? control.message : 'not begun: the task was skipped by hand; the same command goes on with it'), verdict: 'inconclusive' }
  if (!control || 'start' in control) return undefined
  const blocked = unfitResult(candidate, 'blocked', control.message, control.because === 'constraint' ? 'constraint' : null)
  return control.mode === 'blocked' ? blocked : { ...blocked, verdict: 'inconclusive', reason: control.mode === 'refused' ? 'budget' : 'data' }
}

/** The control that goes with an adjudication. A validator too noisy to decide leaves the case to the judge: heard now, trusted once people have checked it. */
function settledBy(run: TaskRun, control: Control | undefined, adjudication: Adjudication): { readonly control: Control | undefined; readonly adjudication: Adjudication } {
  if (adjudication.by !== 'validator') return { control: control && (loggedControl(run) satisfies ControlArm), adjudication }
  if (control && !('start' in control) && control.because === 'noise' && run.judge) return { control: loggedControl(run), adjudication: { ...adjudication, by: 'collect', message: `${control.message}; ${adjudication.message ?? ''}` } }
  return { control, adjudication }
}

/**
 * Tries the candidates of a task from the cheapest up and stops at the first that is viable and saves money. Each has its
 * own e-process that starts at 1/K, so the chance that any worse one is declared viable is at most α.
 * @param together what a certificate needs where tasks are declared together
 */
export async function* runTask(plan: TaskPlan, cases: readonly Case[], context: RunContext, together?: Together): AsyncGenerator<AuditEvent, TaskLadder> {
  const run = startTask(plan, cases, context)
  const { id, label } = plan.summary
  const runs = new Map<string, CandidateRun>()
  let winner: Winner | undefined

  if (!plan.unfit) yield { type: 'task-started', taskId: id, label, incumbent: plan.incumbent.ref, candidates: plan.ladder.map(({ model }) => model.ref), validator: plan.validator }
  const able = !plan.unfit && plan.ladder.some(({ unfit }) => !unfit)
  const adjudications = new Map(plan.ladder.map((candidate) => [candidate.model.ref, adjudicationOf(plan, candidate)]))
  // Where people or a calibrated judge settle every disagreement the log itself is compared with, and nobody is asked again.
  const asksAgain = plan.ladder.some(({ unfit, model }) => !unfit && adjudications.get(model.ref)?.by === 'validator')
  const control = !able ? undefined : asksAgain ? yield* chooseControl(run) : loggedControl(run)

  for (const candidate of plan.ladder) {
    const settled = settledBy(run, control, adjudications.get(candidate.model.ref) ?? adjudicationOf(plan, candidate))
    const standing = notRun(candidate, run, winner, settled.control)
    const outcome: CandidateRun = standing || !settled.control || !('start' in settled.control) ? { result: standing ?? unfitResult(candidate, 'blocked', 'no control'), ...NOTHING_RUN } : yield* runCandidate(run, candidate, settled.control, settled.adjudication, together)
    runs.set(candidate.model.ref, outcome)
    if (outcome.missing && context.gather) break // the next candidate is due when this one is decided
    yield verdictEvent(id, outcome.result)
    if (!outcome.result.viable) continue
    // A model of a lower list price may write so much more that it costs more in use.
    const saving = candidate.price && savingOf(plan, candidate.price, outcome.pushed, outcome.sendable)
    if (!saving || saving.usd > 0) winner = { result: outcome.result, saving }
  }

  const results = [...[...runs.values()].map(({ result }) => result), ...plan.outside.map((candidate) => unfitResult(candidate, 'skipped', candidate.unfit?.message ?? 'not part of the ladder'))]
  const outcomes = able && plan.strategies ? await evaluateStrategies({ run, runs, adjudications, together }) : []
  const decision = decisionOf(run, winner, results, bestStrategy(outcomes, winner))
  yield { type: 'decision', taskId: id, model: decision.model, strategy: decision.strategy, reason: decision.reason, ...(plan.unfit ? { notTried: true as const } : {}) }
  return {
    result: {
      ...plan.summary, incumbent: plan.incumbent.ref, validator: plan.validator, validatorReason: plan.validatorReason, selfAgreement: control?.selfAgreement ?? null, ...(run.judge ? { judge: judgeSummary(run.judge, [...runs.values()].flatMap(({ paired }) => paired), adjudications) } : {}), control: control && 'start' in control ? control.mode : plan.control === 'rerun' ? 'rerun' : 'logged',
      incumbentLatencyMs: summarizeLatency(cases.flatMap(({ latencyMs }) => latencyMs ?? [])),
      target: plan.target, eligible: plan.eligible, excluded: plan.excluded, ...(plan.continues ? { continues: { runId: plan.continues.runId, cases: plan.continues.cases } } : {}), candidates: results, ...(outcomes.length === 0 ? {} : { strategies: outcomes.map(({ result }) => result) }), decision,
    },
    evidence: new Map([...runs].map(([ref, { pushed }]) => [ref, pushed])),
    collected: new Map(run.judge ? [...runs].map(([ref, { pushed, paired }]) => [ref, paired.slice(pushed.length)]) : []),
    missing: control?.mode === 'missing' || [...runs.values()].some(({ missing }) => missing),
    refused: control?.mode === 'refused' || [...runs.values()].some(({ refused }) => refused),
  }
}
