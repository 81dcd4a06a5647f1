import type { PolicyDocument } from '../document.js'
import type { Resolved } from './resolve.js'

export const TARGETS = ['litellm', 'portkey', 'vllm-semantic-router', 'flagd', 'bifrost', 'claude-code-router', 'envoy', 'openrouter'] as const
export type TargetName = (typeof TARGETS)[number]

/** A part of the policy that the target holds otherwise than written, or not at all. */
export interface Loss {
  /** Dotted place in the policy, e.g. `routes.labels.schedule`. */
  readonly field: string
  /**
   * `dropped`: it has no effect any more · `approximated`: it holds, but differently · `pre-resolved`: it was decided when exporting, and the
   * label of a request says how · `application`: whoever sends the request must do it.
   */
  readonly how: 'dropped' | 'approximated' | 'pre-resolved' | 'application'
  readonly message: string
}

export interface ExportedFile {
  readonly name: string
  readonly text: string
}

/** One gateway or router that can take a policy. */
export interface ExportTarget {
  readonly name: TargetName
  /** True when a request whose label it does not know is refused; else it would go to the default, whatever its constraints. */
  readonly refusesUnknown: boolean
  /** Parts of a policy that the target holds, of those that `generalLosses` lists. */
  readonly holds: readonly HeldPart[]
  readonly write: (policy: PolicyDocument, resolved: Resolved) => { readonly files: readonly ExportedFile[]; readonly losses: readonly Loss[] }
}

/** `confidence`: an answer of low confidence goes to the next model of the chain. */
export type HeldPart = 'confidence' | 'rollout' | 'sticky' | 'schedule' | 'expiry' | 'budget' | 'fallback' | 'evidence' | 'shadow' | 'params' | 'omitted' | 'timeout'

/** An exported policy with what was lost on the way. */
export interface Exported {
  readonly target: TargetName
  readonly files: readonly ExportedFile[]
  readonly report: { readonly schemaVersion: 1; readonly target: TargetName; readonly policy: { readonly id: string; readonly version: number; readonly validUntil: string }; readonly labels: Readonly<Record<string, { readonly route: string; readonly constraints: readonly string[]; readonly model: string }>>; readonly refusedLabels: readonly string[]; readonly lossy: readonly Loss[] }
}
