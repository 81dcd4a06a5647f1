import { tally } from './agreement.js'

/** What became of the known tasks of one kind: found as they are, cut into several, or put together with others. */
export interface KindVerdict {
  readonly kind: string
  readonly right: number
  readonly split: readonly string[]
  readonly mixed: readonly string[]
}

const APART = ': '
const SOME = 5
const SHARE = 0.02
const MOST = 0.75

/**
 * Per kind (what stands before `: ` in a label) the verdicts on its tasks. Mixed: five of its calls and a fiftieth of a group are in a group of which as much is of other
 * tasks. Split: no group holds three quarters of it.
 */
export function kindVerdicts(groups: readonly string[], labels: readonly string[]): readonly KindVerdict[] {
  const sizes = tally(labels)
  const inGroup = new Map<string, Map<string, number>>()
  labels.forEach((label, at) => {
    const own = inGroup.get(groups[at] ?? '') ?? inGroup.set(groups[at] ?? '', new Map()).get(groups[at] ?? '')
    own?.set(label, (own.get(label) ?? 0) + 1)
  })
  const mixed = new Map<string, Set<string>>()
  const most = new Map<string, number>()
  for (const own of inGroup.values()) {
    const all = [...own.values()].reduce((sum, n) => sum + n, 0)
    const some = [...own].filter(([, n]) => n >= Math.max(SOME, SHARE * all)).map(([label]) => label)
    for (const [label, n] of own) most.set(label, Math.max(most.get(label) ?? 0, n))
    if (some.length > 1) for (const label of some) for (const other of some) if (other !== label) mixed.set(label, (mixed.get(label) ?? new Set()).add(other))
  }
  const kindOf = (label: string): string => label.split(APART)[0] ?? ''
  return [...new Set([...sizes.keys()].map(kindOf))].map((kind) => {
    const own = [...sizes.keys()].filter((label) => kindOf(label) === kind)
    const together = own.filter((label) => mixed.has(label))
    const cut = own.filter((label) => !mixed.has(label) && (most.get(label) ?? 0) < MOST * (sizes.get(label) ?? 0))
    const name = (label: string): string => label.slice(kind.length + APART.length)
    return { kind, right: own.length - together.length - cut.length, split: cut.map(name), mixed: together.map((label) => `${name(label)} (with ${[...mixed.get(label) ?? []].slice(0, 5).join(', ')})`) }
  })
}
