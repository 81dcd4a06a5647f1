import type { JsonObject, JsonValue } from '../domain/json.js'

/*
 * The routing policy as it stands on disk and on the wire. Field names stay in snake_case here too: runtimes in other
 * languages read the same document verbatim, and a mapping layer would only make this runtime larger.
 */

export const API_VERSION = 'llm-routing-policy/v1'

/** Ids of the policy, its routes, models and constraints. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9._-]{0,62}$/
/** Capabilities, compliance marks and regions. */
export const TAG_PATTERN = /^[a-z0-9_-]+$/
/** The closed list of what a condition may look at. */
export const FIELD_PATTERN = /^(?:metadata\.[A-Za-z0-9_-]+|headers\.[a-z0-9-]+|user\.(?:tier|id|region)|prompt\.(?:fingerprint|system_sha256|system|last_user)|tokens\.(?:input|max_output)|request\.(?:id|model|stream|has_tools|has_images|has_system|wants_json|language|turns)|env)$/
export const FALLBACK_REASONS = ['rate_limit', 'timeout', 'server_error', 'auth_error', 'context_length', 'validation_failure', 'low_confidence', 'refusal', 'budget_exceeded'] as const
export const TIERS = ['budget', 'standard', 'premium'] as const
/** Lengths of budgets and windows: minutes, hours, days, calendar months (UTC). */
export const PERIOD_PATTERN = /^[1-9]\d{0,5}(?:m|h|d|mo)$/
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export type FallbackReason = (typeof FALLBACK_REASONS)[number]
export type Tier = (typeof TIERS)[number]
export type Day = (typeof DAYS)[number]

/** One field and exactly one operator. An absent field makes it false, whatever the operator, but for `exists: false`. */
export interface FieldCondition {
  readonly field: string
  readonly eq?: JsonValue
  readonly ne?: JsonValue
  readonly in?: readonly JsonValue[]
  readonly not_in?: readonly JsonValue[]
  readonly lt?: number
  readonly lte?: number
  readonly gt?: number
  readonly gte?: number
  /** The linear-time subset of RE2 that condition.ts describes. */
  readonly regex?: string
  readonly starts_with?: string
  /** Substrings; both sides in lower case. */
  readonly keywords_any?: readonly string[]
  readonly keywords_all?: readonly string[]
  readonly exists?: boolean
}

/** True when the request brings that label from that classifier, with at least that score and lead. */
export interface ClassifierCondition {
  readonly classifier: string
  readonly label: string
  readonly min_score: number
  readonly min_margin?: number
}

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly always: true }
  | ClassifierCondition
  | FieldCondition

/** What a model and its provider must offer: all capabilities, all compliance marks, and one of the regions. */
export interface Requirement {
  readonly capabilities?: readonly string[]
  readonly compliance?: readonly string[]
  readonly regions?: readonly string[]
}

/** Applied to every request whatever its route; it can only remove candidates. */
export interface Constraint {
  readonly id: string
  readonly when: Condition
  readonly require: Requirement
}

export interface ProviderEntry {
  /** One of PROVIDER_KINDS. */
  readonly type: string
  /** Azure OpenAI only. */
  readonly api_version?: string
  readonly base_url?: string
  /** Name of the environment variable, never the key. */
  readonly api_key_env?: string
  readonly regions?: readonly string[]
  readonly compliance?: readonly string[]
  /** `skip` (when absent): its models are left out once the state calls it exhausted; `alert`: they are not. */
  readonly budget?: { readonly limit_usd: number; readonly period: string; readonly on_exceeded?: 'skip' | 'alert' }
}

export interface ModelEntry {
  readonly provider: string
  /** What goes over the wire. */
  readonly id: string
  readonly tier: Tier
  readonly capabilities?: readonly string[]
  /** Tokens. */
  readonly context_window?: number
  /** Parameters that it refuses: whoever sends the request leaves them out. */
  readonly omit_params?: readonly string[]
  /** USD per million tokens. */
  readonly price_per_1m?: { readonly input?: number; readonly output?: number; readonly cache_read?: number }
}

export interface FallbackStep {
  readonly model: string
  readonly on: readonly FallbackReason[]
}

/** A window of local time, `from` inclusive, `to` exclusive; `from` later than `to` wraps midnight and belongs to the day on which it began. */
export interface Schedule {
  /** IANA name; UTC when absent. */
  readonly timezone?: string
  readonly days?: readonly Day[]
  /** HH:MM, 00:00 to 24:00. */
  readonly from?: string
  readonly to?: string
}

/** `percent` in [0,100] of the keys get the target, the others the route `otherwise` (the default route when absent). */
export interface Rollout {
  readonly stage: 'shadow' | 'canary' | 'full'
  readonly percent: number
  readonly key?: string
  readonly salt?: string
  readonly otherwise?: string
  /** A copy of `percent` of the requests, for comparison; its answer is never served. */
  readonly shadow?: { readonly percent: number; readonly model: string }
  readonly cutover?: { readonly steps?: readonly number[]; readonly min_n?: number; readonly min_quality_ratio?: number; readonly max_cost_ratio?: number; readonly window?: string }
  /** `keep_previous`: how long the policy before this one stays loaded after the last step, to return to. */
  readonly rollback?: { readonly quality_drop?: number; readonly error_rate?: number; readonly keep_previous?: string }
}

/** Why a route is safe: what the audit measured before it was written. Scores in [0,1]; money in USD. */
export interface RouteEvidence {
  /** Cases compared. */
  readonly n: number
  /** The validator, with its version. */
  readonly metric: string
  readonly candidate?: number
  readonly incumbent?: number
  /** Mean of candidate − incumbent. */
  readonly difference?: number
  readonly interval?: readonly [number, number]
  readonly e_value?: number
  readonly margin?: number
  readonly alpha?: number
  readonly cost_per_request_usd?: { readonly candidate?: number; readonly incumbent?: number }
  /** Over the logged period (`metadata.source.log_window`). */
  readonly savings_usd?: number
  readonly savings_interval_usd?: readonly [number, number]
  readonly target?: 'traffic' | 'log'
  /** Name with which the provider answered when this was measured. */
  readonly model_snapshot?: string
  /** YYYY-MM-DD of the list prices. */
  readonly price_date?: string
  readonly run_id?: string
  readonly [more: string]: unknown
}

/** With `as_asked` a request that names a model keeps it; `model` serves those that name none. */
export interface Target {
  readonly model: string
  readonly as_asked?: boolean
  readonly params?: JsonObject
  readonly timeout_ms?: number
  /** Tokens. */
  readonly max_output_tokens?: number
}

/** When an answer is not to be served and the next step of the chain is asked instead. */
export interface Escalation {
  /** `signal` is `mean_logprob`: natural logarithm, mean over the answer's tokens. */
  readonly low_confidence?: { readonly signal: 'mean_logprob'; readonly below: number }
  /** The answer must be JSON that has these top-level fields; asked again at most `max_attempts` − 1 times first. */
  readonly validation_failure?: { readonly json?: boolean; readonly required?: readonly string[]; readonly max_attempts?: number }
}

export interface Route {
  readonly id: string
  readonly task_type?: string
  /** Ascending; ties by document order; the first match wins. */
  readonly priority: number
  readonly match: Condition
  /** Kept on every redirect. */
  readonly require?: Requirement
  readonly schedule?: Schedule
  readonly target: Target
  readonly fallback?: readonly FallbackStep[]
  readonly escalate?: Escalation
  readonly rollout?: Rollout
  readonly evidence?: RouteEvidence
}

/**
 * At `percent` of a window's traffic in that tier, its routes answer with the route `on_exceeded`, or, where none is
 * named, with their rollout's `otherwise`, or with the default route.
 */
export interface ShareCap {
  readonly tier: Tier
  readonly percent: number
  readonly window?: string
  readonly on_exceeded?: string
}

/** A limit on the money of all requests, or of those of one user. */
export interface ScopeBudget {
  readonly scope: 'total' | 'user'
  readonly limit_usd: number
  readonly period: string
  readonly on_exceeded: 'alert' | 'deny' | 'cheapest_viable' | 'incumbent'
}

export interface Alert {
  readonly id: string
  readonly metric: 'cost_per_request' | 'quality' | 'error_rate' | 'latency_p95' | 'latency_p99'
  /** Percent of the baseline. */
  readonly change_percent?: { readonly above?: number; readonly below?: number }
  readonly baseline?: 'evidence' | 'incumbent'
  readonly window: string
  readonly min_n?: number
}

/**
 * A linear model over hashed word n-grams, weighted by inverse document frequency (docs/policy.md gives the arithmetic).
 * `idf` and `weights` are base64 of little-endian float32: `dims` numbers, and labels × `dims` row by row.
 */
export interface LinearClassifier {
  readonly type: 'linear'
  readonly input?: 'prompt.last_user' | 'prompt.system'
  /** Code points read of the text; 2000 when absent. */
  readonly max_chars?: number
  readonly ngrams: 1 | 2
  readonly dims: number
  readonly labels: readonly string[]
  readonly idf: string
  readonly weights: string
  readonly bias: readonly number[]
}

/** A classifier of another kind, e.g. `external`: the caller brings its label with the request. */
export interface ExternalClassifier {
  readonly type: string
  readonly labels?: unknown
  readonly [more: string]: unknown
}

export interface PolicyDocument {
  readonly apiVersion: typeof API_VERSION
  readonly kind: 'RoutingPolicy'
  readonly metadata: {
    readonly id: string
    readonly version: number
    readonly created_at: string
    readonly valid_from?: string
    /** Exclusive. */
    readonly valid_until: string
    readonly generator?: JsonObject
    readonly source?: JsonObject
  }
  readonly defaults: {
    readonly route: string
    readonly on_expired?: string
    readonly on_missing_signal?: 'no_match' | 'error'
    readonly token_counter?: 'chars_div_4' | 'o200k_base' | 'cl100k_base'
  }
  readonly providers: Readonly<Record<string, ProviderEntry>>
  readonly models: Readonly<Record<string, ModelEntry>>
  readonly constraints?: readonly Constraint[]
  readonly routes: readonly Route[]
  readonly limits?: { readonly max_share?: readonly ShareCap[]; readonly budgets?: readonly ScopeBudget[] }
  readonly alerts?: readonly Alert[]
  readonly classifiers?: Readonly<Record<string, LinearClassifier | ExternalClassifier>>
}
