import type { PromptDocument } from './document.js'
import type { TaskTree } from './task-tree.js'

/** Documents that ask for the same thing, and by what they were told apart from others. */
export interface TaskGroup {
  readonly documents: readonly PromptDocument[]
  /** What holds the group together: an explicit tag, a system prompt, a wording of the user text, or nothing but the words. */
  readonly origin: 'tag' | 'system' | 'user' | 'rest'
  readonly tag?: string
  /** Set where tools or response format told the group from another of the same origin. */
  readonly contract?: string
  /** Set where one word of the system prompt told the group from others of the same prompt; see `ToldPart`. */
  readonly marks?: readonly string[]
  /** Set where user texts say at their head, or in a slot of their wording, what is wanted; see `HeadSplit`. */
  readonly head?: { readonly place: string; readonly value: string }
  /** Set where something else told it apart, too: a system prompt under one tag, a wording of the user text; `rest` for what follows no wording. */
  readonly variant?: 'prompt' | 'template' | 'rest'
}

/** Sizes by which groups are judged; `support` in documents, `least` and, for groups that a tag or a system prompt tells apart, `leastTold` in calls. */
export interface GroupLimits {
  readonly support: number
  readonly least: number
  readonly leastTold: number
}

/** A group, or the parts that it falls into. */
export type GroupTree = TaskTree<TaskGroup>

export const leaf = (group: TaskGroup): GroupTree => ({ kind: 'leaf', leaf: group })
