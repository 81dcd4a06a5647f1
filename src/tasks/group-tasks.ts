import type { PromptDocument } from './document.js'
import { systemFamilies } from './prompts/system-family.js'
import { splitByContract } from './split/by-contract.js'
import { splitByHead, splitByMarks } from './split/by-part.js'
import { splitByWording } from './split/by-wording.js'
import { byKey } from './split/join-rare.js'
import { splitTagged } from './split/tagged.js'
import { splitUntold } from './split/untold.js'
import { systemWording } from './split/wording-tree.js'
import { promptKey } from './stratum-key.js'
import { leaf } from './task-group.js'
import type { GroupLimits, GroupTree, TaskGroup } from './task-group.js'
import { growLeaves, leavesOf } from './task-tree.js'
import type { GramSet } from './words/gram-set.js'

/** All that was told apart in a log, and how a request finds its place there. Places are indexes into `places`. */
export interface Grouping {
  readonly tags: readonly (readonly [tag: string, place: number])[]
  /** Masked system prompts by their quick name. */
  readonly prompts: readonly (readonly [promptKey: string, place: number])[]
  /** Wordings by which a system prompt that was never seen finds its family. */
  readonly families: readonly { readonly set: GramSet; readonly place: number }[]
  /** Where requests go that neither a tag nor a system prompt tells apart. */
  readonly untold: number
  readonly places: readonly GroupTree[]
}

/** System prompts that are used under one tag alone: calls that lost their tag join it. */
function tagByPrompt(documents: readonly PromptDocument[]): ReadonlyMap<string, string> {
  const tagsOf = new Map<string, Set<string>>()
  for (const { tag, fingerprint } of documents) {
    if (tag === undefined || fingerprint === undefined) continue
    tagsOf.set(fingerprint, (tagsOf.get(fingerprint) ?? new Set()).add(tag))
  }
  return new Map([...tagsOf].flatMap(([fingerprint, tags]) => (tags.size === 1 ? [[fingerprint, [...tags][0] ?? ''] as const] : [])))
}

/** Partitions documents into groups; those smaller than `limits.least` calls are included and for the caller to set aside. */
export function groupTasks(documents: readonly PromptDocument[], limits: GroupLimits): Grouping {
  const promptTags = tagByPrompt(documents)
  const tagOf = ({ tag, fingerprint }: PromptDocument): string | undefined => tag ?? promptTags.get(fingerprint ?? '')
  const tagged = [...byKey(documents.filter((document) => tagOf(document) !== undefined), (document) => tagOf(document) ?? '')].sort(([a], [b]) => (a < b ? -1 : 1))
  const { families, none } = systemFamilies(documents.filter((document) => tagOf(document) === undefined), limits.support)
  const tagPlaces = tagged.map(([tag, own]) => splitTagged(own, tag, limits))
  const familyPlaces = families.map((own) => growLeaves(growLeaves(growLeaves(splitByContract({ documents: own, origin: 'system' }, limits), splitByMarks), (group) => splitByHead(group)), (group) => (group.head === undefined && group.variant === undefined ? splitByWording(group, limits) : leaf(group))))
  const keyOf = new Map([...byKey(documents.filter(({ system }) => system !== undefined), ({ fingerprint }) => fingerprint ?? '')].map(([fingerprint, [first]]) => [fingerprint, promptKey(first?.system ?? '')]))
  const promptsOf = (fingerprints: Iterable<string>, place: number): readonly (readonly [string, number])[] => [...new Set(fingerprints)].map((fingerprint) => [keyOf.get(fingerprint) ?? '', place] as const)
  const adopting = tagged.flatMap(([tag], at) => promptsOf([...promptTags].flatMap(([fingerprint, own]) => (own === tag ? [fingerprint] : [])), at))
  return {
    tags: tagged.map(([tag], at) => [tag, at]),
    prompts: [...adopting, ...families.flatMap((own, at) => promptsOf(own.flatMap(({ fingerprint }) => fingerprint ?? []), tagPlaces.length + at))],
    families: families.flatMap((own, at) => { const set = systemWording(own); return set === undefined ? [] : [{ set, place: tagPlaces.length + at }] }),
    untold: tagPlaces.length + familyPlaces.length,
    places: [...tagPlaces, ...familyPlaces, splitUntold(none, limits)],
  }
}

/** All groups of a grouping, in order of their places. */
export function groupsOf(grouping: Grouping): readonly TaskGroup[] {
  return grouping.places.flatMap(leavesOf).filter((group) => group.documents.length > 0)
}
