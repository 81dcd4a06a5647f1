import type { Case } from '../domain/case.js'
import type { AuditEvent } from '../domain/event.js'
import type { PlannedCandidate, TaskPlan } from '../domain/plan.js'
import type { CandidateResult, TaskDecision, TaskResult } from '../domain/result.js'
import { runCandidate, type CandidateRun } from './candidate-run.js'
import { unfitResult } from './candidate-result.js'
import { chooseControl } from './control.js'
import type { PushedCase } from './pair.js'
import { savingOf, type Saving } from './saving.js'
import { startTask, type RunContext } from './task-run.js'

/** A task's result with the pushed cases of each candidate. */
export interface TaskLadder {
  readonly result: TaskResult
  readonly evidence: ReadonlyMap<string, readonly PushedCase[]>
}

function verdictEvent(taskId: string, result: CandidateResult): AuditEvent {
  const { model, verdict, reason, trials, message } = result
  return { type: 'verdict', taskId, model, verdict, reason, trials, message }
}

function decisionOf(plan: TaskPlan, winner: CandidateResult | undefined, saving: Saving | undefined, results: readonly CandidateResult[]): TaskDecision {
  if (winner) {
    return { model: winner.model, strategy: 'single', reason: `cheapest viable candidate: ${winner.message}`, savingUsd: saving?.usd ?? null, savingInterval: saving?.interval ?? null }
  }
  const undecided = results.filter(({ verdict }) => verdict === 'inconclusive').length
  const reason = plan.unfit?.message ?? (results.length === 0 ? 'no candidate is cheaper than the incumbent' : undecided > 0 ? `no candidate certified; ${undecided} undecided` : 'no candidate is viable')
  return { model: plan.incumbent.ref, strategy: 'incumbent', reason, savingUsd: 0, savingInterval: [0, 0] }
}

/**
 * Tries the candidates of a task from the cheapest up and stops at the first that is viable. Each has its own
 * e-process that starts at 1/K, so the chance that any worse one is declared viable is at most α.
 */
export async function* runTask(plan: TaskPlan, cases: readonly Case[], context: RunContext): AsyncGenerator<AuditEvent, TaskLadder> {
  const run = startTask(plan, cases, context)
  const { id, label } = plan.summary
  const runs = new Map<PlannedCandidate, CandidateRun>()
  let winner: CandidateResult | undefined
  let mode: TaskResult['control'] = plan.control === 'rerun' ? 'rerun' : 'logged'
  const settle = function* (candidate: PlannedCandidate, outcome: CandidateRun): Generator<AuditEvent> {
    runs.set(candidate, outcome)
    yield verdictEvent(id, outcome.result)
  }

  const able = plan.unfit ? [] : plan.ladder.filter(({ unfit }) => !unfit)
  if (!plan.unfit) yield { type: 'task-started', taskId: id, label, incumbent: plan.incumbent.ref, candidates: plan.ladder.map(({ model }) => model.ref), validator: plan.validator }
  const control = able.length > 0 ? yield* chooseControl(run) : undefined
  if (control?.mode === 'logged' || control?.mode === 'rerun') mode = control.mode

  for (const candidate of plan.ladder) {
    const unfit = plan.unfit ?? candidate.unfit
    if (unfit) yield* settle(candidate, { result: unfitResult(candidate, unfit.reason, unfit.message), pushed: [] })
    else if (winner) yield* settle(candidate, { result: unfitResult(candidate, 'skipped', `not needed: ${winner.model} is cheaper and viable`), pushed: [] })
    else if (!control || control.mode === 'blocked') yield* settle(candidate, { result: unfitResult(candidate, 'blocked', control?.message ?? 'no control'), pushed: [] })
    else if ('start' in control) {
      const outcome = yield* runCandidate(run, candidate, control)
      if (outcome.result.viable) winner = outcome.result
      yield* settle(candidate, outcome)
    } else {
      const result: CandidateResult = { ...unfitResult(candidate, 'blocked', control.message), verdict: 'inconclusive', reason: control.mode === 'refused' ? 'budget' : 'data' }
      yield* settle(candidate, { result, pushed: [] })
    }
  }
  const results = [...plan.ladder.map((candidate) => runs.get(candidate)?.result ?? unfitResult(candidate, 'skipped', 'not reached')), ...plan.outside.map((candidate) => unfitResult(candidate, 'skipped', candidate.unfit?.message ?? 'not part of the ladder'))]
  const chosen = plan.ladder.find(({ model }) => model.ref === winner?.model)
  const saving = chosen?.price && savingOf(plan, chosen.price, runs.get(chosen)?.pushed ?? [])
  const decision = decisionOf(plan, winner, saving, results)
  yield { type: 'decision', taskId: id, model: decision.model, strategy: decision.strategy, reason: decision.reason }
  return {
    result: {
      ...plan.summary, incumbent: plan.incumbent.ref, validator: plan.validator, control: mode, target: plan.target,
      eligible: plan.eligible, excluded: plan.excluded, candidates: results, decision,
    },
    evidence: new Map([...runs].map(([{ model }, { pushed }]) => [model.ref, pushed])),
  }
}
