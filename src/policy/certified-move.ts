import { decidedStrategy } from '../domain/decided-strategy.js'
import type { Guarantee } from '../domain/guarantee.js'
import type { CandidateResult, TaskResult } from '../domain/result.js'
import type { StrategyResult } from '../domain/strategy.js'
import type { FallbackReason, Route } from './document.js'
import { certifiedCandidate, type Certificate, type TaskRule } from './evidence.js'

/** Where the traffic of a task may go, and what bears that out. */
export interface CertifiedMove {
  readonly model: string
  readonly certificate: Certificate
  readonly strategy?: StrategyResult
}

/** Why a strategy has no route; undefined when it can have one. */
function notRoutable({ kind, classifier, minScore }: StrategyResult): string | undefined {
  if (kind === 'agreement') return 'an agreement of two models asks both for every request, which a policy route does not do: your gateway must compare their answers itself'
  return kind === 'split' && (classifier === undefined || minScore === undefined) ? 'its classifier is not in the result' : undefined
}

/**
 * The certified move of a task: its strategy where a route can carry it out, else the single model that its decision names, or the cheapest that
 * is viable by itself. `because` says what stands in the way of the decision.
 */
export function certifiedMove(task: TaskResult, rule: TaskRule, guarantee: Guarantee | undefined): { readonly move: CertifiedMove | undefined; readonly because?: string } {
  const strategy = decidedStrategy(task)
  const single = certifiedCandidate(task, rule, guarantee)
  const alone = single && { model: single.model, certificate: certificateOf(single) }
  if (task.decision.strategy === 'single') return { move: alone }
  if (!strategy) return { move: undefined, because: 'the result holds no certificate for its strategy' }
  const because = notRoutable(strategy)
  if (because !== undefined) return { move: alone, because }
  const needed = Math.max(1 / rule.alpha, guarantee?.threshold ?? 0)
  if (strategy.verdict !== 'non-inferior' || strategy.eValue < needed * (1 - 1e-9)) return { move: alone, because: 'the result holds no certificate for its strategy' }
  return { move: { model: strategy.models[0] ?? task.incumbent, certificate: shareOf(strategy), strategy } }
}

function certificateOf(candidate: CandidateResult): Certificate {
  const { trials, score, incumbentScore, difference, interval, eValue, costPerCallUsd } = candidate
  return { trials, score, incumbentScore, difference, interval, eValue, costPerCallUsd }
}

const inRange = (value: number): number => Math.max(-1, Math.min(1, value))

/**
 * A strategy was compared on all of its task's cases. A split's route serves only those that go to the cheap model, the others being the
 * incumbent's as before: the whole difference lies with them.
 */
function shareOf({ kind, trials, difference, interval, eValue, costPerCallUsd, escalated }: StrategyResult): Certificate {
  const share = kind === 'split' ? Math.max(1e-9, 1 - (escalated ?? 0)) : 1
  return {
    trials, score: null, incumbentScore: null, eValue,
    difference: difference === null ? null : inRange(difference / share),
    interval: [inRange(interval[0] / share), inRange(interval[1] / share)],
    costPerCallUsd: kind === 'split' ? null : costPerCallUsd,
  }
}

/** What the route of a cascade watches for, beyond the failures that every route falls back on. */
export function cascadeParts({ check }: StrategyResult, on: readonly FallbackReason[]): { readonly on: readonly FallbackReason[] } & Pick<Route, 'escalate'> {
  if (!check?.json) return { on: [...on, 'refusal'] }
  return {
    on: [...on, 'refusal', 'validation_failure'],
    // The certificate is for one try: an answer that breaks the form goes to the incumbent, it is not asked for again.
    escalate: { validation_failure: { json: true, ...(check.required.length > 0 ? { required: check.required } : {}), max_attempts: 1 } },
  }
}
