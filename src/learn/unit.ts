import type { FailureKind } from '../domain/learn.js'
import { hashText } from '../text/hash-text.js'

/** One question of a route, of each conversation and each group of repeats one: what can be told of it before it is answered. */
export interface Unit {
  /** What is counted once: a conversation, else the content of the request. */
  readonly key: string
  /** Digest of the request. */
  readonly digest: string
  /** The last message of the user, redacted and shortened. */
  readonly text: string
  readonly inputTokens: number
  readonly failed: boolean
  readonly kind?: FailureKind
  /** USD that were paid, and that the other model takes for the same tokens at its list price; undefined where unknown. */
  readonly paidUsd?: number | undefined
  readonly otherUsd?: number | undefined
  readonly at?: string | undefined
}

/** Place of a key in [0,2³²), the same in every run: which part it falls into, and which are kept where there are too many. */
export const placeOf = (key: string, purpose: string): number => hashText(`${purpose}\u0000${key}`)[0]

/** True for half of all keys: nothing is ever learned of these, in this run or another one, so that a rule can be measured on them. */
export const isHeldOut = ({ key }: Pick<Unit, 'key'>): boolean => placeOf(key, 'part') % 2 === 1

/** The two folds of what is learned of. */
export const foldOf = ({ key }: Pick<Unit, 'key'>): 0 | 1 => (placeOf(key, 'fold') % 2 === 1 ? 1 : 0)

/** Units by key, at most `most` of them: a uniform sample of all keys, whatever their order; of several units of a key the one with the lowest digest. */
export function createSample(most: number) {
  let units = new Map<string, Unit>()
  /** Keys at or above this place are no longer taken. */
  let bound = Infinity
  const shrink = (): void => {
    const kept = [...units.values()].map((unit) => ({ unit, place: placeOf(unit.key, 'kept') })).toSorted((a, b) => a.place - b.place).slice(0, most)
    bound = (kept.at(-1)?.place ?? 0) + 1
    units = new Map(kept.map(({ unit }) => [unit.key, unit]))
  }
  return {
    add(unit: Unit): void {
      if (placeOf(unit.key, 'kept') >= bound) return
      const known = units.get(unit.key)
      if (known !== undefined && known.digest <= unit.digest) return
      units.set(unit.key, unit)
      if (units.size >= 2 * most) shrink()
    },
    units(): readonly Unit[] {
      if (units.size > most) shrink()
      return [...units.values()]
    },
  }
}

export type Sample = ReturnType<typeof createSample>
