import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuditError } from '../domain/error.js'
import { isPipe } from '../files/read-text.js'
import { isJsonObject } from '../domain/json.js'
import { writeWhole } from '../pipeline/record/run-files.js'
import { shortHash } from '../text/fingerprint.js'

interface Stored {
  readonly sha: string
  readonly state: unknown
}

/** What of a state is looked at before its kind is believed. */
interface Kind<T> {
  /** `monitor-state`. */
  readonly kind: string
  /** Whose it is, for people: `a monitor`. */
  readonly owner: string
  readonly version: number
  readonly isState: (value: unknown) => value is T
}

const refuse = (path: string, cause: string): AuditError => new AuditError('monitor/state', `${path}: ${cause}`, 'Name another file with --state, or move this one away to begin anew.')

/**
 * Reads what the last run left; undefined where there was none. Throws AuditError for a file that is no such state, of a later version, of another policy, or damaged: to begin
 * anew in silence would forget what was learnt. Without `policyId` that of any policy will do.
 */
export function readStored<T extends { readonly policyId: string }>(path: string, policyId: string | undefined, { kind, owner, version, isState }: Kind<T>): T | undefined {
  if (isPipe(path)) throw refuse(path, 'it is a pipe, which keeps nothing')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw refuse(path, code === 'EISDIR' ? 'it is a directory' : (code ?? 'it cannot be read'))
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse(path, text.trim() === '' ? 'it is empty' : 'it is not JSON: it was cut short or is another file')
  }
  const stored = isJsonObject(value) ? (value as unknown as Stored) : undefined
  const state = stored?.state
  if (isJsonObject(state) && state['kind'] === kind && typeof state['schemaVersion'] === 'number' && state['schemaVersion'] > version) throw refuse(path, `it was written by a later version of this program (state version ${state['schemaVersion']}, this one knows ${version})`)
  if (stored === undefined || !isState(state)) throw refuse(path, `it is not the state of ${owner} of this version`)
  if (stored.sha !== shortHash(JSON.stringify(state), 16)) throw refuse(path, 'it was changed by hand or damaged')
  if (policyId !== undefined && state.policyId !== policyId) throw refuse(path, `it belongs to the policy ${JSON.stringify(state.policyId)}, not to ${JSON.stringify(policyId)}`)
  return state
}

/** Makes the directory of a state. @throws AuditError */
export function makeRoom(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new AuditError('monitor/state', `${path}: ${(error as NodeJS.ErrnoException).code ?? 'its directory cannot be made'}`, 'Name another file with --state.')
  }
}

/** Writes a state, whole or not at all, readable to its owner only. */
export function writeStored(path: string, state: unknown): void {
  makeRoom(path)
  writeWhole(path, `${JSON.stringify({ sha: shortHash(JSON.stringify(state), 16), state } satisfies Stored)}\n`)
}
