import type { Recognizer, Task } from '../domain/task.js'
import { words } from '../text/words.js'

/** What an earlier run must remember of a task to give it its id again. */
export type PreviousTask = Pick<Task, 'id' | 'label' | 'template' | 'recognizers'>

const ALIKE = 0.6

function tagsOf(recognizers: readonly Recognizer[]): readonly string[] {
  return recognizers.flatMap((recognizer) => (recognizer.kind === 'field' ? [`${recognizer.field}=${String(recognizer.value)}`] : []))
}

function fingerprintsOf(recognizers: readonly Recognizer[]): readonly string[] {
  return recognizers.flatMap((recognizer) => (recognizer.kind === 'fingerprint' ? recognizer.fingerprints : []))
}

function jaccard(a: readonly string[], b: readonly string[]): number {
  const [inA, inB] = [new Set(a), new Set(b)]
  const both = [...inA].filter((item) => inB.has(item)).length
  return both === 0 ? 0 : both / (inA.size + inB.size - both)
}

/** Likeness of two tasks in [0,1]; tasks that carry different tags are strangers whatever their wording. */
function likeness(a: PreviousTask, b: PreviousTask): number {
  const [tagsA, tagsB] = [tagsOf(a.recognizers), tagsOf(b.recognizers)]
  if (tagsA.length > 0 && tagsB.length > 0 && jaccard(tagsA, tagsB) === 0) return 0
  const wording = a.template !== undefined && b.template !== undefined ? jaccard(words(a.template), words(b.template)) : 0
  const prompts = fingerprintsOf(a.recognizers)
  const shared = prompts.filter((print) => fingerprintsOf(b.recognizers).includes(print)).length > 0 ? ALIKE : 0
  return Math.max(wording, shared, a.template === undefined && b.template === undefined && a.label === b.label ? ALIKE : 0)
}

/** Gives tasks whose id is new the id of the earlier task that they resemble most, if that id is free; a one-to-one match, best first. */
export function keepIds<T extends PreviousTask>(tasks: readonly T[], previous: readonly PreviousTask[]): readonly T[] {
  const known = new Set(previous.map((task) => task.id))
  const taken = new Set(tasks.map((task) => task.id).filter((id) => known.has(id)))
  const pairs = tasks.filter((task) => !known.has(task.id))
    .flatMap((task) => previous.filter((old) => !taken.has(old.id)).map((old) => ({ task, old, score: likeness(task, old) })))
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
