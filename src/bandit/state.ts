import { FRESH, type AccountsState } from '../monitor/accounts.js'

/** Rewards of the arms in one context: how many, and their sum; both fade where only the last ones count. */
export interface ContextState {
  readonly n: readonly number[]
  readonly sum: readonly number[]
}

/** Why an arm, or the mix of all, serves no more. */
export interface Stop {
  /** Number of the reward that showed it, from 1. */
  readonly at: number
  /** Wealth of its test as a multiple of what a stop takes. */
  readonly evidence: number
}

/** All that a bandit remembers. Plain data: it may be kept anywhere as JSON. */
export interface BanditState {
  readonly schemaVersion: 1
  readonly kind: 'bandit-state'
  /** Models, the reference first; a state belongs to the arms that it was begun with. */
  readonly arms: readonly string[]
  /** Rewards so far. */
  readonly rewards: number
  readonly contexts: Readonly<Record<string, ContextState>>
  /** By arm; the first, the reference, has none. */
  readonly tests: readonly AccountsState[]
  readonly stopped: readonly (Stop | null)[]
  readonly mixTest: AccountsState
  readonly mixStopped: Stop | null
}

export const startState = (arms: readonly string[]): BanditState => ({
  schemaVersion: 1, kind: 'bandit-state', arms, rewards: 0, contexts: {}, tests: arms.map(() => FRESH), stopped: arms.map(() => null), mixTest: FRESH, mixStopped: null,
})

/** @throws RangeError for a state of other arms or of a later version */
export function assertState(state: BanditState, arms: readonly string[]): void {
  const { schemaVersion, kind, arms: own } = state as { readonly schemaVersion: unknown; readonly kind: unknown; readonly arms: unknown }
  if (kind !== 'bandit-state' || schemaVersion !== 1 || !Array.isArray(own)) throw new RangeError('this is no state of a bandit of this version: begin with start()')
  if (own.length !== arms.length || arms.some((arm, at) => own[at] !== arm)) throw new RangeError(`this state belongs to the arms ${own.join(', ')}, not to ${arms.join(', ')}: begin with start()`)
}
