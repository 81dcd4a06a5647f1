import type { PolicyDocument } from '../policy/document.js'
import type { FrequentState } from './frequent.js'
import type { Snapshots } from './snapshots.js'
import type { Noticed } from './tell-once.js'
import { isNameOf } from './answering.js'
import type { Watch } from './watch.js'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

interface RouteMix {
  readonly id: string
  readonly grown: Watch
  readonly shrunk: Watch
  readonly fallback: Watch
}

/** A route is gone when so little of its share is left. */
const GONE = 0.1
/** From this share on a fallback is the rule. */
const BOLD = 0.2
const LEAST_CALLS = 50

/** Routes that grew, shrank or went, and those whose fallback answers more often. */
export function mixNotices(mix: readonly RouteMix[]): readonly Noticed[] {
  return mix.flatMap(({ id, grown, shrunk, fallback }): readonly Noticed[] => {
    const change = grown.alarm ?? shrunk.alarm
    // While the change was being shown the share still held calls from before it.
    const now = change?.now ?? change?.after ?? 0
    const word = change === undefined ? '' : now > change.before ? 'grew' : now < GONE * change.before ? 'is as good as gone' : 'shrank'
    const usual = fallback.before ?? 0
    return [
      ...(change === undefined ? [] : [{ kind: 'input-mix' as const, route: id, about: word, message: `its share of the traffic ${word}: from ${percent(change.before)} to ${percent(now)}` }]),
      ...(fallback.alarm !== undefined ? [{ kind: 'fallback-rate' as const, route: id, about: 'more', message: `fallbacks answer more often: ${percent(fallback.alarm.before)} before, ${percent(fallback.alarm.now ?? fallback.alarm.after)} now. A threshold or a time-out is too bold, or its model fails` }]
        : fallback.seen >= LEAST_CALLS && usual >= BOLD ? [{ kind: 'fallback-rate' as const, route: id, about: 'many', message: `fallbacks answer ${percent(usual)} of its calls: ${usual === 1 ? 'its traffic was not switched yet, or its model fails' : 'a threshold or a time-out is too bold, or its model fails'}` }] : []),
    ]
  })
}

/** A task that no route knows is told from so many calls and such a share of the traffic on. */
const LEAST_UNKNOWN = 20
const LEAST_SHARE = 0.01
const SHOWN = 10

/** Groups of requests that no route knows. Their names are task tags or hashes of their structure. */
export function unknownNotices({ counts }: FrequentState, calls: number): readonly Noticed[] {
  return counts
    .filter(([, count, error]) => count - error >= Math.max(LEAST_UNKNOWN, LEAST_SHARE * calls))
    .toSorted((a, b) => b[1] - a[1]).slice(0, SHOWN)
    .map(([name, count]) => ({ kind: 'new-task', route: null, about: name, message: `no route knows the task ${name}: ${count} calls, ${percent(count / Math.max(1, calls))} of the traffic. It is new, or stayed with its incumbent when the policy was written; audit inspect lists the tasks of the log with their shares, audit run looks for a cheaper model` }))
}

/** Models that answered under another dated name than before, or than the evidence was measured with. */
export function snapshotNotices(snapshots: Snapshots, policy: PolicyDocument): readonly Noticed[] {
  const changes = snapshots.changes()
  const moved = changes.map(({ asked, answered, before }): Noticed => {
    const routes = policy.routes.filter(({ target, evidence }) => evidence !== undefined && policy.models[target.model]?.id === asked)
    return { kind: 'snapshot', route: routes[0]?.id ?? null, about: `${asked} ${answered}`, message: `${asked} was answered by ${before} and is now answered by ${answered}: what was certified holds for the former; audit check replays the pinned cases${routes.length > 0 ? ` of ${routes.map(({ id }) => id).join(', ')}` : ''}` }
  })
  const told = new Set(changes.map(({ asked, answered }) => `${asked} ${answered}`))
  const certified = policy.routes.flatMap(({ id: route, target, evidence }): readonly Noticed[] => {
    const model = policy.models[target.model]
    const measured = evidence?.model_snapshot
    if (model === undefined || measured === undefined) return []
    const asked = [model.id, target.model, `${model.provider}/${model.id}`]
    // An undated name says nothing of the version behind it.
    const others = [...new Set(asked.flatMap((name) => snapshots.recent(name).filter((answered) => answered !== measured && answered !== model.id && isNameOf(model.id, answered) && !told.has(`${name} ${answered}`))))]
    return others.length === 0 ? [] : [{ kind: 'snapshot', route, about: `${others.join(' ')} ${measured}`, message: `${model.id} is answered by ${others.join(', ')}, and its evidence was measured with ${measured}: audit check replays its pinned cases` }]
  })
  return [...moved, ...certified]
}
