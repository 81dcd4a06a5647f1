import { decidedStrategy } from '../domain/decided-strategy.js'
import type { AuditResult, CandidateResult, Percentiles, TaskResult } from '../domain/result.js'
import { guaranteeSentences } from '../domain/guarantee.js'
import { count, money, moneyWithInterval, percent } from './figures.js'

/** The figures of a row: of a candidate, or of the strategy that a task moves to. */
export type Shown = Pick<CandidateResult, 'trials' | 'difference' | 'interval' | 'eValue'> & { readonly latencyMs: Percentiles | null }

/** What a row is about: the strategy or candidate chosen, else the undecided one nearest to a decision, else the one with most trials. */
export function shownCandidate(task: TaskResult): Shown | undefined {
  const strategy = decidedStrategy(task)
  if (strategy) return strategy
  const chosen = task.candidates.find((candidate) => candidate.model === task.decision.model)
  const open = task.candidates.filter((candidate) => candidate.verdict === 'inconclusive' && candidate.morePlanned !== null).sort((a, b) => (a.morePlanned ?? 0) - (b.morePlanned ?? 0))
  const tried = [...task.candidates].sort((a, b) => b.trials - a.trials)
  return chosen ?? open[0] ?? tried[0]
}

/** True when a task moves to something else than its incumbent. */
export function isMoved(task: TaskResult): boolean {
  return task.decision.strategy !== 'incumbent' && (task.decision.strategy !== 'single' || task.decision.model !== task.incumbent)
}

/** Change of the p95 latency from incumbent to the chosen model: `−42 %`; `–` where either is unknown or nothing moves. Providers differ by hour and place, so it is a hint. */
export function latencyChange(task: TaskResult): string {
  const before = task.incumbentLatencyMs?.p95
  const after = isMoved(task) ? shownCandidate(task)?.latencyMs?.p95 : undefined
  if (before === undefined || after === undefined || before <= 0) return '–'
  const change = Math.round((after / before - 1) * 100)
  if (!Number.isFinite(change)) return '–'
  return `${change < 0 ? '−' : '+'}${Math.abs(change)} %`
}

const MONTH_MS = (365.25 / 12) * 86_400_000
/** A shorter log says little about a month. */
const LEAST_WINDOW_MS = 86_400_000

/** The saving of a month like the logged period, with the sum of the tasks' intervals; undefined where the period is unknown or under a day. */
export function monthlySaving(result: AuditResult): { readonly usd: number; readonly interval: readonly [number, number]; readonly days: number } | undefined {
  const { logWindow, totals, tasks } = result
  const windowMs = logWindow === undefined ? 0 : Date.parse(logWindow.to) - Date.parse(logWindow.from)
  if (!(windowMs >= LEAST_WINDOW_MS) || totals.savingUsd === null || totals.savingUsd <= 0) return undefined
  const scale = MONTH_MS / windowMs
  const bound = (side: 0 | 1): number => tasks.filter(isMoved).reduce((sum, { decision }) => sum + (decision.savingInterval?.[side] ?? decision.savingUsd ?? 0), 0) * scale
  return { usd: totals.savingUsd * scale, interval: [bound(0), bound(1)], days: windowMs / 86_400_000 }
}

/** When the saving will have paid for this run's calls; undefined where the traffic of a day is unknown, or nothing is saved or was paid. */
export function paybackSentence(result: AuditResult): string | undefined {
  const { savingPerDayUsd = null, replayCostUsd } = result.totals
  if (savingPerDayUsd === null || savingPerDayUsd <= 0 || replayCostUsd <= 0) return undefined
  const days = replayCostUsd / savingPerDayUsd
  const span = days < 1 / 24 ? 'less than an hour' : days < 2 ? `${Math.ceil(24 * days)} hours` : days < 1000 ? `${Math.ceil(days)} days` : 'more than 1,000 days'
  return `At ${money(savingPerDayUsd)} a day the saving pays for the calls of this run within ${span}.`
}

/** What a stop by the budget means; undefined where there was none. */
export function stopSentence({ stoppedBy }: AuditResult): string | undefined {
  return stoppedBy === 'budget' ? 'Stopped by the budget: undecided tasks keep their incumbent. The same command with a higher --budget goes on from here.' : undefined
}

/** What to type next, a command each; none when nothing is left to do. */
export function nextCommands(result: AuditResult): readonly string[] {
  const moved = result.tasks.some(isMoved)
  const open = result.tasks.find((task) => !isMoved(task) && task.candidates.some(({ verdict, reason }) => verdict === 'inconclusive' || reason === 'blocked'))
  const explained = open ?? (moved ? result.tasks.find(isMoved) : result.tasks[0])
  return [...(moved ? ['audit report --format html --output report.html'] : []), ...(explained === undefined ? [] : [`audit explain ${explained.id}`])]
}

/** Tasks whose verdicts hold for something else than traffic like this log, or rest on more than it. */
export function scopeSentences({ tasks }: AuditResult): readonly string[] {
  const closed = tasks.filter(({ target }) => target === 'log').length
  const from = [...new Set(tasks.flatMap(({ continues }) => continues?.runId ?? []))]
  return [
    ...(closed === 0 ? [] : [`${closed === 1 ? 'One task was' : `${count(closed)} tasks were`} decided for the logged calls alone, drawn without replacement (target “log”): that says nothing of later traffic, and no route is built for them.`]),
    ...from.map((runId) => `Evidence goes on from run ${runId}: its bets stand, the cases of this log are new, and the chance of error holds for both together, for traffic like that of both.`),
  ]
}

/** Everything that was fixed before the first paid call and that the verdicts depend on, by name. */
export function provenanceOf({ runId, seed, rule, guarantee, logWindow }: AuditResult): readonly (readonly [name: string, value: string])[] {
  return [
    ['run', runId], ['seed', `${seed}`], ['margin', percent(rule.margin)], ['level', `${rule.alpha}`], ['samples at most', count(rule.maxSamples)], ['design', rule.design ?? 'sequential'],
    ...(guarantee ? [['guarantee', guarantee.kind === 'fdr' ? `false discovery rate of ${percent(guarantee.level)} over ${count(guarantee.tasks)} tasks` : 'for each task by itself'] as const] : []),
    ...(logWindow ? [['log', `${logWindow.from} to ${logWindow.to}`] as const] : []),
  ]
}

/** What the audit comes to, in sentences. */
export function totalsSentences(result: AuditResult): readonly string[] {
  const { totals } = result
  const moved = result.tasks.filter(isMoved).length
  const saving = totals.savingUsd === null ? 'The saving is unknown: a price is missing.'
    : `Saving ${money(totals.savingUsd)} of ${money(totals.costUsd)} over the logged period${totals.savingShare === null ? '' : ` (${percent(totals.savingShare)})`}.`
  const month = monthlySaving(result)
  return [
    `${moved} of ${result.tasks.length} tasks can move to a cheaper model at margin ${percent(result.rule.margin)}, level ${percent(result.rule.alpha)}.`,
    ...(result.guarantee ? guaranteeSentences(result.guarantee) : []),
    ...scopeSentences(result),
    saving,
    ...(month ? [`At the traffic of the ${month.days.toFixed(month.days < 10 ? 1 : 0)} logged days: ${moneyWithInterval(month.usd, month.interval)} a month.`] : []),
    `Replay: ${count(totals.replayCalls)} calls, ${money(totals.replayCostUsd)}${totals.cachedCalls > 0 ? `, ${count(totals.cachedCalls)} answers taken from earlier runs` : ''}.`,
    ...[paybackSentence(result) ?? [], stopSentence(result) ?? []].flat(),
    ...(result.policy === null ? [] : [`Policy: ${result.policy}`]),
  ]
}

/** Models that could not be tried, those of one cause together. */
function blockedParts(candidates: readonly CandidateResult[]): readonly string[] {
  const byCause = new Map<string, string[]>()
  for (const { model, verdict, reason, message } of candidates) if (verdict === 'not-evaluated' && reason === 'blocked') byCause.set(message, [...(byCause.get(message) ?? []), model])
  return [...byCause].map(([message, models]) => `${models.join(', ')} not tried: ${message}`)
}

/** For each task left undecided: which models could not be tried and why, which are open, after how many trials, and how many more it would take. */
export function undecidedSentences(result: AuditResult): readonly string[] {
  return result.tasks.filter((task) => !isMoved(task)).flatMap((task) => {
    const open = task.candidates.filter((one) => one.verdict === 'inconclusive')
    const blocked = blockedParts(task.candidates)
    const givenUp = task.candidates.filter(({ verdict, reason, trials }) => verdict === 'not-evaluated' && reason === 'skipped' && trials > 0)
    if (open.length + blocked.length + givenUp.length === 0) return []
    const skipped = open.filter(({ reason }) => reason === 'skipped')
    const within = open.filter((one) => one.reason !== 'skipped' && one.morePlanned !== null).sort((a, b) => (a.morePlanned ?? 0) - (b.morePlanned ?? 0))
    const beyond = open.filter((one) => one.reason !== 'skipped' && one.morePlanned === null)
    const name = (one: CandidateResult): string => `${one.model} after ${count(one.trials)} trials`
    return [`${task.label}: ${[
      ...within.map((one) => `${name(one)}: about ${count(one.morePlanned ?? 0)} more would decide`),
      ...(beyond.length === 0 ? [] : [`${beyond.map(name).join(', ')}: no realistic number of further ones would decide`]),
      ...(skipped.length === 0 ? [] : [`${skipped.map(name).join(', ')}: skipped by hand, the same command goes on with it`]),
      ...blocked,
      ...givenUp.map(({ model, message }) => `${model}: ${message.replace(/^Given/, 'given')}`),
    ].join('; ').replace(/\.$/, '')}.`]
  })
}
