import type { PromptDocument } from '../document.js'
import { systemFamilies } from '../prompts/system-family.js'
import { leaf } from '../task-group.js'
import type { GroupLimits, GroupTree } from '../task-group.js'
import { growLeaves } from '../task-tree.js'
import { splitByContract } from './by-contract.js'
import { splitByWording } from './by-wording.js'
import { joinRare } from './join-rare.js'
import { shapedApart } from './shapes-apart.js'
import { wordingTree } from './wording-tree.js'

function allApart(parts: readonly (readonly PromptDocument[])[]): boolean {
  return parts.every((a, i) => parts.slice(i + 1).every((b) => shapedApart(a, b)))
}

/** A tag is believed: under it, system prompts divide a task only if their answers look different. */
export function splitTagged(documents: readonly PromptDocument[], tag: string, limits: GroupLimits): GroupTree {
  return growLeaves(splitByContract({ documents, origin: 'tag', tag }, limits), (group) => {
    const { families, none } = systemFamilies(group.documents, limits.support)
    const joined = joinRare([...families, ...(none.length > 0 ? [none] : [])], limits)
    if (joined.parts.length === 1 || !allApart(joined.parts)) return splitByWording(group, limits)
    return wordingTree('system', families, joined, none.length > 0 ? joined.branchOf[families.length] ?? 0 : 0, joined.parts.map((part) => leaf({ ...group, documents: part, variant: 'prompt' })))
  })
}
