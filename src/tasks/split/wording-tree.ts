import type { PromptDocument } from '../document.js'
import { systemTokens } from '../document.js'
import type { GroupTree } from '../task-group.js'
import { gramSetOf } from '../words/gram-set.js'
import type { GramSet } from '../words/gram-set.js'
import { byKey } from './join-rare.js'
import type { Joined } from './join-rare.js'

function userWording(documents: readonly PromptDocument[]): GramSet | undefined {
  return gramSetOf(documents.map((document) => document.userTokens))
}

/** What the system prompts of some documents have in common. */
export function systemWording(documents: readonly PromptDocument[]): GramSet | undefined {
  const prompts = [...byKey(documents, (document) => document.fingerprint).values()]
  return gramSetOf(prompts.flatMap(([first]) => (first?.system === undefined ? [] : [systemTokens(first.system)])))
}

/** Sets and branches for parts that were told apart by a wording; parts without any common wording can only be the rest. */
export function wordingTree(of: 'system' | 'user', parts: readonly (readonly PromptDocument[])[], joined: Joined, rest: number, branches: readonly GroupTree[]): GroupTree {
  const sets = parts.flatMap((documents, at) => {
    const set = of === 'user' ? userWording(documents) : systemWording(documents)
    return set === undefined ? [] : [{ set, branch: joined.branchOf[at] ?? 0 }]
  })
  return { kind: 'wording', of, sets, rest, branches }
}
