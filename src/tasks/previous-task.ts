import type { Recognizer, Task } from '../domain/task.js'
import { words } from '../text/words.js'
import { apartFrom } from './word-profile.js'

/** What an earlier run must remember of a task to give it its id again. */
export type PreviousTask = Pick<Task, 'id' | 'label' | 'template' | 'wording' | 'recognizers'>

const ALIKE = 0.5
const LABELLED = 0.6
const CUT_WORDS = 5
const CUT_SHARED = 0.8
const CUT_ALIKE = 0.3

/** A task as it is compared: its tags, its prompts, its words. */
interface Features {
  readonly tags: ReadonlySet<string>
  readonly prints: ReadonlySet<string>
  readonly wording: ReadonlySet<string> | undefined
  readonly label: ReadonlySet<string>
}

function tagsOf(recognizers: readonly Recognizer[]): readonly string[] {
  return recognizers.flatMap((recognizer) => (recognizer.kind === 'field' ? [`${recognizer.field}=${JSON.stringify(recognizer.value)}`] : []))
}

function featuresOf(task: PreviousTask): Features {
  const wording = task.wording ?? (task.template === undefined ? undefined : words(task.template))
  return {
    tags: new Set(tagsOf(task.recognizers)),
    prints: new Set(task.recognizers.flatMap((recognizer) => (recognizer.kind === 'fingerprint' ? recognizer.fingerprints : []))),
    wording: wording === undefined ? undefined : new Set(wording),
    label: new Set(words(task.label)),
  }
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const item of a) if (b.has(item)) both++
  return both
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = shared(a, b)
  return both === 0 ? 0 : both / (a.size + b.size - both)
}

/**
 * Likeness of two tasks in [0,1], 0 for strangers. Different tags make strangers whatever the wording; so do wordings that each have words
 * of their own beyond what an edit brings. A prompt in common makes them alike, whatever else changed.
 */
function likeness(a: Features, b: Features): number {
  if (a.tags.size > 0 && b.tags.size > 0 && shared(a.tags, b.tags) === 0) return 0
  const prompts = shared(a.prints, b.prints) / Math.max(1, Math.min(a.prints.size, b.prints.size))
  if (a.wording === undefined || b.wording === undefined) {
    const labels = jaccard(a.label, b.label)
    return a.wording === b.wording && labels >= LABELLED ? Math.max(labels, prompts) : prompts
  }
  return Math.max(wordedAlike(a.wording, b.wording), prompts)
}

function wordedAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const least = Math.min(a.size, b.size)
  return least - shared(a, b) >= apartFrom(least) ? 0 : jaccard(a, b)
}

/** True if two tasks may be cuts of the same traffic: alike, or the wording of one is nearly all of it in the other's, or neither has any. */
function mayBeCuts(a: Features, b: Features): boolean {
  if (a.wording === undefined && b.wording === undefined && a.tags.size + b.tags.size === 0) return true
  // Tasks of one system prompt share it, whatever else they want.
  if (a.wording !== undefined && b.wording !== undefined && wordedAlike(a.wording, b.wording) === 0) return false
  if (likeness(a, b) >= ALIKE) return true
  if (a.wording === undefined || b.wording === undefined || (a.tags.size > 0 && b.tags.size > 0)) return false
  const least = Math.min(a.wording.size, b.wording.size)
  return least >= CUT_WORDS && shared(a.wording, b.wording) >= CUT_SHARED * least && wordedAlike(a.wording, b.wording) >= CUT_ALIKE
}

/**
 * Pairs of earlier and present tasks (ids) that may be cuts of the same traffic though their ids differ, for each that the other log lacks: a task that fell into
 * two, or two that are one now, are no news of the traffic.
 */
export function taskKin(tasks: readonly PreviousTask[], previous: readonly PreviousTask[]): readonly (readonly [before: string, now: string])[] {
  const [now, before] = [new Set(tasks.map(({ id }) => id)), new Set(previous.map(({ id }) => id))]
  const known = previous.map((task) => ({ id: task.id, features: featuresOf(task) }))
  return tasks.flatMap((task) => {
    const own = featuresOf(task)
    return known.filter(({ id, features }) => id !== task.id && (!now.has(id) || !before.has(task.id)) && mayBeCuts(own, features)).map(({ id }) => [id, task.id] as const)
  })
}

/** Gives tasks whose id is new the id of the earlier task that they resemble most, if that id is free; a one-to-one match, best first. */
export function keepIds<T extends PreviousTask>(tasks: readonly T[], previous: readonly PreviousTask[]): readonly T[] {
  const known = new Set(previous.map((task) => task.id))
  const taken = new Set(tasks.map((task) => task.id).filter((id) => known.has(id)))
  const free = previous.filter((old) => !taken.has(old.id)).map((old) => ({ old, features: featuresOf(old) }))
  const pairs = tasks.filter((task) => !known.has(task.id))
    .flatMap((task) => { const own = featuresOf(task); return free.map(({ old, features }) => ({ task, old, score: likeness(own, features) })) })
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score || (a.task.id + a.old.id < b.task.id + b.old.id ? -1 : 1))
  const renamed = new Map<T, string>()
  for (const { task, old } of pairs) {
    if (renamed.has(task) || taken.has(old.id)) continue
    renamed.set(task, old.id)
    taken.add(old.id)
  }
  return tasks.map((task) => ({ ...task, id: renamed.get(task) ?? task.id }))
}
