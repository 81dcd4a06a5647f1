import type { GramSet } from './words/gram-set.js'
import type { WordClassifier } from './words/word-classifier.js'

/**
 * How requests that are alike so far are told apart: by tools and response format, by a wording that a text follows,
 * by a word of the system prompt, by what a user text says at its head or in a slot of its wording, or by its words. `rest` of −1: nothing else belongs there.
 * Plain data; `branches` are referred to by their index.
 */
export type TaskTree<Leaf> =
  | { readonly kind: 'leaf'; readonly leaf: Leaf }
  | { readonly kind: 'contract'; readonly known: readonly (readonly [contract: string, branch: number])[]; readonly branches: readonly TaskTree<Leaf>[] }
  | { readonly kind: 'wording'; readonly of: 'system' | 'user'; readonly sets: readonly { readonly set: GramSet; readonly branch: number }[]; readonly rest: number; readonly branches: readonly TaskTree<Leaf>[] }
  | { readonly kind: 'marks'; readonly marks: readonly (readonly string[])[]; readonly rest: number; readonly branches: readonly TaskTree<Leaf>[] }
  | { readonly kind: 'head'; readonly place: string; readonly known: readonly (readonly [value: string, branch: number])[]; readonly rest: number; readonly branches: readonly TaskTree<Leaf>[] }
  | { readonly kind: 'words'; readonly classifier: WordClassifier; readonly branches: readonly TaskTree<Leaf>[] }

/** The leaves of a tree, in order. */
export function leavesOf<Leaf>(tree: TaskTree<Leaf>): readonly Leaf[] {
  return tree.kind === 'leaf' ? [tree.leaf] : tree.branches.flatMap(leavesOf)
}

/** The same tree with other leaves. */
export function mapLeaves<A, B>(tree: TaskTree<A>, change: (leaf: A) => B): TaskTree<B> {
  return tree.kind === 'leaf' ? { kind: 'leaf', leaf: change(tree.leaf) } : { ...tree, branches: tree.branches.map((branch) => mapLeaves(branch, change)) }
}

/** Puts a tree in the place of each leaf. */
export function growLeaves<A, B>(tree: TaskTree<A>, grow: (leaf: A) => TaskTree<B>): TaskTree<B> {
  return tree.kind === 'leaf' ? grow(tree.leaf) : { ...tree, branches: tree.branches.map((branch) => growLeaves(branch, grow)) }
}
