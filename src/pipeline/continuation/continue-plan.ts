import type { Case } from '../../domain/case.js'
import { AuditError } from '../../domain/error.js'
import type { Plan, TaskPlan } from '../../domain/plan.js'
import { contentDigest, digest } from '../../sample/content.js'
import type { PlannedTask } from '../plan/planned-task.js'
import { horizonsOn } from '../plan/horizon.js'
import type { EarlierRun, EarlierTask } from './earlier-run.js'
import { newCases } from './new-cases.js'
import { firstUnseen, placed, placesOf, triedIn } from './places.js'
import { refusals } from './refusals.js'

/**
 * A task whose evidence goes on from an earlier run: that run's cases in their order, then the new ones; its validator, its number of declared
 * candidates, the horizons that its bets aimed at. `task` is planned from the new rows alone; `configured` is how many of them may be tried.
 */
export function continueTask(task: PlannedTask, earlier: EarlierTask, run: EarlierRun): PlannedTask {
  const { plan } = task
  const { plan: before, cases: first } = earlier
  const { isNewRequest } = newCases(earlier, run)
  const fresh = task.cases.filter(({ request }) => isNewRequest(request)).slice(0, Math.max(plan.rule.maxSamples, task.cases.length - run.lookedAt.size)).map((one, at): Case => ({ ...one, index: first.length + at }))
  const most = before.rule.maxSamples + Math.min(fresh.length, plan.configuredMaxSamples)
  const from = firstUnseen(earlier, ({ request }) => run.lookedAt.has(contentDigest(request)))
  // That no call of the log can be drawn any more is no reason to leave the earlier cases.
  const { unfit, ...fitting } = plan
  const continued: TaskPlan = {
    ...fitting,
    ...(unfit && !(unfit.reason === 'blocked' && plan.eligible === 0) ? { unfit } : {}),
    rule: { ...plan.rule, maxSamples: most },
    configuredMaxSamples: before.rule.maxSamples + plan.configuredMaxSamples,
    horizons: horizonsOn(before.horizons, most),
    eligible: first.length + fresh.length,
    declared: before.declared,
    ladder: plan.ladder.map((candidate) => placed(candidate, earlier, from, most)),
    longestAnswerTokens: before.longestAnswerTokens, // our cap on answers follows from it, and with it what was asked
    continues: { runId: run.plan.runId, cases: first.length, tried: triedIn(earlier) },
  }
  return { plan: continued, cases: [...first, ...fresh], identity: digest([run.plan.runId, task.identity]) }
}

function placesFault(now: TaskPlan, earlier: EarlierTask): readonly string[] {
  const { added, free } = placesOf(now, earlier)
  if (added.length <= free) return []
  const places = free === 0 ? 'no place is free' : free === 1 ? 'one place is free' : `${free} places are free`
  return [`the level was shared among ${earlier.plan.declared} before anything was seen, ${places}, and ${added.join(', ')} would take ${added.length}; quality: { reserve: n } keeps places for later, before the first run`]
}

/**
 * Checks a plan that goes on from an earlier run.
 * @returns what to say of it: tasks without new cases, tasks that this log does not have
 * @throws AuditError `continue/refused` where the evidence of a task does not carry over, `continue/branch` where another run goes on from there already
 */
export function assertContinuation(plan: Plan, cases: ReadonlyMap<string, readonly Case[]>, run: EarlierRun): readonly string[] {
  const { runId } = run.plan
  const other = [...run.followers].find((follower) => follower !== plan.runId)
  if (other !== undefined) throw new AuditError('continue/branch', `--continue ${runId}: run ${other} goes on from it already, with other cases or settings. Two ways on from the same evidence would be two attempts at the same level`, `Go on from that one: --continue ${other}. Or give the log and the settings that it has.`)
  const said: string[] = []
  for (const task of plan.tasks.filter(({ unfit, continues }) => !unfit && continues)) {
    const earlier = run.tasks.get(task.summary.id)
    if (!earlier) continue
    const fresh = (cases.get(task.summary.id) ?? []).slice(earlier.cases.length)
    const reasons = [...refusals(task, earlier, fresh, plan, run.plan), ...placesFault(task, earlier)]
    if (reasons.length > 0) throw new AuditError('continue/refused', `--continue ${runId}: the evidence of task "${task.summary.label}" does not carry over: ${reasons.join('; ')}`, 'Put it back as it was, or leave the task out (tasks: { match: …, skip: true }), or run without --continue: the log is then audited by itself.')
    if (fresh.length === 0) said.push(`task "${task.summary.label}": this log has no case that run ${runId} had not`)
  }
  const here = new Set(plan.tasks.map(({ summary }) => summary.id))
  for (const { plan: { summary } } of run.tasks.values()) if (!here.has(summary.id)) said.push(`task "${summary.label}" of run ${runId} is not in this log: its evidence stays there, and the policy gets no route for it`)
  return said
}
