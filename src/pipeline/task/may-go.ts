import type { Case } from '../../domain/case.js'
import type { Constraint } from '../../domain/constraint.js'
import type { PlannedProvider } from '../../domain/plan.js'
import { maySend } from '../../sample/constraint.js'

/** True when every constraint lets a case go to a provider; one that is not planned declares nothing. */
export function mayGo(one: Case, provider: PlannedProvider | undefined, constraints: readonly Constraint[]): boolean {
  return constraints.length === 0 || maySend({ metadata: one.metadata, user: userOf(one) }, provider ?? { regions: [], compliance: [] }, constraints)
}

/** Conditions may name user.region and the like; logs carry them as metadata. */
function userOf(one: Case): Case['metadata'] {
  const { user_id: id, user, tier, region } = one.metadata
  return { ...(id === undefined && user === undefined ? {} : { id: id ?? user }), ...(tier === undefined ? {} : { tier }), ...(region === undefined ? {} : { region }) }
}

/** Why nothing is sent to a provider, and the way out. */
export function withheldMessage(provider: string): string {
  return `a constraint forbids to send these calls to ${provider}: declare compliance or regions for it under providers, if it has them`
}
