import type { Task } from '../domain/task.js'
import type { GramSet } from './words/gram-set.js'
import type { TaskTree } from './task-tree.js'

/** A task as it is known before the calls of a log are counted out to it. */
export type KnownTask = Omit<Task, 'members'>

/**
 * All that is needed to say of a request to which task it belongs: plain data that goes through JSON unchanged, to worker threads and to disk.
 * Leaves of the trees are indexes into `tasks`, −1 for none.
 */
export interface TaskModel {
  readonly version: 1
  readonly tagFields: readonly string[]
  /** Those of them that were asked for. */
  readonly askedFields: readonly string[]
  readonly tasks: readonly KnownTask[]
  readonly tags: readonly (readonly [tag: string, place: number])[]
  /** Masked system prompts by their quick name. */
  readonly prompts: readonly (readonly [promptKey: string, place: number])[]
  readonly families: readonly { readonly set: GramSet; readonly place: number }[]
  readonly untold: number
  readonly places: readonly TaskTree<number>[]
}
