import type { MonitorNotice } from '../domain/monitor.js'

/** Something found in a run that is no alarm. What it is `about` tells it from others of its kind and route; one that is about nothing is an event, and told whenever it comes. */
export interface Noticed extends Omit<MonitorNotice, 'isNew'> {
  readonly about?: string
}

/** What stays as it is once it is known: told again only if forgotten. The others are told again when they come back after they were gone. */
const LASTING: ReadonlySet<MonitorNotice['kind']> = new Set(['new-task', 'snapshot', 'candidate'])
/** Fewer records than these do not show that something is gone. */
const ENOUGH_RECORDS = 100
const MOST_TOLD = 1_000

const keyOf = ({ kind, route, about }: Noticed): string => `${kind} ${route ?? ''} ${about ?? ''}`

/** Marks what earlier runs have not told yet, and says what is told by now: at most 1,000 things, the latest. `records` were read by this run. */
export function tellOnce(found: readonly Noticed[], told: readonly string[], records: number): { readonly notices: readonly MonitorNotice[]; readonly told: readonly string[] } {
  const before = new Set(told)
  const now = new Set(found.flatMap((one) => (one.about === undefined ? [] : [keyOf(one)])))
  const kept = told.filter((key) => !now.has(key) && (records < ENOUGH_RECORDS || [...LASTING].some((kind) => key.startsWith(`${kind} `))))
  return {
    notices: found.map((one) => ({ kind: one.kind, route: one.route, message: one.message, isNew: one.about === undefined || !before.has(keyOf(one)) })),
    told: [...kept, ...now].slice(-MOST_TOLD),
  }
}
