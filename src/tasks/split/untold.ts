import type { PromptDocument } from '../document.js'
import { rowCount } from '../document.js'
import { askedTokens, userWordings } from '../prompts/user-wording.js'
import { splitResidual } from '../residual.js'
import { leaf } from '../task-group.js'
import type { GroupLimits, GroupTree } from '../task-group.js'
import { growLeaves } from '../task-tree.js'
import { fixedWords, wordProfile } from '../words/word-profile.js'
import { splitByContract } from './by-contract.js'
import { splitBySlot, splitInside } from './by-part.js'
import { PROFILED } from './by-wording.js'
import { ordered } from './join-rare.js'
import { wordingTree } from './wording-tree.js'

/** Documents that show a wording where it is long. */
const FEW = 8
/** Telling words of a wording that few calls are enough to show. */
const LONG = 8

/** What follows no wording, by its words. */
function splitRest(documents: readonly PromptDocument[], limits: GroupLimits): GroupTree {
  return growLeaves(splitByContract({ documents, origin: 'rest' }, limits), (group) => {
    const { parts, classifier } = splitResidual(group.documents, limits.support)
    return classifier === undefined ? leaf(group) : { kind: 'words', classifier, branches: parts.map((part) => leaf({ ...group, documents: part, variant: 'rest' })) }
  })
}

/** In a large log: long wordings that only few follow, among documents that follow no other. Left there they would be in one task with all else. */
function rareWordings(documents: readonly PromptDocument[], limits: GroupLimits): readonly (readonly PromptDocument[])[] {
  if (limits.support <= FEW) return []
  return userWordings(askedTokens(documents), FEW).wordings
    .map((members) => members.flatMap((member) => documents[member] ?? []))
    .filter((own) => rowCount(own) >= limits.leastTold && fixedWords(wordProfile(own.slice(0, PROFILED).map((document) => document.userTokens))).length >= LONG)
}

/** Without a telling system prompt: first what follows a wording, then the rest by its words. */
export function splitUntold(documents: readonly PromptDocument[], limits: GroupLimits): GroupTree {
  const { wordings, rest } = userWordings(askedTokens(documents), limits.support)
  const pick = (members: readonly number[]): readonly PromptDocument[] => members.flatMap((member) => documents[member] ?? [])
  const common = wordings.map(pick).filter((own) => rowCount(own) >= limits.least)
  const inCommon = new Set(common.flat())
  const told = [...common, ...rareWordings(documents.filter((document) => !inCommon.has(document)), limits)]
  const taken = new Set(told.flat())
  const untold = ordered([...pick(rest), ...wordings.flatMap(pick)].filter((document) => !taken.has(document)))
  if (told.length === 0) return splitRest(untold, limits)
  const branches = [...told.map((own) => growLeaves(growLeaves(splitByContract({ documents: own, origin: 'user' }, limits), (group) => splitInside(group, limits, false)), splitBySlot)), splitRest(untold, limits)]
  return wordingTree('user', told, { parts: told, branchOf: told.map((_, at) => at) }, told.length, branches)
}
