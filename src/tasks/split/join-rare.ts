import type { PromptDocument } from '../document.js'
import { rowCount } from '../document.js'
import type { GroupLimits } from '../task-group.js'

/** Share of all calls below which a part is no task of its own. */
export const RARE = 0.1

/** Documents by a key, in the order in which the keys first occur. */
export function byKey<K>(documents: readonly PromptDocument[], keyOf: (document: PromptDocument) => K): ReadonlyMap<K, readonly PromptDocument[]> {
  const groups = new Map<K, PromptDocument[]>()
  for (const document of documents) {
    const list = groups.get(keyOf(document))
    if (list) list.push(document)
    else groups.set(keyOf(document), [document])
  }
  return groups
}

/** Documents in an order that no row order changes. */
export function ordered(documents: readonly PromptDocument[]): readonly PromptDocument[] {
  return [...documents].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Parts after the rare ones joined others. */
export interface Joined {
  readonly parts: readonly (readonly PromptDocument[])[]
  /** Per given part the joined one that it became or went into. */
  readonly branchOf: readonly number[]
}

/** Parts that are rare in the whole join the largest: a variant seen now and then is not a task of its own, unless `isOwn` says that it is another work. */
export function joinRare(parts: readonly (readonly PromptDocument[])[], limits: GroupLimits, rare = RARE, isOwn: (at: number) => boolean = () => false): Joined {
  const order = parts.map((_, at) => at).sort((a, b) => rowCount(parts[b] ?? []) - rowCount(parts[a] ?? []) || ((parts[a]?.[0]?.key ?? '') < (parts[b]?.[0]?.key ?? '') ? -1 : 1))
  const total = rowCount(parts.flat())
  const kept = order.filter((at, rank) => rank === 0 || rowCount(parts[at] ?? []) >= Math.max(isOwn(at) ? 0 : rare * total, limits.least))
  const branchOf = parts.map((_, at) => Math.max(0, kept.indexOf(at)))
  return { parts: kept.map((_, branch) => ordered(parts.filter((__, at) => branchOf[at] === branch).flat())), branchOf }
}
