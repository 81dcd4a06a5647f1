import type { AuditResult, CandidateResult, TaskResult } from '../domain/result.js'
import type { RouteEvidence } from './document.js'

/** Level and margin at which a task was decided. */
export interface TaskRule {
  readonly margin: number
  readonly alpha: number
}

/**
 * The candidate that a task's decision stands on; undefined when the result does not bear the decision out.
 * A last look before traffic moves: the verdict, the constraints and the wealth (≥ 1/α) must all say the same.
 */
export function certifiedCandidate(task: TaskResult, rule: TaskRule): CandidateResult | undefined {
  const found = task.candidates.find((candidate) => candidate.model === task.decision.model)
  const sound = found !== undefined && found.viable && found.verdict === 'non-inferior' && found.reason === 'certified' && found.notViableBecause === null
  return sound && found.eValue * rule.alpha >= 1 - 1e-9 ? found : undefined
}

/** The evidence block of a route. What is unknown is left out. */
export function routeEvidence(result: AuditResult, task: TaskResult, candidate: CandidateResult, rule: TaskRule, more: { readonly snapshot: string | undefined; readonly pricedAt: Date | undefined }): RouteEvidence {
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
    e_value: Math.min(candidate.eValue, Number.MAX_VALUE),
    margin: rule.margin,
    alpha: rule.alpha,
    ...(Object.keys(perRequest).length === 0 ? {} : { cost_per_request_usd: perRequest }),
    ...known('savings_usd', task.decision.savingUsd),
    ...known('savings_interval_usd', task.decision.savingInterval),
    target: task.target,
    ...(more.snapshot === undefined ? {} : { model_snapshot: more.snapshot }),
    ...(more.pricedAt === undefined ? {} : { price_date: more.pricedAt.toISOString().slice(0, 10) }),
    task_id: task.id,
    run_id: result.runId,
  }
}

function known<K extends string, V>(key: K, value: V | null): Partial<Record<K, V>> {
  return value === null ? {} : ({ [key]: value } as Record<K, V>)
}
