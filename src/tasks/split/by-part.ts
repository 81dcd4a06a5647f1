import { worksInside } from '../apart/inside-wording.js'
import { toldByHead } from '../apart/request-head.js'
import { toldApart } from '../apart/told-apart.js'
import { slotReader } from '../apart/wording-slot.js'
import type { PromptDocument } from '../document.js'
import { rowCount } from '../document.js'
import { leaf } from '../task-group.js'
import type { GroupLimits, GroupTree, TaskGroup } from '../task-group.js'
import { gramMatcher } from '../words/gram-set.js'
import { tokenHashes } from '../words/token-hashes.js'
import { ordered } from './join-rare.js'

/** Documents of each value of a slot: the answers to fewer may be alike because the same name fills them. */
const OFTEN = 20

/** Splits texts of one wording where they ask for several works within it. What follows none of them goes to the largest. */
export function splitInside(group: TaskGroup, limits: GroupLimits, byAnswers: boolean): GroupTree {
  const works = worksInside(group.documents, limits.support, byAnswers)
  if (works === undefined) return leaf(group)
  const match = gramMatcher(works.map(({ set }) => set))
  const parts: PromptDocument[][] = works.map(() => [])
  const sizes = works.map(({ documents }) => rowCount(documents))
  const largest = sizes.indexOf(Math.max(...sizes))
  for (const document of group.documents) parts[match(tokenHashes(document.userMasked)) ?? largest]?.push(document)
  if (parts.some((own) => rowCount(own) < limits.leastTold)) return leaf(group)
  return { kind: 'wording', of: 'user', sets: works.map(({ set }, branch) => ({ set, branch })), rest: largest, branches: parts.map((own) => leaf({ ...group, documents: ordered(own), variant: 'template' })) }
}

/** Splits a group where variants of its prompt get answers of clearly different kinds. */
export function splitByMarks(group: TaskGroup): GroupTree {
  const parts = toldApart(group.documents)
  if (parts === undefined) return leaf(group)
  const rest = parts.findIndex(({ marks }) => marks.length === 0)
  return { kind: 'marks', marks: parts.map(({ marks }) => marks), rest: Math.max(0, rest), branches: parts.map(({ documents, marks }) => leaf({ ...group, documents: ordered(documents), marks })) }
}

/** Splits a group where user texts say at their head which of several works is wanted. */
export function splitByHead(group: TaskGroup, read?: Parameters<typeof toldByHead>[1], least?: number): GroupTree {
  const split = toldByHead(group.documents, read, least)
  if (split === undefined) return leaf(group)
  const { place, parts, rest } = split
  const branches = parts.map(({ value, documents }) => leaf({ ...group, documents: ordered(documents), head: { place, value } }))
  return { kind: 'head', place, known: parts.map(({ value }, at) => [value, at] as const), rest: rest.length > 0 ? parts.length : -1, branches: rest.length > 0 ? [...branches, leaf({ ...group, documents: ordered(rest), variant: 'rest' })] : branches }
}

/** Splits texts of one wording by a word in their frame. Not of an agent: it answers one text with a tool, another with words. */
export function splitBySlot(group: TaskGroup): GroupTree {
  return group.documents.some(({ tools }) => tools.length > 0) ? leaf(group) : splitByHead(group, slotReader(group.documents), OFTEN)
}
