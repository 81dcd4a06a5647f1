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
export const FIELD_PATTERN = /^(?:metadata\.[A-Za-z0-9_-]+|headers\.[a-z0-9-]+|user\.(?:tier|id|region)|prompt\.(?:fingerprint|system_sha256|system|last_user)|tokens\.(?:input|max_output)|request\.(?:id|model|stream|has_tools|has_images|wants_json|language)|env)$/
export const OPERATORS = ['eq', 'ne', 'in', 'not_in', 'lt', 'lte', 'gt', 'gte', 'regex', 'starts_with', 'keywords_any', 'keywords_all', 'exists'] as const
export const FALLBACK_REASONS = ['rate_limit', 'timeout', 'server_error', 'auth_error', 'context_length', 'validation_failure', 'low_confidence', 'refusal', 'budget_exceeded'] as const
export const TIERS = ['budget', 'standard', 'premium'] as const
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
  /** Wire protocol, `openai` or `anthropic`; `unknown` where the log does not say who serves the model. */
  readonly type: string
  readonly base_url?: string
  /** Name of the environment variable, never the key. */
  readonly api_key_env?: string
  readonly regions?: readonly string[]
  readonly compliance?: readonly string[]
  readonly budget?: { readonly limit_usd: number; readonly period: string; readonly on_exceeded?: string }
}

export interface ModelEntry {
  readonly provider: string
  /** What goes over the wire. */
  readonly id: string
  readonly tier: Tier
  readonly capabilities?: readonly string[]
  /** Tokens. */
  readonly context_window?: number
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
  readonly shadow?: JsonObject
  readonly cutover?: JsonObject
  readonly rollback?: JsonObject
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
  readonly run_id?: string
  readonly [more: string]: unknown
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
  readonly target: { readonly model: string; readonly params?: JsonObject; readonly timeout_ms?: number; readonly max_output_tokens?: number }
  readonly fallback?: readonly FallbackStep[]
  readonly escalate?: JsonObject
  readonly rollout?: Rollout
  readonly evidence?: RouteEvidence
}

/** Above `percent` of the traffic in that tier, its routes answer with the route `on_exceeded`. */
export interface ShareCap {
  readonly tier: Tier
  readonly percent: number
  readonly window?: string
  readonly on_exceeded?: string
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
  readonly limits?: { readonly max_share?: readonly ShareCap[]; readonly budgets?: readonly JsonObject[] }
  readonly alerts?: readonly JsonObject[]
  readonly classifiers?: JsonObject
}
