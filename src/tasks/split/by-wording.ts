import { kinOf } from '../apart/inside-wording.js'
import { answeredApart, TELLS, tellingPairs } from '../apart/told-by-value.js'
import type { PromptDocument } from '../document.js'
import { askedTokens, userWordings } from '../prompts/user-wording.js'
import type { AskedTokens } from '../prompts/user-wording.js'
import { leaf } from '../task-group.js'
import type { GroupLimits, GroupTree, TaskGroup } from '../task-group.js'
import { hintedApart, wordedApart, wordProfile } from '../words/word-profile.js'
import type { WordProfile } from '../words/word-profile.js'
import { byKey, joinRare, RARE } from './join-rare.js'
import { shapedApart } from './shapes-apart.js'
import { wordingTree } from './wording-tree.js'

/** Share of a group that its wordings must cover. */
const COVERED = 0.8
/** Documents of a part whose words are looked at. */
export const PROFILED = 300

/** Says of two parts, by their places, whether they are of different works. */
type AreApart = (a: number, b: number) => boolean

const byWords = (parts: readonly (readonly PromptDocument[])[]): AreApart => {
  const profiles = parts.map((documents) => wordProfile(documents.slice(0, PROFILED).map((document) => document.userTokens)))
  return (a, b) => {
    const [inA, inB] = [profiles[a], profiles[b]] as [WordProfile, WordProfile]
    return wordedApart(inA, inB) || (hintedApart(inA, inB) && answeredApart(parts[a] ?? [], parts[b] ?? []))
  }
}

const byShapes = (parts: readonly (readonly PromptDocument[])[]): AreApart => (a, b) => shapedApart(parts[a] ?? [], parts[b] ?? [])

/**
 * Splits a group that a tag or a system prompt holds together if its user texts are clearly of several wordings, which cover four fifths: if each
 * is an instruction of its own, or if each has its tenth and their answers look different. A part that wants the same kind of answer in about
 * the same words is the same task, and smaller groups only take longer to decide.
 */
export function splitByWording(group: TaskGroup, limits: GroupLimits): GroupTree {
  const asked = askedTokens(group.documents)
  const worded = splitBy(group, asked, limits, limits.support, 0, byWords)
  const support = Math.max(limits.support, Math.ceil(RARE * group.documents.length))
  return worded.kind === 'leaf' && mayLookApart(group.documents, support) ? splitBy(group, asked, limits, support, RARE, byShapes) : worded
}

/** False where parts of so many documents cannot differ by half in the shapes of their answers, because too few have another shape than most. */
function mayLookApart(documents: readonly PromptDocument[], support: number): boolean {
  const most = Math.max(...[...byKey(documents, ({ shape }) => shape).values()].map((own) => own.length))
  return 2 * (documents.length - most) >= support
}

function splitBy(group: TaskGroup, asked: AskedTokens, limits: GroupLimits, support: number, rare: number, different: (parts: readonly (readonly PromptDocument[])[]) => AreApart): GroupTree {
  const { wordings, rest } = userWordings(asked, support)
  const common = wordings.filter((members) => members.length >= support)
  const covered = common.reduce((sum, members) => sum + members.length, 0)
  if (common.length < 2 || covered < COVERED * group.documents.length) return leaf(group)
  const pick = (members: readonly number[]): readonly PromptDocument[] => members.flatMap((member) => group.documents[member] ?? [])
  const told = common.map(pick)
  const left = pick([...rest, ...wordings.filter((members) => !common.includes(members)).flat()])
  const areApart = different([...told, ...(left.length >= limits.least ? [left] : [])])
  const isEach = told.every((_, a) => told.every((__, b) => b <= a || areApart(a, b)) && (left.length < limits.least || areApart(a, told.length)))
  const kin = isEach ? told.map((_, at) => at) : kinOf(told.length, areApart)
  const works = [...new Set(kin)].map((name) => told.filter((_, at) => kin[at] === name).flat())
  // Data may follow wordings, too: where these are not alternatives throughout, the answers must say that the works are others.
  // An agent answers one text with this tool, another with that one or with words: that is its one work.
  const isAgent = group.documents.some(({ tools }) => tools.length > 0)
  if (works.length === 1 || (!isEach && (isAgent || tellingPairs(works) < TELLS))) return leaf(group)
  const whole = joinRare([...works, ...(left.length > 0 ? [left] : [])], limits, rare)
  if (whole.parts.length === 1) return leaf(group)
  const restAt = left.length > 0 ? whole.branchOf[works.length] ?? 0 : 0
  const joined = { parts: whole.parts, branchOf: [...kin.map((name) => whole.branchOf[name] ?? 0), restAt] }
  const branches = joined.parts.map((documents, at) => leaf({ ...group, documents, variant: left.length > 0 && at === restAt && documents.length === left.length ? 'rest' : 'template' }))
  return wordingTree('user', told, joined, restAt, branches)
}
