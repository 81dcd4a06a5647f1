import type { Case } from '../../domain/case.js'
import type { PlannedCandidate, TaskPlan } from '../../domain/plan.js'
import { PILOT_CASES } from '../task/control.js'
import { horizonsOn } from '../plan/horizon.js'
import type { EarlierTask } from './earlier-run.js'

/** Every candidate of a chain of runs that any of them has tried. */
export function triedIn({ plan, tried }: EarlierTask): readonly string[] {
  return [...new Set([...(plan.continues?.tried ?? []), ...tried])]
}

export interface Places {
  /** Candidates that were not among the earlier ones. */
  readonly added: readonly string[]
  /** Places among the declared that nobody has used. */
  readonly free: number
}

/**
 * Who takes whose place. The level was shared among K candidates before anything was seen, and K cannot grow. A candidate that is added needs a
 * place that is still whole: one that was reserved, or that of a candidate which was never tried and is none any more.
 */
export function placesOf(now: TaskPlan, earlier: EarlierTask): Places {
  const { plan } = earlier
  const known = new Set(plan.ladder.map(({ model }) => model.ref))
  const current = now.ladder.map(({ model }) => model.ref)
  const used = new Set([...triedIn(earlier), ...current.filter((ref) => known.has(ref))])
  return { added: current.filter((ref) => !known.has(ref)), free: plan.declared - (plan.strategies?.length ?? 0) - used.size }
}

/**
 * The first case of which nothing is known, in this run or another: whoever is chosen after looking may be judged by cases from there on only,
 * for the choice may have been made by how others did on those before.
 */
export function firstUnseen({ cases, reach }: EarlierTask, lookedAt: (one: Case) => boolean): number {
  return Math.min(cases.length, Math.max(PILOT_CASES, reach, cases.findLastIndex(lookedAt) + 1))
}

/** An earlier candidate goes on from where it was; one that is added begins with cases that are new to all. */
export function placed(candidate: PlannedCandidate, earlier: EarlierTask, from: number, most: number): PlannedCandidate {
  const before = earlier.plan.ladder.find(({ model }) => model.ref === candidate.model.ref)
  if (before === undefined) return { ...candidate, from, horizons: [Math.max(1, most - from)] }
  return before.from === undefined ? candidate : { ...candidate, from: before.from, horizons: horizonsOn(before.horizons ?? [], most - before.from) }
}
