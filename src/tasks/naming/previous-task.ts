import type { Recognizer, Task } from '../../domain/task.js'
import { words } from '../../text/words.js'
import { apartFrom } from '../words/word-profile.js'

/** What an earlier run must remember of a task to give it its id again. */
export type PreviousTask = Pick<Task, 'id' | 'label' | 'template' | 'wording' | 'recognizers'>

const ALIKE = 0.5
const LABELLED = 0.6
/** Share of all words that two tasks say both, from which on a tag was renamed and not the work. */
const SAME_WORDS = 0.8
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

/**
 * Pairs of tasks of which only the tag was renamed: the old one is gone from the log, the new one was not in the earlier, their prompts are nearly the same, and no
 * third task's are. Under one prompt for several tags nothing tells which became which.
 */
function renamedTags<T extends PreviousTask>(tasks: readonly T[], free: readonly { readonly old: PreviousTask; readonly features: Features }[], previous: readonly PreviousTask[]): readonly (readonly [task: T, old: PreviousTask])[] {
  const tagsIn = (list: readonly PreviousTask[]): ReadonlySet<string> => new Set(list.flatMap(({ recognizers }) => tagsOf(recognizers)))
  const [tagsNow, tagsBefore] = [tagsIn(tasks), tagsIn(previous)]
  const isTagged = ({ tags, wording }: Features, elsewhere: ReadonlySet<string>): boolean => tags.size > 0 && wording !== undefined && wording.size >= CUT_WORDS && shared(tags, elsewhere) === 0
  const known = new Set(previous.map(({ id }) => id))
  const fresh = tasks.filter(({ id }) => !known.has(id)).map((task) => ({ task, features: featuresOf(task) })).filter(({ features }) => isTagged(features, tagsBefore))
  const left = free.filter(({ features }) => isTagged(features, tagsNow))
  const areSame = (a: Features, b: Features): boolean => jaccard(a.wording ?? new Set(), b.wording ?? new Set()) >= SAME_WORDS
  return fresh.flatMap(({ task, features }) => {
    const [only, ...more] = left.filter((one) => areSame(features, one.features))
    const rivals = only === undefined ? [] : fresh.filter((other) => areSame(other.features, only.features))
    return only !== undefined && more.length === 0 && rivals.length === 1 ? [[task, only.old] as const] : []
  })
}

/** Gives tasks whose id is new the id of the earlier task that they resemble most, if that id is free; a one-to-one match, best first. What a renamed tag was of goes on, too. */
export function keepIds<T extends PreviousTask>(tasks: readonly T[], previous: readonly PreviousTask[]): readonly T[] {
  const known = new Set(previous.map((task) => task.id))
  const taken = new Set(tasks.map((task) => task.id).filter((id) => known.has(id)))
  const free = previous.filter((old) => !taken.has(old.id)).map((old) => ({ old, features: featuresOf(old) }))
  const pairs = tasks.filter((task) => !known.has(task.id))
    .flatMap((task) => { const own = featuresOf(task); return free.map(({ old, features }) => ({ task, old, score: likeness(own, features) })) })
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score || (a.task.id + a.old.id < b.task.id + b.old.id ? -1 : 1))
  const renamed = new Map<T, PreviousTask>()
  for (const { task, old } of pairs) {
    if (renamed.has(task) || taken.has(old.id)) continue
    renamed.set(task, old)
    taken.add(old.id)
  }
  for (const [task, old] of renamedTags(tasks, free, previous)) if (!renamed.has(task) && !taken.has(old.id)) renamed.set(task, old)
  // A name that was given goes on with the id, but for a tag, which names a task anew.
  const labels = new Set(tasks.map(({ label }) => label))
  return tasks.map((task) => {
    const old = renamed.get(task)
    if (old === undefined) return task
    const isFree = tagsOf(task.recognizers).length + tagsOf(old.recognizers).length === 0 && (old.label === task.label || !labels.has(old.label))
    if (isFree) labels.add(old.label)
    return { ...task, id: old.id, label: isFree ? old.label : task.label }
  })
}
