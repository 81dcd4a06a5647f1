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

/** For each task left undecided: which models, after how many trials, and how many more it would take. */
export function undecidedSentences(result: AuditResult): readonly string[] {
  return result.tasks.filter((task) => !isMoved(task)).flatMap((task) => {
    const open = task.candidates.filter((one) => one.verdict === 'inconclusive')
    if (open.length === 0) return []
    const within = open.filter((one) => one.morePlanned !== null).sort((a, b) => (a.morePlanned ?? 0) - (b.morePlanned ?? 0))
    const beyond = open.filter((one) => one.morePlanned === null)
    const name = (one: CandidateResult): string => `${one.model} after ${count(one.trials)} trials`
    return [`${task.label}: ${[
      ...within.map((one) => `${name(one)}: about ${count(one.morePlanned ?? 0)} more would decide`),
      ...(beyond.length === 0 ? [] : [`${beyond.map(name).join(', ')}: no realistic number of further ones would decide`]),
    ].join('; ')}.`]
  })
}
