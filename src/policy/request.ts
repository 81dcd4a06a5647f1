import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { fingerprintOf, maskedPrompt } from '../text/fingerprint.js'

/**
 * What a request shows of itself to a policy. Every part may be absent; an absent part matches nothing.
 * Names are those of the policy document. `request.…` fields of a policy read the top level (`request.model` is `model`).
 */
export interface PolicyRequest {
  readonly id?: string
  readonly model?: string
  readonly stream?: boolean
  readonly has_tools?: boolean
  readonly has_images?: boolean
  /** Derived from `prompt` where it is absent. */
  readonly has_system?: boolean
  readonly wants_json?: boolean
  readonly language?: string
  /** Messages of the user in the conversation so far, the last one included; from 2 on the last one is a follow-up. */
  readonly turns?: number
  readonly env?: string
  readonly metadata?: JsonObject
  /** Names in lower case. */
  readonly headers?: JsonObject
  readonly user?: { readonly tier?: string; readonly id?: string; readonly region?: string }
  /** `fingerprint` is derived from `system` where it is absent. */
  readonly prompt?: { readonly fingerprint?: string; readonly system_sha256?: string; readonly system?: string; readonly last_user?: string }
  /** Counted by the policy's `token_counter`. */
  readonly tokens?: { readonly input?: number; readonly max_output?: number }
  /** Classifier name → its label, score and lead over the second label. */
  readonly classifiers?: Readonly<Record<string, { readonly label: string; readonly score: number; readonly margin?: number }>>
}

/** What the runtime knows of the traffic so far; field names as in the conformance vectors. Shares in percent. */
export interface RouterState {
  readonly exhausted_providers?: readonly string[]
  /** Scopes of `limits.budgets` whose money is used up, for the user who asks. */
  readonly exhausted_scopes?: readonly string[]
  /** Share that each tier would have, were this request served by it. */
  readonly tier_share?: Readonly<Record<string, number>>
}

const REMEMBERED = 1000
const fingerprints = new Map<string, string>()

/** The same system prompts come again and again, and masking a long one takes longer than all the rest of a decision. */
function remembered(system: string): string {
  const known = fingerprints.get(system)
  if (known !== undefined) return known
  if (fingerprints.size >= REMEMBERED) fingerprints.clear()
  const fresh = fingerprintOf(maskedPrompt(system))
  fingerprints.set(system, fresh)
  return fresh
}

/** False where a request shows its prompt and there is no system text in it; undefined where it does not show it. */
function hasSystem({ prompt }: PolicyRequest): boolean | undefined {
  if (!isJsonObject(prompt)) return undefined
  const { system } = prompt
  const blank = typeof system !== 'string' || /^\s*$/u.test(system)
  return !blank || (prompt['fingerprint'] ?? prompt['system_sha256'] ?? undefined) !== undefined
}

/** Reads a condition's field; undefined when the request does not have it (null counts as absent). */
export function readField(request: PolicyRequest, field: string): JsonValue | undefined {
  const dot = field.indexOf('.')
  const group = dot < 0 ? '' : field.slice(0, dot)
  const name = field.slice(dot + 1)
  const holder: unknown = group === '' || group === 'request' ? request : ownValue(request, group)
  const value = ownValue(holder, name) ?? undefined
  if (value !== undefined) return value
  if (field === 'request.has_system') return hasSystem(request)
  if (field !== 'prompt.fingerprint') return undefined
  const system = ownValue(holder, 'system')
  return typeof system === 'string' ? remembered(system) : undefined
}

function ownValue(holder: unknown, name: string): JsonValue | undefined {
  return isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined
}

/** The `chars_div_4` counter: code points of all texts together, divided by four, rounded up. */
export function countTokens(texts: readonly string[]): number {
  let points = 0
  for (const text of texts) for (const _ of text) points += 1
  return Math.ceil(points / 4)
}
