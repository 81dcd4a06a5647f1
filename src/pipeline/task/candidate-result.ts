import { verdictMessage, type MonitorSummary } from '../../decide/index.js'
import { OMITTABLE } from '../../domain/message.js'
import type { PlannedCandidate } from '../../domain/plan.js'
import type { CandidateResult, LatencySummary } from '../../domain/result.js'
import type { DecisionRule, Verdict, VerdictReason } from '../../domain/verdict.js'
import { costOf, tierCost } from '../../prices/book.js'
import type { Adjudication } from './adjudication.js'
import { DOWN_SHARE, UNUSABLE_SHARE } from './control.js'
import type { End } from './in-order.js'
import { kinMessage, type Kin } from '../kin/kin.js'
import { percentile, summarizeLatency } from './latency.js'
import { failedIn, isUnjudged, unscoredIn, type PushedCase } from './pair.js'
import { strataOf, strataWarnings } from './strata.js'
import type { TaskRun } from './task-run.js'

/** The result of a candidate that was not evaluated. */
export function unfitResult(candidate: PlannedCandidate, reason: 'blocked' | 'skipped', message: string, because: CandidateResult['notViableBecause'] = null): CandidateResult {
  return {
    model: candidate.model.ref, verdict: 'not-evaluated', reason, viable: false, notViableBecause: because,
    trials: 0, failed: 0, unscored: 0, score: null, incumbentScore: null, difference: null, interval: [-1, 1], eValue: 0, morePlanned: null,
    costPerCallUsd: candidate.expectedCostUsd ?? null, latencyMs: null, message,
  }
}

export interface Findings {
  readonly run: TaskRun
  readonly candidate: PlannedCandidate
  readonly pushed: readonly PushedCase[]
  readonly counted: readonly { readonly candidate: number; readonly incumbent: number }[]
  readonly summary: MonitorSummary
  /** Cases behind a certificate that belong together; where they go the same way the summary is of one of each. */
  readonly kin?: Kin
  readonly end: End | 'decided' | 'skipped' | 'changed' | 'dearer'
  readonly unusable: number
  readonly rule: DecisionRule
  readonly adjudication: Adjudication
  /** USD, at list price, of the next call in order. */
  readonly worstCallUsd: number
}

function more(morePlanned: number | null): string {
  return morePlanned === null ? 'no realistic number of further trials would decide' : `about ${morePlanned} further trials would decide`
}

const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length)

/** What to write where a model refuses a parameter that the log's requests carry, and does without. */
function wayOut(cause: string | undefined, model: string): string {
  const refused = cause !== undefined && /unsupported|not support|deprecated for this model|cannot be sent/i.test(cause) ? Object.keys(OMITTABLE).find((name) => new RegExp(`\\b${name}\\b`).test(cause)) : undefined
  return refused === undefined ? '' : `${cause?.endsWith('.') === true ? '' : '.'} To ask it without: models: { ${model}: { omit: [${refused}] } }`
}

function verdictOf(findings: Findings): { readonly verdict: Verdict; readonly reason: VerdictReason; readonly message: string } {
  const { run, pushed, summary, end, unusable, rule, adjudication } = findings
  const { plan } = run
  if (end === 'skipped') return { verdict: 'inconclusive', reason: 'skipped', message: `Skipped by hand after ${pushed.length} trials: nothing is concluded, and the same command goes on from there.` }
  if (end === 'dearer') return { verdict: 'not-evaluated', reason: 'skipped', message: dearer(findings) }
  if (pushed.length > 0 && unusable > UNUSABLE_SHARE * pushed.length) {
    const first = pushed.find((pair) => failedIn(pair) || unscoredIn(pair))
    const failures = pushed.filter(failedIn).length
    // A few failures count as what they are, and the same command asks for them no more.
    const again = failures > 0 && failures <= DOWN_SHARE * pushed.length ? ' (where the cause is gone, --fresh asks again)' : ''
    const cause = first && [first.candidate, first.control].find((score) => score.status !== 'scored')?.reason
    return { verdict: 'not-evaluated', reason: 'blocked', message: `${unusable} of ${pushed.length} trials failed or had no score, more than ${UNUSABLE_SHARE * 100} %${again}: ${cause ?? 'unknown cause'}${wayOut(cause, findings.candidate.model.ref)}` }
  }
  if (neverCalls(pushed)) return { verdict: 'not-evaluated', reason: 'blocked', message: `no tool was called in ${pushed.length} trials, though the log calls them: this model, or the way it is served, seems unable to, and its “no call” is no answer` }
  if (adjudication.by === 'collect') return { verdict: 'not-evaluated', reason: 'blocked', message: `${adjudication.message ?? ''}. ${pushed.length} cases are ready for people: audit review, then the same command again` }
  if (end === 'changed' && plan.continues === undefined) return { verdict: 'not-evaluated', reason: 'blocked', message: `after ${pushed.length} trials its answers come from another snapshot than those on record: the model behind the name was changed, and evidence about one says nothing of the next. --fresh asks it everything anew` }
  if (end === 'changed') return { verdict: 'not-evaluated', reason: 'blocked', message: `after ${pushed.length} trials, most of them of run ${plan.continues?.runId ?? 'before'}, its answers come from another model than those did: evidence about one snapshot says nothing of the next. Without --continue it is audited by itself` }
  if (end === 'refused') return { verdict: 'inconclusive', reason: 'budget', message: `The budget ran out after ${pushed.length} trials: a call of this model may cost up to $${findings.worstCallUsd.toPrecision(2)} at list price, and so much was not left; ${more(summary.morePlanned)}, and more budget goes on from here.` }
  if (end === 'missing') return { verdict: 'inconclusive', reason: 'data', message: `The recorded answers end after ${pushed.length} trials; audit run goes on from there` }
  // The certificate that all cases would give is none.
  if (findings.kin?.found && summary.verdict !== 'non-inferior') return { verdict: 'inconclusive', reason: 'data', message: kinMessage(findings.kin, pushed.length, false, summary) }
  const logUsedUp = summary.state === 'exhausted' && rule.maxSamples < plan.configuredMaxSamples
  return {
    verdict: summary.verdict,
    reason: logUsedUp ? 'data' : summary.reason,
    message: logUsedUp ? `Open: the log has only ${rule.maxSamples} such cases; ${more(summary.morePlanned)}.` : verdictMessage(summary, rule, plan.declared),
  }
}

function dearer({ run, candidate, pushed }: Findings): string {
  const usd = (values: readonly (number | undefined)[]): string => `$${(mean(values.flatMap((value) => value ?? [])) ?? 0).toPrecision(2)}`
  const outcomes = pushed.flatMap(({ trial: { outcome } }) => (outcome.status === 'answered' ? [outcome.usage] : []))
  const own = mean(outcomes.flatMap(({ outputTokens }) => outputTokens ?? []))
  const logged = mean(pushed.flatMap(({ one }) => one.usage.outputTokens ?? []))
  const { price: incumbentPrice } = run.plan.incumbent
  const costs = pushed.map(({ one }) => one.costUsd ?? (incumbentPrice && tierCost(one.usage, incumbentPrice, one.serviceTier)))
  const lengths = own === null || logged === null ? '' : `; it writes ${Math.round(own)} tokens where the log has ${Math.round(logged)}`
  return `Given up after ${pushed.length} trials: in use it costs more than the incumbent (${usd(outcomes.map((usage) => candidate.price && costOf(usage, candidate.price)))} instead of ${usd(costs)} a call${lengths}), so it would save nothing however good it is.`
}

function otherTexts(count: number, of: number): string {
  return `In ${count} of ${of} answers it writes another text than expected; nobody has judged whether that matters, so ${count === 1 ? 'it counts' : 'they count'} as lost: audit review, or a judge, can settle ${count === 1 ? 'it' : 'them'}.`
}

/** Cases with a call in the log that a model must have met, every time without one, to be held unable. */
const TELLING_CALLS = 5

function neverCalls(pushed: readonly PushedCase[]): boolean {
  const answered = pushed.filter(({ trial }) => trial.outcome.status === 'answered')
  const wanted = answered.filter(({ one }) => one.reference.toolCalls.length > 0)
  return wanted.length >= TELLING_CALLS && answered.every(({ trial }) => trial.outcome.status === 'answered' && trial.outcome.toolCalls === 0)
}

/** Why the latency bound is not met; undefined when it is, or when there is none. A bound that cannot be checked is not met. */
function latencyFault(findings: Findings): string | undefined {
  const limit = findings.run.context.plan.maxP95Ratio
  if (limit === undefined) return undefined
  const pairs = findings.pushed.flatMap(({ trial, controlLatencyMs }) => (trial.outcome.status === 'answered' && trial.latencyMs !== undefined && controlLatencyMs !== undefined ? [[trial.latencyMs, controlLatencyMs] as const] : []))
  if (pairs.length === 0) return 'The latency of the incumbent or of the candidate is not known (logs without it, answers from a batch), so the p95 bound cannot be checked.'
  const p95 = (values: readonly number[]) => percentile(values.toSorted((a, b) => a - b), 0.95)
  const ratio = p95(pairs.map(([own]) => own)) / p95(pairs.map(([, control]) => control))
  return ratio > limit ? `Its p95 latency is ${ratio.toFixed(1)} times the incumbent's; at most ${limit} is allowed.` : undefined
}

/** Both arms on the same cases, so that a hard case is not held against one of them. */
function summarizeArms(pushed: readonly PushedCase[]): LatencySummary | null {
  const answered = pushed.filter(({ trial }) => trial.outcome.status === 'answered')
  const own = summarizeLatency(answered.flatMap(({ trial }) => trial.latencyMs ?? []))
  const firstToken = summarizeLatency(answered.flatMap(({ trial }) => trial.firstTokenMs ?? []))
  const incumbent = summarizeLatency(answered.flatMap(({ trial, controlLatencyMs }) => (trial.latencyMs === undefined ? [] : (controlLatencyMs ?? []))))
  return own && { ...own, ...(firstToken ? { firstToken } : {}), ...(incumbent ? { incumbent } : {}) }
}

/** Assembles what is known of a candidate once its run has ended. */
export function candidateResult(findings: Findings): CandidateResult {
  const { candidate, pushed, counted, summary } = findings
  const { verdict, reason, message } = verdictOf(findings)
  const blocked = verdict === 'not-evaluated'
  const others = blocked ? 0 : pushed.filter(({ candidate: score }) => isUnjudged(score)).length
  const slow = verdict === 'non-inferior' ? latencyFault(findings) : undefined
  const strata = blocked ? [] : strataOf(pushed, findings.rule.margin)
  const parts = verdict === 'non-inferior' ? strataWarnings(strata, summary.difference ?? 0) : []
  const costs = pushed.flatMap(({ trial }) => {
    const cost = candidate.price && trial.outcome.status === 'answered' ? costOf(trial.outcome.usage, candidate.price) : undefined
    return cost === undefined ? [] : [cost]
  })
  return {
    model: candidate.model.ref,
    verdict,
    reason,
    viable: verdict === 'non-inferior' && slow === undefined,
    notViableBecause: slow ? 'latency' : null,
    trials: summary.processed,
    failed: pushed.filter(failedIn).length,
    unscored: pushed.filter(unscoredIn).length,
    // Of a blocked candidate nothing is known: what failed must not be read as wrong.
    score: blocked ? null : mean(counted.map((scores) => scores.candidate)),
    incumbentScore: blocked ? null : mean(counted.map((scores) => scores.incumbent)),
    difference: blocked ? null : summary.difference,
    interval: blocked ? [-1, 1] : summary.interval,
    eValue: summary.eValue,
    morePlanned: blocked ? null : summary.morePlanned,
    costPerCallUsd: mean(costs) ?? candidate.expectedCostUsd ?? null,
    latencyMs: summarizeArms(pushed),
    message: [message, ...(others === 0 ? [] : [otherTexts(others, pushed.length)]), ...(slow ? [slow] : []), ...(blocked || !findings.adjudication.message ? [] : [findings.adjudication.message]), ...parts.map((part) => `Note: ${part}.`), ...(findings.kin && verdict === 'non-inferior' ? [kinMessage(findings.kin, pushed.length, true, summary)] : [])].join(' '),
    ...(findings.kin && !blocked ? { kin: { by: findings.kin.by, groups: findings.kin.firsts.length, correlation: findings.kin.found?.correlation ?? null } } : {}),
    ...(strata.length === 0 ? {} : { strata }),
  }
}
