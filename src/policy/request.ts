import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { promptFingerprint } from '../text/fingerprint.js'

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
  readonly wants_json?: boolean
  readonly language?: string
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
  readonly tier_share?: Readonly<Record<string, number>>
}

/** Reads a condition's field; undefined when the request does not have it (null counts as absent). */
export function readField(request: PolicyRequest, field: string): JsonValue | undefined {
  if (field === 'prompt.fingerprint' && request.prompt?.fingerprint === undefined) {
    const system = request.prompt?.system
    return typeof system === 'string' ? promptFingerprint(system) : undefined
  }
  const dot = field.indexOf('.')
  const group = dot < 0 ? '' : field.slice(0, dot)
  const name = field.slice(dot + 1)
  const holder: unknown = group === '' || group === 'request' ? request : ownValue(request, group)
  return ownValue(holder, name) ?? undefined
}

function ownValue(holder: unknown, name: string): JsonValue | undefined {
  return isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined
}
