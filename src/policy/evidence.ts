import type { Guarantee } from '../domain/guarantee.js'
import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import type { RouteEvidence } from './document.js'

/** Level and margin at which a task was decided. */
export interface TaskRule {
  readonly margin: number
  readonly alpha: number
  /** A fixed design certifies without an e-value. */
  readonly design?: 'sequential' | 'fixed'
}

/** What a comparison found, as a route states it; null where unknown or where one figure would mislead. */
export type Certificate = Pick<CandidateResult, 'trials' | 'score' | 'incumbentScore' | 'difference' | 'interval' | 'eValue' | 'costPerCallUsd'>

/**
 * The candidate that a task's decision stands on; undefined when the result does not bear the decision out.
 * A last look before traffic moves: the verdict, the constraints and the wealth (≥ 1/α, or
 * what a false discovery rate asks for; a fixed design has none) must all say the same.
 */
export function certifiedCandidate(task: TaskResult, rule: TaskRule, guarantee?: Guarantee): CandidateResult | undefined {
  const needed = Math.max(1 / rule.alpha, guarantee?.threshold ?? 0)
  // Where the decision is a strategy, a single model may stand beside it.
  const name = task.decision.strategy === 'single' ? task.decision.model : task.decision.otherwise
  return task.candidates.find((found) =>
    found.model === name && found.viable && found.verdict === 'non-inferior' && found.reason === 'certified' && found.notViableBecause === null
    && (rule.design === 'fixed' || found.eValue >= needed * (1 - 1e-9)))
}

/** The evidence block of a route. What is unknown is left out. */
export function routeEvidence(result: AuditResult, task: TaskResult, candidate: Certificate, rule: TaskRule, more: { readonly snapshot: string | undefined; readonly pricedAt: Date | undefined; readonly strategy: string | undefined }): RouteEvidence {
  const perRequest = {
    ...known('incumbent', task.costUsd === null || task.calls === 0 ? null : task.costUsd / task.calls),
    ...known('candidate', candidate.costPerCallUsd),
  }
  return {
    n: candidate.trials,
    metric: task.validator,
    ...known('candidate', candidate.score),
    ...known('incumbent', candidate.incumbentScore),
    ...known('difference', candidate.difference),
    interval: candidate.interval,
    ...(rule.design === 'fixed' ? { design: 'fixed' } : { e_value: Math.min(candidate.eValue, Number.MAX_VALUE) }),
    margin: rule.margin,
    alpha: rule.alpha,
    ...(Object.keys(perRequest).length === 0 ? {} : { cost_per_request_usd: perRequest }),
    ...known('savings_usd', task.decision.savingUsd),
    ...known('savings_interval_usd', task.decision.savingInterval),
    target: task.target,
    ...(result.guarantee ? { guarantee: { kind: result.guarantee.kind, level: result.guarantee.kind === 'fdr' ? result.guarantee.level : rule.alpha, ...(result.guarantee.threshold === undefined ? {} : { threshold: result.guarantee.threshold }) } } : {}),
    ...(more.snapshot === undefined ? {} : { model_snapshot: more.snapshot }),
    ...(more.pricedAt === undefined ? {} : { price_date: more.pricedAt.toISOString().slice(0, 10) }),
    ...(more.strategy === undefined ? {} : { strategy: more.strategy }),
    task_id: task.id,
    run_id: task.carriedOver?.runId ?? result.runId,
    ...(task.carriedOver ? { decided_at: task.carriedOver.decidedAt } : {}),
  }
}

function known<K extends string, V>(key: K, value: V | null): Partial<Record<K, V>> {
  return value === null ? {} : ({ [key]: value } as Record<K, V>)
}
