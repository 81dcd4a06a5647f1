import type { Turn } from './turn-hash.js'

/** What is known of each row of a log. */
export interface ThreadRows {
  readonly rows: number
  readonly ownOf: (row: number) => Turn
  readonly beforeOf: (row: number) => Turn
  /** The conversation that the log names. */
  readonly namedOf: (row: number) => string | undefined
}

/** A short opening that more calls than this go on from is a commonplace, not one conversation. */
const COMMONPLACE = 8

const keyOf = ([high, low]: Turn): number => high * 2 ** 21 + (low >>> 11)
const isNone = ([high, low]: Turn): boolean => high === 0 && low === 0

/** Of equal calls one stands for all: one that has a name, and of several names the first. */
function comesFirst(name: string | undefined, other: string | undefined): boolean {
  return name !== undefined && (other === undefined || name < other)
}

/**
 * The conversation of each row: the one that the log names, else that of the first call of the chain in which each begins with the
 * messages and the answer of another; undefined for a call that stands alone. The order of the rows does not matter, and a chain keeps its name
 * in a log that goes on.
 */
export function findThreads({ rows, ownOf, beforeOf, namedOf }: ThreadRows): (row: number) => string | undefined {
  const waited = new Map<number, Set<number>>()
  for (let row = 0; row < rows; row++) {
    const before = beforeOf(row)
    if (isNone(before)) continue
    const heirs = waited.get(keyOf(before))
    if (!heirs) waited.set(keyOf(before), new Set([keyOf(ownOf(row))]))
    else if (heirs.size <= COMMONPLACE) heirs.add(keyOf(ownOf(row)))
  }
  if (waited.size === 0) return namedOf
  const parents = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    const own = ownOf(row)
    const key = keyOf(own)
    const heirs = isNone(own) ? undefined : waited.get(key)
    if (!heirs || (own[1] % 2 === 1 && heirs.size > COMMONPLACE)) continue
    const known = parents.get(key)
    if (known === undefined || comesFirst(namedOf(row), namedOf(known))) parents.set(key, row)
  }
  const roots = new Map<number, number>()
  const rootOf = (row: number): number => {
    const chain: number[] = []
    let at = row
    for (;;) {
      const known = roots.get(at)
      if (known !== undefined) {
        at = known
        break
      }
      chain.push(at)
      const before = beforeOf(at)
      const parent = isNone(before) || namedOf(at) !== undefined ? undefined : parents.get(keyOf(before))
      if (parent === undefined || chain.includes(parent)) break
      at = parent
    }
    for (const one of chain) roots.set(one, at)
    return at
  }
  return (row) => {
    const named = namedOf(row)
    if (named !== undefined) return named
    const root = rootOf(row)
    if (root === row && !parents.has(keyOf(ownOf(row)))) return undefined
    const [high, low] = ownOf(root)
    return namedOf(root) ?? `turn:${high}:${low}`
  }
}
