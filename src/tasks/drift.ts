import type { TaskChange } from '../domain/inspect.js'

/** How many calls of a log were of a task. */
export interface TaskCount {
  readonly id: string
  readonly label: string
  readonly calls: number
}

const LEVEL = 0.01
const FACTOR = 1.25

/** Two-sided tail of the normal distribution beyond |z| (Abramowitz and Stegun 1964, 7.1.26; error below 1.5e-7). */
function tail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x)
}

/**
 * Compares two logs by their tasks. A change is told if chance would bring one as large in fewer than one pair of logs in a hundred, all tasks
 * together (Bonferroni), and if it is a quarter at least. New and gone tasks: had the share been the same, the other log would hold one of its
 * calls. Grown and shrunk: test of two proportions, pooled. The largest changes first.
 */
export function taskDrift(before: readonly TaskCount[], beforeCalls: number, now: readonly TaskCount[], nowCalls: number): readonly TaskChange[] {
  if (beforeCalls === 0 || nowCalls === 0) return []
  const old = new Map(before.map((task) => [task.id, task]))
  const fresh = new Map(now.map((task) => [task.id, task]))
  const ids = [...new Set([...old.keys(), ...fresh.keys()])]
  const level = LEVEL / Math.max(1, ids.length)
  const changes = ids.flatMap((id): readonly TaskChange[] => {
    const [was, is] = [old.get(id)?.calls ?? 0, fresh.get(id)?.calls ?? 0]
    const [shareBefore, shareNow] = [was / beforeCalls, is / nowCalls]
    const told = (change: TaskChange['change']): readonly TaskChange[] => [{ id, label: fresh.get(id)?.label ?? old.get(id)?.label ?? id, change, shareBefore, shareNow }]
    if (was === 0 && is === 0) return []
    if (was === 0) return (1 - shareNow) ** beforeCalls < level ? told('new') : []
    if (is === 0) return (1 - shareBefore) ** nowCalls < level ? told('gone') : []
    const pooled = (was + is) / (beforeCalls + nowCalls)
    const z = (shareNow - shareBefore) / Math.sqrt(Math.max(1e-12, pooled * (1 - pooled)) * (1 / beforeCalls + 1 / nowCalls))
    const factor = Math.max(shareNow, shareBefore) / Math.min(shareNow, shareBefore)
    return tail(z) < level && factor >= FACTOR ? told(shareNow > shareBefore ? 'grown' : 'shrunk') : []
  })
  return changes.sort((a, b) => Math.abs(b.shareNow - b.shareBefore) - Math.abs(a.shareNow - a.shareBefore) || (a.id < b.id ? -1 : 1))
}
