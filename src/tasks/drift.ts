import type { TaskChange } from '../domain/inspect.js'

/** How many calls of a log were of a task. */
export interface TaskCount {
  readonly id: string
  readonly label: string
  readonly calls: number
}

const LEVEL = 0.01
const FACTOR = 1.25
const GIVEN = 0.5

/** Two-sided tail of the normal distribution beyond |z| (Abramowitz and Stegun 1964, 7.1.26; error below 1.5e-7). */
function tail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x)
}

/** Chance that of a task of some share a log holds too few calls to be seen as a task: two or fewer (binomial). */
function missedBy(share: number, calls: number): number {
  const [odds, none] = [share / Math.max(1e-12, 1 - share), (1 - share) ** calls]
  return none * (1 + calls * odds + (calls * (calls - 1) / 2) * odds * odds)
}

/** Shares of one task, or of several that may be cuts of the same traffic, and what that says; undefined for no change. */
function changeOf(was: number, is: number, beforeCalls: number, nowCalls: number, level: number): TaskChange['change'] | undefined {
  const [shareBefore, shareNow] = [was / beforeCalls, is / nowCalls]
  if (was === 0 && is === 0) return undefined
  if (was === 0) return missedBy(shareNow, beforeCalls) < level ? 'new' : undefined
  if (is === 0) return missedBy(shareBefore, nowCalls) < level ? 'gone' : undefined
  const pooled = (was + is) / (beforeCalls + nowCalls)
  const z = (shareNow - shareBefore) / Math.sqrt(Math.max(1e-12, pooled * (1 - pooled)) * (1 / beforeCalls + 1 / nowCalls))
  const factor = Math.max(shareNow, shareBefore) / Math.min(shareNow, shareBefore)
  return tail(z) < level && factor >= FACTOR ? (shareNow > shareBefore ? 'grown' : 'shrunk') : undefined
}

/** Ids in sets that `kin` connects; those without kin alone. */
function connected(ids: readonly string[], kin: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  const root = new Map(ids.map((id) => [id, id]))
  const rootOf = (id: string): string => {
    let at = id
    for (let up = root.get(at) ?? at; up !== at; up = root.get(at) ?? at) at = up
    return at
  }
  for (const [a, b] of kin) if (root.has(a) && root.has(b)) root.set(rootOf(a), rootOf(b))
  const sets = new Map<string, string[]>()
  for (const id of ids) {
    const own = sets.get(rootOf(id))
    if (own) own.push(id)
    else sets.set(rootOf(id), [id])
  }
  return [...sets.values()]
}

/**
 * Compares two logs by their tasks. A change is told if chance would bring one as large in fewer than one pair of logs in a hundred, all tasks
 * together (Bonferroni), and if it is a quarter at least. New and gone tasks: had the share been the same, the other log would hold three of its
 * calls, the fewest that are a task. Grown and shrunk: test of two proportions, pooled. Tasks that `kin` (earlier id, present id) connects may be cuts of the same traffic: they are compared
 * together; where that did not change, those that would be new or gone alone are told as split or merged. The largest changes first.
 */
export function taskDrift(before: readonly TaskCount[], beforeCalls: number, now: readonly TaskCount[], nowCalls: number, kin: readonly (readonly [before: string, now: string])[] = []): readonly TaskChange[] {
  if (beforeCalls === 0 || nowCalls === 0) return []
  const old = new Map(before.filter(({ calls }) => calls > 0).map((task) => [task.id, task]))
  const fresh = new Map(now.filter(({ calls }) => calls > 0).map((task) => [task.id, task]))
  const ids = [...new Set([...old.keys(), ...fresh.keys()])]
  const level = LEVEL / Math.max(1, ids.length)
  const sum = (counts: ReadonlyMap<string, TaskCount>, own: readonly string[]): number => own.reduce((all, id) => all + (counts.get(id)?.calls ?? 0), 0)
  const share = (counts: ReadonlyMap<string, TaskCount>, id: string): number => (counts.get(id)?.calls ?? 0) / (counts === old ? beforeCalls : nowCalls)
  // A task that is in both logs gave calls to another, or took another's, only if its own share moved that way.
  const moved = kin.filter(([a, b]) => (fresh.has(a) ? share(old, a) - share(fresh, a) >= GIVEN * share(fresh, b) : !old.has(b) || share(fresh, b) - share(old, b) >= GIVEN * share(old, a)))
  const changes = connected(ids, moved).flatMap((own): readonly TaskChange[] => {
    const [was, is] = [sum(old, own), sum(fresh, own)]
    const [inOld, inNew] = [own.filter((id) => old.has(id)), own.filter((id) => fresh.has(id))]
    const isRecut = own.length > 1 && own.some((id) => { const alone = changeOf(sum(old, [id]), sum(fresh, [id]), beforeCalls, nowCalls, level); return alone === 'new' || alone === 'gone' })
    const change = changeOf(was, is, beforeCalls, nowCalls, level) ?? (isRecut ? (inNew.length >= inOld.length ? 'split' : 'merged') : undefined)
    const id = own.toSorted((a, b) => Math.max(sum(fresh, [b]), sum(old, [b])) - Math.max(sum(fresh, [a]), sum(old, [a])) || (a < b ? -1 : 1)).find((one) => fresh.has(one)) ?? own[0] ?? ''
    return change === undefined ? [] : [{ id, label: fresh.get(id)?.label ?? old.get(id)?.label ?? id, change, shareBefore: was / beforeCalls, shareNow: is / nowCalls }]
  })
  return changes.sort((a, b) => Math.abs(b.shareNow - b.shareBefore) - Math.abs(a.shareNow - a.shareBefore) || (a.id < b.id ? -1 : 1))
}
