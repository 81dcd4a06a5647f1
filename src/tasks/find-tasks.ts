import type { LlmCall } from '../domain/call.js'
import type { Task } from '../domain/task.js'
import { taskAssigner } from './assign.js'
import { fitTasks } from './fit-tasks.js'
import type { FitOptions } from './fit-tasks.js'
import { fitSample } from './fit-sample.js'

export interface FoundTasks {
  /** By number of calls, most first. */
  readonly tasks: readonly Task[]
  /** Indexes of the calls that belong to no task, ascending. */
  readonly other: readonly number[]
}

/**
 * Finds the tasks of a log that is in memory: learns them from a sample and counts its calls out to them. Every call is in exactly one
 * task or in `other`. Deterministic: the partition does not depend on the order of the calls. Never throws.
 */
export function findTasks(calls: readonly LlmCall[], options: FitOptions = {}): FoundTasks {
  const model = fitTasks(fitSample(calls), options)
  const assign = taskAssigner(model)
  const members = new Map(model.tasks.map(({ id }) => [id, [] as number[]]))
  const other: number[] = []
  calls.forEach((call, at) => (members.get(assign(call) ?? '') ?? other).push(at))
  const tasks = model.tasks.map((task) => ({ ...task, members: members.get(task.id) ?? [] })).filter((task) => task.members.length > 0)
  return { tasks: tasks.sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1)), other }
}
