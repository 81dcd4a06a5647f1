import { isJsonObject } from '../domain/json.js'
import { readStored, writeStored } from '../monitor/stored-state.js'

/** How often a policy was looked at, so that looking again and again does not find what is not there. */
export interface LooksState {
  readonly schemaVersion: 1
  readonly kind: 'learn-state'
  readonly policyId: string
  /** Of the policy: a new version begins anew. */
  readonly version: number
  /** A digest of what was measured on, by look. */
  readonly looks: readonly string[]
}

function isState(value: unknown): value is LooksState {
  return isJsonObject(value) && value['schemaVersion'] === 1 && value['kind'] === 'learn-state' && typeof value['policyId'] === 'string' && typeof value['version'] === 'number'
    && Array.isArray(value['looks']) && value['looks'].every((one) => typeof one === 'string')
}

/** The state with this look in it, and its number from 1; the same evidence looked at again is the same look. */
export function lookAt(path: string, policy: { readonly id: string; readonly version: number }, evidence: string): { readonly state: LooksState; readonly look: number } {
  const found = readStored(path, policy.id, { kind: 'learn-state', owner: 'audit learn', version: 1, isState })
  const looks = found?.version === policy.version ? found.looks : []
  const at = looks.indexOf(evidence)
  const next = at < 0 ? [...looks, evidence] : looks
  return { state: { schemaVersion: 1, kind: 'learn-state', policyId: policy.id, version: policy.version, looks: next }, look: (at < 0 ? next.length - 1 : at) + 1 }
}

export const writeLooks = (path: string, state: LooksState): void => writeStored(path, state)

/** Part of a level for one of so many lessons at some look: 1/(k·(k+1)) sums to 1 over all looks to come. */
export const levelAt = (alpha: number, look: number, lessons: number): number => alpha / (look * (look + 1) * Math.max(1, lessons))
