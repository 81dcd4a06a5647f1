import { contractOf, shareTools } from './contract.js'
import type { PromptDocument } from './document.js'
import { rowCount, systemTokens } from './document.js'
import { gramMatcher, gramSetOf } from './words/gram-set.js'
import type { GramSet } from './words/gram-set.js'
import { kinOf, worksInside } from './apart/inside-wording.js'
import { shapeDistance } from './output-shape.js'
import { toldByHead } from './apart/request-head.js'
import { splitResidual } from './residual.js'
import { systemFamilies } from './prompts/system-family.js'
import { promptKey } from './stratum-key.js'
import { growLeaves, leavesOf } from './task-tree.js'
import type { TaskTree } from './task-tree.js'
import { toldApart } from './apart/told-apart.js'
import { answeredApart, TELLS, tellingPairs } from './apart/told-by-value.js'
import { tokenHashes } from './words/token-hashes.js'
import { askedTokens, userWordings } from './prompts/user-wording.js'
import type { AskedTokens } from './prompts/user-wording.js'
import { fixedWords, hintedApart, wordedApart, wordProfile } from './words/word-profile.js'
import type { WordProfile } from './words/word-profile.js'
import { slotReader } from './apart/wording-slot.js'

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

const RARE = 0.1
const COVERED = 0.8
const PROFILED = 300
const FEW = 8
/** Telling words of a wording that few calls are enough to show. */
const LONG = 8
/** Documents of each value of a slot: the answers to fewer may be alike because the same name fills them. */
const OFTEN = 20

function byKey<K>(documents: readonly PromptDocument[], keyOf: (document: PromptDocument) => K): ReadonlyMap<K, readonly PromptDocument[]> {
  const groups = new Map<K, PromptDocument[]>()
  for (const document of documents) {
    const list = groups.get(keyOf(document))
    if (list) list.push(document)
    else groups.set(keyOf(document), [document])
  }
  return groups
}

function ordered(documents: readonly PromptDocument[]): readonly PromptDocument[] {
  return [...documents].sort((a, b) => (a.key < b.key ? -1 : 1))
}

type GroupTree = TaskTree<TaskGroup>

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

interface Joined {
  readonly parts: readonly (readonly PromptDocument[])[]
  /** Per given part the joined one that it became or went into. */
  readonly branchOf: readonly number[]
}

const leaf = (group: TaskGroup): GroupTree => ({ kind: 'leaf', leaf: group })

/** Parts that are rare in the whole join the largest: a variant seen now and then is not a task of its own, unless `isOwn` says that it is another work. */
function joinRare(parts: readonly (readonly PromptDocument[])[], limits: GroupLimits, rare = RARE, isOwn: (at: number) => boolean = () => false): Joined {
  const order = parts.map((_, at) => at).sort((a, b) => rowCount(parts[b] ?? []) - rowCount(parts[a] ?? []) || ((parts[a]?.[0]?.key ?? '') < (parts[b]?.[0]?.key ?? '') ? -1 : 1))
  const total = rowCount(parts.flat())
  const kept = order.filter((at, rank) => rank === 0 || rowCount(parts[at] ?? []) >= Math.max(isOwn(at) ? 0 : rare * total, limits.least))
  const branchOf = parts.map((_, at) => Math.max(0, kept.indexOf(at)))
  return { parts: kept.map((_, branch) => ordered(parts.filter((__, at) => branchOf[at] === branch).flat())), branchOf }
}

/** The document that stands for the most common contract of a part. */
function byMost(documents: readonly PromptDocument[]): PromptDocument {
  const [best] = largestFirst([...byKey(documents, contractOf).values()])
  return best?.[0] as PromptDocument
}

function largestFirst(parts: readonly (readonly PromptDocument[])[]): readonly (readonly PromptDocument[])[] {
  return [...parts].sort((a, b) => rowCount(b) - rowCount(a) || (contractOf(a[0] as PromptDocument) < contractOf(b[0] as PromptDocument) ? -1 : 1))
}

/** Calls of like contracts: of one response format, and with tools that grew or shrank step by step. `firsts` has a document of each contract. */
function likeContracts(documents: readonly PromptDocument[]): readonly { readonly firsts: readonly PromptDocument[]; readonly documents: readonly PromptDocument[] }[] {
  const joined: { readonly firsts: PromptDocument[]; readonly documents: PromptDocument[] }[] = []
  for (const part of largestFirst([...byKey(documents, contractOf).values()])) {
    const first = part[0] as PromptDocument
    const kin = joined.filter(({ firsts }) => firsts.some((other) => other.format === first.format && shareTools(other.tools, first.tools)))
    const [home = { firsts: [], documents: [] }] = kin
    if (kin.length === 0) joined.push(home)
    for (const other of kin.slice(1)) {
      home.firsts.push(...other.firsts)
      home.documents.push(...other.documents)
      joined.splice(joined.indexOf(other), 1)
    }
    home.firsts.push(first)
    home.documents.push(...part)
  }
  return joined
}

/** Splits a group where its calls want clearly different kinds of answers: other tools, another response format. */
function splitByContract(group: TaskGroup, limits: GroupLimits): GroupTree {
  const joined = likeContracts(group.documents)
  const partOf = new Map(joined.flatMap(({ firsts }, at) => firsts.map((first) => [contractOf(first), at] as const)))
  const tools = joined.map(({ firsts }) => new Set(firsts.flatMap((first) => first.tools)))
  const hasOwnTools = (at: number): boolean => (tools[at]?.size ?? 0) > 0 && tools.every((other, i) => i === at || [...other].every((tool) => !tools[at]?.has(tool)))
  const { parts, branchOf } = joinRare(joined.map(({ documents }) => ordered(documents)), limits, RARE, hasOwnTools)
  if (parts.length === 1) return leaf(group)
  return {
    kind: 'contract',
    known: [...partOf].map(([contract, part]) => [contract, branchOf[part] ?? 0] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    branches: parts.map((documents) => leaf({ ...group, documents, contract: contractOf(byMost(documents)) })),
  }
}

const shapesOf = (documents: readonly PromptDocument[]): readonly PromptDocument['shape'][] => documents.map((document) => document.shape)

function apart(parts: readonly (readonly PromptDocument[])[]): boolean {
  return parts.every((a, i) => parts.slice(i + 1).every((b) => shapeDistance(shapesOf(a), shapesOf(b)) >= 0.5))
}

function userWording(documents: readonly PromptDocument[]): GramSet | undefined {
  return gramSetOf(documents.map((document) => document.userTokens))
}

function systemWording(documents: readonly PromptDocument[]): GramSet | undefined {
  const prompts = [...byKey(documents, (document) => document.fingerprint).values()]
  return gramSetOf(prompts.flatMap(([first]) => (first?.system === undefined ? [] : [systemTokens(first.system)])))
}

/** Sets and branches for parts that were told apart by a wording; parts without any common wording can only be the rest. */
function wordingTree(of: 'system' | 'user', parts: readonly (readonly PromptDocument[])[], joined: Joined, rest: number, branches: readonly GroupTree[]): GroupTree {
  const sets = parts.flatMap((documents, at) => {
    const set = of === 'user' ? userWording(documents) : systemWording(documents)
    return set === undefined ? [] : [{ set, branch: joined.branchOf[at] ?? 0 }]
  })
  return { kind: 'wording', of, sets, rest, branches }
}

/** Says of two parts, by their places, whether they are of different works. */
type AreApart = (a: number, b: number) => boolean

const byWords = (parts: readonly (readonly PromptDocument[])[]): AreApart => {
  const profiles = parts.map((documents) => wordProfile(documents.slice(0, PROFILED).map((document) => document.userTokens)))
  return (a, b) => {
    const [inA, inB] = [profiles[a], profiles[b]] as [WordProfile, WordProfile]
    return wordedApart(inA, inB) || (hintedApart(inA, inB) && answeredApart(parts[a] ?? [], parts[b] ?? []))
  }
}

const byShapes = (parts: readonly (readonly PromptDocument[])[]): AreApart => (a, b) => shapeDistance(shapesOf(parts[a] ?? []), shapesOf(parts[b] ?? [])) >= 0.5

/**
 * Splits a group that a tag or a system prompt holds together if its user texts are clearly of several wordings, which cover four fifths: if each
 * is an instruction of its own, or if each has its tenth and their answers look different. A part that wants the same kind of answer in about
 * the same words is the same task, and smaller groups only take longer to decide.
 */
function splitByWording(group: TaskGroup, limits: GroupLimits): GroupTree {
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

/** Splits texts of one wording where they ask for several works within it. What follows none of them goes to the largest. */
function splitInside(group: TaskGroup, limits: GroupLimits, byAnswers: boolean): GroupTree {
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
function splitByMarks(group: TaskGroup): GroupTree {
  const parts = toldApart(group.documents)
  if (parts === undefined) return leaf(group)
  const rest = parts.findIndex(({ marks }) => marks.length === 0)
  return { kind: 'marks', marks: parts.map(({ marks }) => marks), rest: Math.max(0, rest), branches: parts.map(({ documents, marks }) => leaf({ ...group, documents: ordered(documents), marks })) }
}

/** Splits a group where user texts say at their head which of several works is wanted. */
function splitByHead(group: TaskGroup, read?: Parameters<typeof toldByHead>[1], least?: number): GroupTree {
  const split = toldByHead(group.documents, read, least)
  if (split === undefined) return leaf(group)
  const { place, parts, rest } = split
  const branches = parts.map(({ value, documents }) => leaf({ ...group, documents: ordered(documents), head: { place, value } }))
  return { kind: 'head', place, known: parts.map(({ value }, at) => [value, at] as const), rest: rest.length > 0 ? parts.length : -1, branches: rest.length > 0 ? [...branches, leaf({ ...group, documents: ordered(rest), variant: 'rest' })] : branches }
}

/** Splits texts of one wording by a word in their frame. Not of an agent: it answers one text with a tool, another with words. */
function splitBySlot(group: TaskGroup): GroupTree {
  return group.documents.some(({ tools }) => tools.length > 0) ? leaf(group) : splitByHead(group, slotReader(group.documents), OFTEN)
}

/** A tag is believed: under it, system prompts divide a task only if their answers look different. */
function splitTagged(documents: readonly PromptDocument[], tag: string, limits: GroupLimits): GroupTree {
  return growLeaves(splitByContract({ documents, origin: 'tag', tag }, limits), (group) => {
    const { families, none } = systemFamilies(group.documents, limits.support)
    const joined = joinRare([...families, ...(none.length > 0 ? [none] : [])], limits)
    if (joined.parts.length === 1 || !apart(joined.parts)) return splitByWording(group, limits)
    return wordingTree('system', families, joined, none.length > 0 ? joined.branchOf[families.length] ?? 0 : 0, joined.parts.map((part) => leaf({ ...group, documents: part, variant: 'prompt' })))
  })
}

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
function splitUntold(documents: readonly PromptDocument[], limits: GroupLimits): GroupTree {
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
