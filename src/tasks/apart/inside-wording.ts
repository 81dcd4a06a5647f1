import type { PromptDocument } from '../document.js'
import { gramHashes, gramSetOf } from '../words/gram-set.js'
import type { GramSet } from '../words/gram-set.js'
import { frequentShingles, internTokens } from '../words/shingles.js'
import { answeredApart, TELLS, tellingPairs } from './told-by-value.js'
import { userWordings } from '../prompts/user-wording.js'
import { fixedWords, hintedApart, ownWords, wordedApart, wordProfile } from '../words/word-profile.js'
import type { WordProfile } from '../words/word-profile.js'
import { edges } from './wording-slot.js'

/** A work that texts of one wording ask for, and the wording by which it is told from the others there. */
export interface InnerWork {
  readonly documents: readonly PromptDocument[]
  readonly set: GramSet
}

/** Words in so many of the texts are their frame. */
const SHARED = 0.9
/** So many of the texts follow one of the wordings. */
const COVERED = 0.8
/** A wording has this share of the texts, and eight of them. */
const SOME = 0.02
const FEW = 8
/** A trigram in more of another work's texts does not tell this one. */
const ELSEWHERE = 0.2
/** An instruction stands in one place in so many of its texts; phrases of what is worked on come up anywhere. */
const IN_PLACE = 0.9
/** Texts that are looked at, of each work and of each wording. */
const PROBED = 200
const PROFILED = 300

function shares<Item>(lists: readonly Iterable<Item>[]): ReadonlyMap<Item, number> {
  const counts = new Map<Item, number>()
  for (const list of lists) for (const item of new Set(list)) counts.set(item, (counts.get(item) ?? 0) + 1 / lists.length)
  return counts
}

/** Per part the number of its kin: parts that are not apart go together, and so do those between which a third stands. */
export function kinOf(count: number, areApart: (a: number, b: number) => boolean): readonly number[] {
  const kin = Array.from({ length: count }, (_, at) => at)
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) {
    const [inA, inB] = [kin[a] ?? a, kin[b] ?? b]
    if (inA !== inB && !areApart(a, b)) for (let at = 0; at < count; at++) if (kin[at] === inB) kin[at] = inA
  }
  const names = [...new Set(kin)]
  return kin.map((name) => names.indexOf(name))
}

/** Where a text says a word: tokens from the start and to the end of the text and of the line. */
function placesOf(text: readonly string[], word: string): readonly string[] {
  const [first, last] = [text.indexOf(word), text.lastIndexOf(word)]
  if (first < 0) return []
  const lineEnd = text.indexOf('\n', last)
  return [`start ${first}`, `end ${text.length - last}`, `line ${first - text.lastIndexOf('\n', first)}`, `break ${(lineEnd < 0 ? text.length : lineEnd) - last}`]
}

/** True where nearly all texts say one of the words in the same place. An instruction stands where its template has it; a phrase of what is worked on comes up anywhere. */
export function isInPlace(texts: readonly (readonly string[])[], words: readonly string[]): boolean {
  return words.some((word) => [...shares(texts.map((text) => placesOf(text, word))).values()].some((share) => share >= IN_PLACE))
}

/** The wording of each part that the others lack; undefined where a part has none. */
function ownSets(parts: readonly (readonly PromptDocument[])[]): readonly GramSet[] | undefined {
  const held = parts.map((documents) => shares(documents.slice(0, PROBED).map((document) => gramHashes(document.userTokens).keys())))
  const sets = parts.map((documents, at) => gramSetOf(documents.map((document) => document.userTokens), (gram) => held.every((other, i) => i === at || (other.get(gram) ?? 0) <= ELSEWHERE)))
  return sets.every((set) => set !== undefined) ? sets : undefined
}

/**
 * Tells the works apart that texts of one wording ask for: a common frame, and within it or after a long document an instruction. Looked at are beginnings and ends, without the
 * words that nearly all share. Four fifths must follow one of several wordings. Either every two of these are alternatives by their words, each of which stands in its place, or the
 * answers to half of all pairs are of different kinds; `byAnswers` asks for the latter. Undefined where there is one work.
 */
export function worksInside(documents: readonly PromptDocument[], support: number, byAnswers: boolean): readonly InnerWork[] | undefined {
  const looked = documents.map((document) => edges(document.userTokens))
  const shared = new Set([...shares(looked)].filter(([, share]) => share >= SHARED).map(([token]) => token))
  const asked = looked.map((list) => list.filter((token) => !shared.has(token)))
  const least = Math.max(Math.min(support, FEW), Math.ceil(SOME * documents.length))
  if (documents.length < 2 * least) return undefined
  const common = userWordings({ asked, shinglesOf: (held) => frequentShingles(internTokens(asked), held) }, least).wordings.filter((members) => members.length >= least)
  if (common.length < 2 || common.reduce((sum, members) => sum + members.length, 0) < COVERED * documents.length) return undefined
  const told = common.map((members) => members.flatMap((member) => documents[member] ?? []))
  const profiles = common.map((members) => wordProfile(members.slice(0, PROFILED).map((member) => asked[member] ?? [])))
  const areWorded = (a: number, b: number): boolean => wordedApart(profiles[a] as WordProfile, profiles[b] as WordProfile)
  const telling = profiles.map((profile, at) => fixedWords(profile).filter((word) => profiles.every((other, i) => i === at || ownWords([word], other) > 0)))
  const isEach = told.every((documentsOf, a) => told.every((_, b) => b <= a || areWorded(a, b)) && isInPlace(documentsOf.slice(0, PROFILED).map(({ userTokens }) => userTokens), telling[a] ?? []))
  const kin = isEach && !byAnswers ? told.map((_, at) => at) : kinOf(told.length, (a, b) => areWorded(a, b) || (hintedApart(profiles[a] as WordProfile, profiles[b] as WordProfile) && answeredApart(told[a] ?? [], told[b] ?? [])))
  const works = [...new Set(kin)].map((name) => told.filter((_, at) => kin[at] === name).flat())
  if (works.length < 2 || ((byAnswers || !isEach) && tellingPairs(works) < TELLS)) return undefined
  const sets = ownSets(works)
  return sets && works.map((own, at) => ({ documents: own, set: sets[at] as GramSet }))
}
