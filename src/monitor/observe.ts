import type { AuditConfig } from '../config/schema.js'
import type { LlmCall } from '../domain/call.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { isJsonObject } from '../domain/json.js'
import { callCost } from '../pipeline/log/call-cost.js'
import { servedAs } from '../pipeline/log/served-as.js'
import { requestOfCall } from '../policy/call-request.js'
import type { ModelEntry, PolicyDocument, Route, Tier } from '../policy/document.js'
import { createRouter } from '../policy/index.js'
import { costOf, type PriceBook } from '../prices/book.js'
import { outputShape, type OutputShape } from '../tasks/output-shape.js'
import { structureText } from '../tasks/structural-key.js'
import { tagCandidates } from '../tasks/apart/tag-field.js'
import { shortHash } from '../text/fingerprint.js'
import { isRefusal } from '../validators/refusal.js'
import { createAnswering } from './answering.js'
import { feedbackOf } from './feedback.js'
import { finalAnswer } from './final-answer.js'
import { isUsable, type Form } from './usable.js'

/** Who answered a call: the route's own model, one of its fallbacks, whoever serves what a rollout or a cap holds back, or a model that the policy did not say. */
export type ServedBy = 'target' | 'fallback' | 'held-back' | 'other'

/** What the monitor takes from one call; no text of it. Unknown is undefined. */
export interface Observation {
  readonly route: string
  readonly servedBy: ServedBy
  /** `provider/model` as logged. */
  readonly model: string
  readonly tier: Tier | undefined
  readonly requestModel: string
  /** The name with which it answered; undefined where that is another model of the policy than was asked for. */
  readonly responseModel: string | undefined
  readonly costUsd: number | undefined
  /** What the incumbent would have taken for the same tokens, at the list price of the policy; what was paid where the route takes nothing from an incumbent. */
  readonly incumbentUsd: number | undefined
  readonly latencyMs: number | undefined
  readonly outputTokens: number
  readonly usable: boolean
  readonly refused: boolean
  readonly escalated: boolean
  readonly feedback: number | undefined
  readonly shape: OutputShape
  /** True where part of it stands in a Markdown fence: what runs or parses answers as they are fails on that. */
  readonly fenced: boolean
  readonly answer: string | undefined
  readonly startedAt: string | undefined
  /** Where no route knows the request: a name for what it asks that holds no text of it. */
  readonly unknown: string | undefined
}

const CHARACTERS_A_TOKEN = 4

/** Values of `llm_routing.route` and its like: as attributes, as metadata, one level deep. */
export function tagOf(metadata: JsonObject, name: string): string | undefined {
  const nested = metadata['llm_routing']
  const values: readonly (JsonValue | undefined)[] = [metadata[`llm_routing.${name}`], metadata[`llm_routing_${name}`], isJsonObject(nested) ? nested[name] : undefined, metadata[`routing_${name}`], metadata[`policy_${name}`]]
  const found = values.find((value) => value !== undefined && value !== null)
  return typeof found === 'string' ? found : undefined
}

/**
 * A reader of calls in the light of a policy. Pure but for its caches; the answer of a call depends on it alone. With `byRequest` a call belongs to the route that its request
 * matches, whichever route the log says has answered.
 */
export function createObserver(policy: PolicyDocument, config: AuditConfig, book: PriceBook, options: { readonly byRequest?: boolean } = {}): (call: LlmCall) => Observation {
  const { valid_from: _from, ...metadata } = policy.metadata
  // Who a request belongs to is asked, not who serves it now: rollouts and dates are looked at afterwards, by who has served it.
  const router = createRouter({ ...policy, limits: {}, constraints: [], metadata: { ...metadata, valid_until: '9999-12-31T00:00:00Z' }, routes: policy.routes.map(({ rollout: _rollout, require: _require, ...route }) => route) })
  const routes = new Map(policy.routes.map((route) => [route.id, route]))
  const forms = new Map(policy.routes.map((route) => [route.id, formOf(route)]))
  const answering = createAnswering(policy)
  const catchAlls = new Set(policy.routes.filter((route) => isCatchAll(route, policy)).map(({ id }) => id))

  /** Whom a route took its calls from; undefined for one that took none. */
  const incumbentOf = (route: Route | undefined): ModelEntry | undefined => (route?.rollout === undefined && route?.evidence === undefined ? undefined : policy.models[routes.get(route.rollout?.otherwise ?? policy.defaults.route)?.target.model ?? ''])
  const serverOf = (call: LlmCall, route: Route | undefined, keys: readonly string[]): ServedBy => {
    const by = (key: string): boolean => keys.includes(key)
    if (route === undefined) return 'other'
    const reason = tagOf(call.metadata, 'reason')
    if (reason === 'rollout' || reason === 'share_cap' || reason === 'budget') return 'held-back'
    if (route.target.as_asked === true || by(route.target.model)) return 'target'
    if (route.rollout !== undefined && route.rollout.stage !== 'full' && by(routes.get(route.rollout.otherwise ?? policy.defaults.route)?.target.model ?? '')) return 'held-back'
    return (route.fallback ?? []).some(({ model }) => by(model)) ? 'fallback' : by(routes.get(route.rollout?.otherwise ?? policy.defaults.route)?.target.model ?? '') ? 'held-back' : 'other'
  }

  return (call) => {
    const tagged = options.byRequest === true ? undefined : tagOf(call.metadata, 'route')
    const decision = tagged !== undefined && routes.has(tagged) ? undefined : router.route(requestOfCall(call), { now: call.startedAt ?? '2000-01-01T00:00:00Z' })
    const id = decision === undefined ? (tagged ?? policy.defaults.route) : decision.route
    const route = routes.get(id)
    const served = servedAs(call, config)
    const { keys, isOther } = answering(call, served)
    const servedBy = serverOf(call, route, keys)
    const { outputTokens } = call.usage
    const entry = policy.models[keys[0] ?? '']
    const incumbent = incumbentOf(route)
    // The list price of the model that was asked for is not that of the one that answered instead.
    const costUsd = (isOther ? (call.costUsd ?? listed(entry, call)) : undefined) ?? callCost(call, config, book) ?? listed(entry, call)
    const outcome = tagOf(call.metadata, 'outcome')
    return {
      route: id, servedBy, model: entry === undefined ? served : `${entry.provider}/${entry.id}`, tier: entry?.tier,
      requestModel: call.requestModel, responseModel: isOther ? undefined : call.responseModel, costUsd,
      incumbentUsd: incumbent === undefined ? costUsd : listed(incumbent, call),
      latencyMs: call.latencyMs,
      outputTokens: outputTokens ?? Math.ceil(call.output.text.length / CHARACTERS_A_TOKEN),
      usable: isUsable(call, forms.get(id) ?? { json: false, required: [] }), refused: isRefusal(call.output),
      escalated: outcome === 'validation_failure' || outcome === 'low_confidence' || call.metadata['escalated'] === true,
      feedback: feedbackOf(call.metadata), shape: outputShape(call.output), fenced: call.output.text.includes('```'), answer: finalAnswer(call.output), startedAt: call.startedAt,
      unknown: catchAlls.has(id) ? unknownName(call) : undefined,
    }
  }
}

/** A route that says who serves what no other one knows. */
function isCatchAll({ id, match, task_type: taskType, evidence }: Route, policy: PolicyDocument): boolean {
  if (taskType !== undefined || evidence !== undefined) return false
  return id === policy.defaults.route || 'always' in match || ('field' in match && match.field === 'request.model')
}

/** The task that a request names, else a hash of its structure: its system prompt without slots, its tools and its format. */
function unknownName(call: LlmCall): string {
  const [tag] = tagCandidates(call.metadata)
  return tag === undefined ? `s_${shortHash(structureText(call.request))}` : `${tag[0]}=${tag[1]}`
}

function formOf(route: Route): Form {
  const demanded = route.escalate?.validation_failure
  return { json: demanded?.json === true || (demanded?.required?.length ?? 0) > 0 || /^json(?:@|$)/u.test(route.evidence?.metric ?? ''), required: demanded?.required ?? [] }
}

/** USD that a model takes for the tokens of a call at the policy's list price; undefined where either is unknown. */
export function listed(entry: ModelEntry | undefined, { usage }: Pick<LlmCall, 'usage'>): number | undefined {
  const price = entry?.price_per_1m
  return price?.input === undefined || price.output === undefined ? undefined : costOf(usage, { input: price.input, output: price.output, ...(price.cache_read === undefined ? {} : { cacheRead: price.cache_read }) })
}
