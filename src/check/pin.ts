import type { LlmCall } from '../domain/call.js'
import { decidedStrategy } from '../domain/decided-strategy.js'
import { lastUserText } from '../domain/message.js'
import { parseModelRef } from '../domain/model.js'
import type { StrategyResult } from '../domain/strategy.js'
import { createClassifier } from '../policy/classifier.js'
import type { Case } from '../domain/case.js'
import type { TaskPlan } from '../domain/plan.js'
import type { AuditResult } from '../domain/result.js'
import { REDACT_RULES, redactCall } from '../ingest/index.js'
import type { Placeholders } from '../ingest/index.js'
import type { PushedCase } from '../pipeline/task/pair.js'
import { createScorer } from '../pipeline/task/trial-score.js'
import type { TrialScore } from '../pipeline/task/trial-score.js'
import type { PolicyDocument } from '../policy/document.js'
import { canonicalJson } from '../text/canonical.js'
import { findValidator } from '../validators/index.js'
import type { PinnedCase, PinnedRoute, RegressionSet } from './regression-set.js'

/** What a set is pinned from: a finished audit and the policy that it wrote. */
export interface PinInput {
  readonly policy: PolicyDocument
  readonly result: AuditResult
  readonly tasks: readonly TaskPlan[]
  readonly cases: ReadonlyMap<string, readonly Case[]>
  /** Pushed cases by task and candidate. */
  readonly evidence: ReadonlyMap<string, ReadonlyMap<string, readonly PushedCase[]>>
  readonly maxP95Ratio: number | undefined
  /** Whether constraints let a case go to a provider; each may where absent. */
  readonly mayGo?: (one: Case, provider: string) => boolean
}

/** Cases of a route, where the log has them. */
export const PINNED_CASES = 300
/** A case of more characters is left out while there are others: the set is to be committed. */
const LONG = 32_000
const EMPTY: LlmCall = { id: '', source: { file: '', line: 0 }, format: '', requestModel: '', request: { messages: [] }, output: { text: '', toolCalls: [] }, usage: {}, tags: [], metadata: {} }

const valueOf = (score: TrialScore | undefined): number | undefined => (score?.status === 'scored' ? score.value : undefined)
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length)

/** Which cases the classifier of a split sends to the cheap model: the others never reach its route. */
function servedBySplit({ classifier, minScore = 1 }: StrategyResult): (one: Case) => boolean {
  if (!classifier) return () => true
  const classify = createClassifier(classifier)
  return (one) => {
    const { label, score } = classify(lastUserText(one.request) ?? '')
    return label === classifier.labels[0] && score >= minScore
  }
}

/**
 * Pins for every route that moves traffic the first cases of the drawn order, at most 300. Personal data and secrets are
 * replaced whatever the configuration redacts; a case that this changes has no baseline, for its model was asked something else.
 */
export function pinRegressionSet(input: PinInput): RegressionSet {
  const placeholders: Placeholders = new Map()
  const routes = input.policy.routes.flatMap((route): readonly PinnedRoute[] => {
    const taskId = route.evidence?.['task_id']
    const task = input.result.tasks.find((one) => one.id === taskId)
    const plan = input.tasks.find((one) => one.summary.id === taskId)
    if (task === undefined || plan === undefined) return []
    // A cascade's answers are not those of its cheap model alone, which is all that the pinned set could ask for.
    if (route.evidence?.['strategy'] === 'cascade') return []
    const target = input.policy.models[route.target.model]
    const model = task.decision.strategy === 'single' || target === undefined ? task.decision.model : `${target.provider}/${target.id}`
    const strategy = route.evidence?.['strategy'] === 'split' ? decidedStrategy(task) : undefined
    const served = strategy && servedBySplit(strategy)
    const pushed = new Map((input.evidence.get(task.id)?.get(model) ?? []).map((pair) => [pair.index, pair]))
    // A check sends what is pinned to the model of the route, and asks for its vectors: what may not go there is no case of it.
    const asked = [model, ...(plan.embeddings ? [plan.embeddings.model.ref] : [])].flatMap((ref) => parseModelRef(ref)?.provider ?? [])
    const all = (input.cases.get(task.id) ?? []).filter((one) => (served?.(one) ?? true) && asked.every((provider) => input.mayGo?.(one, provider) ?? true))
    const short = all.filter((one) => JSON.stringify(one.request).length <= LONG)
    const chosen = (short.length >= Math.min(PINNED_CASES, all.length) ? short : all).slice(0, PINNED_CASES)
    const scorer = createScorer(findValidator(plan.validator), plan.validatorContext)
    const latencies = all.flatMap((one) => one.latencyMs ?? []).toSorted((a, b) => a - b)
    const p95 = latencies[Math.ceil(0.95 * latencies.length) - 1]
    const entry = input.policy.models[route.target.model]?.price_per_1m
    const cases = chosen.map((one): PinnedCase => {
      const pair = pushed.get(one.index)
      const redacted = redactCall({ ...EMPTY, request: one.request, output: one.reference, metadata: one.gold === undefined ? {} : { gold: one.gold } }, REDACT_RULES, placeholders)
      const same = canonicalJson(redacted.request) === canonicalJson(one.request)
      const control = task.control === 'rerun' ? (pair?.controlWeight === 0 ? undefined : valueOf(pair?.control)) : one.gold === undefined ? 1 : valueOf(scorer(one.reference, one))
      const baseline = same ? valueOf(pair?.candidate) : undefined
      return {
        id: one.id, request: redacted.request, reference: redacted.output,
        ...(one.gold === undefined ? {} : { gold: redacted.metadata['gold'] ?? null }),
        ...(control === undefined ? {} : { control }), ...(baseline === undefined ? {} : { baseline }),
      }
    })
    const omit = plan.ladder.find((one) => one.model.ref === model)?.model.omit
    const snapshot = route.evidence?.model_snapshot
    return [{
      route: route.id, model, incumbent: task.incumbent, ...(omit === undefined ? {} : { omit }), validator: plan.validator, validatorContext: plan.validatorContext, ...(plan.embeddings ? { embeddings: { model: plan.embeddings.model.ref, ...(plan.embeddings.price ? { price: plan.embeddings.price } : {}) } } : {}), longestAnswerTokens: plan.longestAnswerTokens,
      ...(entry?.input === undefined || entry.output === undefined ? {} : { price: { input: entry.input, output: entry.output, ...(entry.cache_read === undefined ? {} : { cacheRead: entry.cache_read }) } }),
      tokens: { input: mean(chosen.flatMap((one) => one.usage.inputTokens ?? [])), output: mean(chosen.flatMap((one) => one.usage.outputTokens ?? [])) },
      ...(input.maxP95Ratio === undefined || p95 === undefined ? {} : { latencyBoundMs: Math.round(p95 * input.maxP95Ratio) }),
      ...(snapshot === undefined ? {} : { snapshot }),
      cases,
    }]
  })
  return { policy: input.policy.metadata.id, runId: input.result.runId, routes }
}
