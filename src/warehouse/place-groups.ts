import type { CallGroup, SampledCall } from '../domain/digest.js'
import type { KnownTask } from '../tasks/task-model.js'
import { taskPlacer } from '../tasks/assign.js'
import { askedFor } from '../tasks/document.js'
import type { FitOptions } from '../tasks/fit-tasks.js'
import { fitTasks } from '../tasks/fit-tasks.js'
import { tagReader } from '../tasks/apart/tag-field.js'
import type { WarehouseDigest } from './read-digest.js'
import { shareInterval } from './share-interval.js'

/** What of a group of calls is in a task: all of it, or the share that its sample shows. */
export interface TaskPart {
  readonly group: CallGroup
  /** In (0,1]. */
  readonly share: number
  /** 95 %; [1,1] where the structure decides. */
  readonly interval: readonly [number, number]
  /** The sampled calls of the group that are in the task, by place. */
  readonly sample: readonly SampledCall[]
  /** Samples of the group are complete below this place; undefined when all of it was sampled. */
  readonly completeTo: string | undefined
}

export interface PlacedTask {
  readonly task: KnownTask
  readonly parts: readonly TaskPart[]
}

export interface PlacedGroups {
  readonly tasks: readonly PlacedTask[]
  /** Of no task. */
  readonly other: readonly TaskPart[]
}

const NONE = -1

function partsOf(group: WarehouseDigest['groups'][number], taskOf: (call: SampledCall) => number): ReadonlyMap<number, TaskPart> {
  const { sample, ...rest } = group
  const completeTo = sample.length < group.eligible ? sample.at(-1)?.place : undefined
  const members = new Map<number, SampledCall[]>()
  for (const one of sample) {
    const task = taskOf(one)
    const list = members.get(task)
    if (list) list.push(one)
    else members.set(task, [one])
  }
  if (members.size === 0) return new Map([[NONE, { group: rest, share: 1, interval: [1, 1], sample: [], completeTo }]])
  const calls = (list: readonly SampledCall[]): number => list.reduce((sum, { repeats }) => sum + repeats, 0)
  const all = calls(sample)
  return new Map([...members].map(([task, list]) => [task, { group: rest, share: calls(list) / all, interval: shareInterval(calls(list) / all, sample.length), sample: list, completeTo }]))
}

/**
 * Finds the tasks of a log that lies in a database. They are learnt from the samples, each with the weight of the calls that it stands for. Groups
 * whose structure decides are in one task, exactly; where the user text decides, the samples of the group tell how much of it is in which.
 */
export function placeGroups(digest: WarehouseDigest, options: FitOptions = {}): PlacedGroups {
  const weighted = digest.groups.flatMap(({ calls, sample }) => {
    const all = sample.reduce((sum, { repeats }) => sum + repeats, 0)
    return sample.map(({ call, repeats }) => ({ call, weight: (calls * repeats) / all }))
  })
  const model = fitTasks(weighted, options)
  const place = taskPlacer(model)
  const tagOf = tagReader(model.tagFields, model.askedFields)
  const parts = model.tasks.map((): TaskPart[] => [])
  const other: TaskPart[] = []
  for (const group of digest.groups) {
    const first = group.sample[0]
    const whole = first && isOfOneTag(group.sample, tagOf) ? place(withoutUser(askedFor(first.call, tagOf))) : undefined
    const placed = partsOf(group, ({ call }) => whole ?? place(askedFor(call, tagOf)) ?? NONE)
    for (const [task, part] of placed) (parts[task] ?? other).push(whole === undefined ? part : { ...part, share: 1, interval: [1, 1] })
  }
  return { tasks: model.tasks.map((task, at) => ({ task, parts: parts[at] ?? [] })).filter((one) => one.parts.length > 0), other }
}

function withoutUser({ tag, tools, format, system }: ReturnType<typeof askedFor>): Omit<ReturnType<typeof askedFor>, 'user'> {
  return { tag, tools, format, system }
}

/** Tags that did not take part in the structure may still decide. */
function isOfOneTag(sample: readonly SampledCall[], tagOf: ReturnType<typeof tagReader>): boolean {
  return new Set(sample.map(({ call }) => tagOf(call))).size === 1
}
