import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import { count, money, percent } from './figures.js'

/** The candidate that a row is about: the one chosen, else the undecided one nearest to a decision, else the one with most trials. */
export function shownCandidate(task: TaskResult): CandidateResult | undefined {
  const chosen = task.candidates.find((candidate) => candidate.model === task.decision.model)
  const open = task.candidates.filter((candidate) => candidate.verdict === 'inconclusive' && candidate.morePlanned !== null).sort((a, b) => (a.morePlanned ?? 0) - (b.morePlanned ?? 0))
  const tried = [...task.candidates].sort((a, b) => b.trials - a.trials)
  return chosen ?? open[0] ?? tried[0]
}

/** True when a task moves to something else than its incumbent. */
export function isMoved(task: TaskResult): boolean {
  return task.decision.strategy !== 'incumbent' && (task.decision.strategy !== 'single' || task.decision.model !== task.incumbent)
}

/** What the audit comes to, in sentences. */
export function totalsSentences(result: AuditResult): readonly string[] {
  const { totals } = result
  const moved = result.tasks.filter(isMoved).length
  const saving = totals.savingUsd === null ? 'The saving is unknown: a price is missing.'
    : `Saving ${money(totals.savingUsd)} of ${money(totals.costUsd)} over the logged period${totals.savingShare === null ? '' : ` (${percent(totals.savingShare)})`}.`
  return [
    `${moved} of ${result.tasks.length} tasks can move to a cheaper model at margin ${percent(result.rule.margin)}, level ${percent(result.rule.alpha)}.`,
    saving,
    `Replay: ${count(totals.replayCalls)} calls, ${money(totals.replayCostUsd)}${totals.cachedCalls > 0 ? `, ${count(totals.cachedCalls)} answers taken from earlier runs` : ''}.`,
    ...(result.stoppedBy === 'budget' ? ['Stopped by the budget: undecided tasks keep their incumbent. The same command with a higher --budget goes on from here.'] : []),
    ...(result.policy === null ? [] : [`Policy: ${result.policy}`]),
  ]
}

/** One sentence for each task left undecided: on which model, why, and how many more trials it would take. */
export function undecidedSentences(result: AuditResult): readonly string[] {
  return result.tasks.filter((task) => !isMoved(task)).flatMap((task) => {
    const candidate = task.candidates.filter((one) => one.verdict === 'inconclusive').sort((a, b) => (a.morePlanned ?? Infinity) - (b.morePlanned ?? Infinity))[0]
    if (candidate === undefined) return []
    const more = candidate.morePlanned === null ? 'no realistic number of further trials would decide it' : candidate.morePlanned === 0 ? 'no further trials are planned' : `about ${count(candidate.morePlanned)} more trials would decide it`
    return [`${task.label}: ${candidate.model} undecided after ${count(candidate.trials)} trials; ${more}.`]
  })
}
