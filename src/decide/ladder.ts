import type { CandidateResult, TaskDecision } from '../domain/result.js'
import type { MarginVerdict } from '../domain/sensitivity.js'
import { verdictsByMargin } from '../domain/sensitivity.js'
import type { DecisionRule } from '../domain/verdict.js'
import type { EvidenceCandidate, EvidenceInput } from './evidence.js'
import { verdictMessage } from './message.js'
import type { MonitorSummary } from './monitor.js'
import { createMonitor } from './monitor.js'

export interface EvidenceCandidateResult extends CandidateResult {
  /** Differences used; the same as `trials`. */
  readonly processed: number
  /** The bet λ that the first case faces. */
  readonly firstBet: number
  /** What the interval says at other margins. */
  readonly sensitivity: readonly MarginVerdict[]
}

/** The task object of result.json, as far as bare differences can fill it. */
export interface EvidenceResult {
  readonly target: 'traffic' | 'log'
  readonly rule: DecisionRule
  /** In the order of the ladder: cheapest first. */
  readonly candidates: readonly EvidenceCandidateResult[]
  readonly decision: TaskDecision
}

/**
 * Climbs the ladder: cheapest first, equal prices in the given order, each from wealth 1/K, up to the first certified;
 * those above it are skipped. A candidate without differences is inconclusive for want of data, never passed over.
 */
export function decideEvidence(input: EvidenceInput): EvidenceResult {
  const { rule, truth } = input
  const ladder = input.candidates.toSorted((a, b) => a.costPerCallUsd - b.costPerCallUsd)
  const candidates: EvidenceCandidateResult[] = []
  let chosen: EvidenceCandidateResult | undefined
  for (const candidate of ladder) {
    const result = chosen ? skipped(candidate, chosen.model, rule, ladder.length) : evaluated(candidate, rule, truth, ladder.length)
    candidates.push(result)
    if (result.viable) chosen = result
  }
  return { target: rule.population === null ? 'traffic' : 'log', rule, candidates, decision: decisionFor(chosen, candidates.length) }
}

function evaluated(candidate: EvidenceCandidate, rule: DecisionRule, truth: boolean, candidates: number): EvidenceCandidateResult {
  const monitor = createMonitor(rule, candidates, { truth })
  for (const difference of candidate.differences) {
    if (monitor.push({ nonInferiority: difference, reverse: difference }) !== 'undecided') break
  }
  const summary = monitor.summary()
  return resultOf(candidate, summary, verdictMessage(summary, rule, candidates), rule.margin)
}

function skipped(candidate: EvidenceCandidate, cheaper: string, rule: DecisionRule, candidates: number): EvidenceCandidateResult {
  const summary = createMonitor(rule, candidates, { truth: true }).summary()
  const message = `Not evaluated: ${cheaper} is viable and costs no more.`
  return resultOf(candidate, { ...summary, morePlanned: null, verdict: 'not-evaluated', reason: 'skipped' }, message, rule.margin)
}

function resultOf(candidate: EvidenceCandidate, summary: MonitorSummary, message: string, margin: number): EvidenceCandidateResult {
  return {
    model: candidate.model,
    verdict: summary.verdict,
    reason: summary.reason,
    viable: summary.verdict === 'non-inferior',
    notViableBecause: null,
    trials: summary.processed,
    failed: 0,
    unscored: 0,
    score: null,
    incumbentScore: null,
    difference: summary.difference,
    interval: summary.interval,
    eValue: summary.eValue,
    morePlanned: summary.morePlanned,
    costPerCallUsd: candidate.costPerCallUsd,
    latencyMs: null,
    message,
    processed: summary.processed,
    firstBet: summary.firstBet,
    sensitivity: verdictsByMargin(summary.interval, margin),
  }
}

function decisionFor(chosen: EvidenceCandidateResult | undefined, candidates: number): TaskDecision {
  return chosen
    ? { model: chosen.model, strategy: 'single', reason: `The cheapest of ${candidates} that is certified non-inferior.`, savingUsd: null, savingInterval: null }
    : { model: 'incumbent', strategy: 'incumbent', reason: 'No candidate was certified non-inferior.', savingUsd: null, savingInterval: null }
}
