import { maskedSystem } from '../document.js'
import type { PromptDocument } from '../document.js'
import { isGeneric } from './generic-prompt.js'
import { shapeDistance } from '../output-shape.js'
import { instructionTokens } from './prompt-contents.js'
import { frequentShingles, internTokens } from '../words/shingles.js'
import { withoutMarkedContents } from './marked-contents.js'
import { mineTemplates } from './template-miner.js'
import { apartFrom, fixedWords, ownWords, tellingWords, wordProfile } from '../words/word-profile.js'
import type { WordProfile } from '../words/word-profile.js'
import { sharedTrigrams, trigrams } from './wording.js'

const SIMILAR = 0.5
const MIN_FREE_TEXT_WEIGHT = 8
const MIN_SHAPED = 5
const MIN_VERSIONS = 3
const MIN_SHARED = 6
const HELD = 0.8
const LISTED = 200

interface Prompt {
  readonly fingerprint: string
  readonly tokens: readonly string[]
  readonly documents: readonly PromptDocument[]
}

/** Versions of one prompt so far; `counts` grows as they come. */
interface Family extends WordProfile {
  readonly head: ReadonlySet<string>
  readonly prompts: Prompt[]
  readonly counts: Map<string, number>
  texts: number
  size: number
  /** Documents that show what answers look like, 200 at most. */
  readonly shown: PromptDocument[]
  fixed: readonly string[]
  /** The trigrams that its prompts shared when it had so many of them. */
  shared?: { readonly prompts: number; readonly trigrams: ReadonlySet<string> }
}

function bigrams(list: readonly string[]): ReadonlySet<string> {
  const padded = ['^', ...list, '$']
  return new Set(padded.slice(1).map((token, at) => `${padded[at] ?? ''} ${token}`))
}

function answersAlike(a: readonly PromptDocument[], b: readonly PromptDocument[]): boolean {
  return a.length < MIN_SHAPED || b.length < MIN_SHAPED || shapeDistance(a.map((document) => document.shape), b.map((document) => document.shape)) < 0.6
}

function found(head: ReadonlySet<string>): Family {
  return { head, prompts: [], counts: new Map(), texts: 0, size: 0, shown: [], fixed: [] }
}

function add(family: Family, prompt: Prompt): void {
  family.prompts.push(prompt)
  family.texts += 1
  family.size += prompt.documents.length
  for (const document of prompt.documents) { if (family.shown.length >= LISTED) break; family.shown.push(document) }
  for (const word of tellingWords(prompt.tokens)) family.counts.set(word, (family.counts.get(word) ?? 0) + 1)
  family.fixed = fixedWords(family)
}

function merged(families: readonly Family[]): Family {
  const whole = found(families[0]?.head ?? new Set())
  for (const family of families) for (const prompt of family.prompts) add(whole, prompt)
  return whole
}

/**
 * True if a prompt, or a family, may be a version of another: it lacks few of the words fixed there, or has few of its own. The words of
 * what was seen less than `support` times may be a slot's, and count for nothing.
 */
function isVersion(one: WordProfile & Pick<Family, 'fixed' | 'size'>, of: Family, support: number): boolean {
  const most = apartFrom(Math.min(of.fixed.length, one.fixed.length))
  return ownWords(of.fixed, one) < most || (one.size >= support && ownWords(one.fixed, of) < most)
}

/** Edited versions of a prompt join the one that they resemble most, if their words and answers look like its. */
function joinVersions(prompts: readonly Prompt[], support: number): readonly Family[] {
  const families: Family[] = []
  const holders = new Map<string, number[]>()
  for (const prompt of prompts) {
    const own = bigrams(prompt.tokens)
    const both = new Map<number, number>()
    for (const gram of own) for (const family of holders.get(gram) ?? []) both.set(family, (both.get(family) ?? 0) + 1)
    const profile = wordProfile([prompt.tokens])
    const one = { ...profile, fixed: [...profile.counts.keys()], size: prompt.documents.length }
    const [best] = [...both]
      .map(([at, n]) => ({ family: families[at] as Family, at, similarity: (2 * n) / (own.size + (families[at]?.head.size ?? 0)) }))
      .filter(({ similarity }) => similarity >= SIMILAR)
      .sort((a, b) => b.similarity - a.similarity || a.at - b.at)
      .filter(({ family }) => isVersion(one, family, support) && answersAlike(prompt.documents, family.shown))
    if (best) {
      add(best.family, prompt)
      continue
    }
    const family = found(own)
    add(family, prompt)
    // A gram that two hundred families hold tells none of them: longer lists would only cost time.
    for (const gram of own) {
      const list = holders.get(gram)
      if (list === undefined) holders.set(gram, [families.length])
      else if (list.length < LISTED) list.push(families.length)
    }
    families.push(family)
  }
  return families
}

/** Prompts whose slots hold free text resemble each other too little; they share a template instead. */
function joinByTemplate(families: readonly Family[], support: number): readonly Family[] {
  const small = families.filter((family) => family.size < support)
  const large = families.filter((family) => family.size >= support)
  const least = Math.min(support, 3)
  const { templates, rest } = mineTemplates(frequentShingles(internTokens(small.map((family) => family.prompts[0]?.tokens ?? [])), least), least, MIN_FREE_TEXT_WEIGHT)
  const pick = (members: readonly number[]): readonly Family[] => members.flatMap((member) => small[member] ?? [])
  const [strong, weak] = [templates.filter((template) => template.weight >= MIN_FREE_TEXT_WEIGHT), templates.filter((template) => template.weight < MIN_FREE_TEXT_WEIGHT)]
  return [...large, ...strong.map((template) => merged(pick(template.members))), ...weak.flatMap((template) => pick(template.members)), ...pick(rest)]
}

/** Looked for again only where prompts have come since. */
function wordingOfFamily(family: Family): ReadonlySet<string> {
  const { prompts, shared } = family
  if (shared?.prompts === prompts.length) return shared.trigrams
  const found = sharedTrigrams(prompts, ({ tokens }) => tokens)
  family.shared = { prompts: prompts.length, trigrams: found }
  return found
}

/** True if nearly all that the prompts of a family share stands in `wording`, too. */
function holds(wording: ReadonlySet<string>, shared: ReadonlySet<string>): boolean {
  const both = [...shared].filter((gram) => wording.has(gram)).length
  return both >= MIN_SHARED && both >= HELD * shared.size
}

/** Small families go to the large one whose fixed wording they hold before they are compared with each other: what they share may be a layout. */
function joinLarge(families: readonly Family[], support: number): readonly Family[] {
  if (families.every(({ size }) => size >= support)) return families
  const large = families.filter((family) => family.size >= support && family.prompts.length >= MIN_VERSIONS).map((family) => ({ family, wording: wordingOfFamily(family) }))
  const taken = new Set<Family>()
  for (const small of families) {
    if (small.size >= support) continue
    const grams = new Set(small.prompts.flatMap((prompt) => trigrams(prompt.tokens)))
    const home = large.find(({ family, wording }) => holds(grams, wording) && isVersion(small, family, support) && answersAlike(small.shown, family.shown))
    if (!home) continue
    for (const prompt of small.prompts) add(home.family, prompt)
    taken.add(small)
  }
  return families.filter((family) => !taken.has(family))
}

/** Families that share what is fixed in the larger one are one: its slots hold so much that their prompts looked unlike. */
function joinByWording(families: readonly Family[], support: number): readonly Family[] {
  const sorted = families.map((family) => ({ family, wording: wordingOfFamily(family) })).sort((a, b) => b.family.size - a.family.size)
  const joined: { readonly family: Family; readonly wording: ReadonlySet<string> }[] = []
  for (const one of sorted) {
    const { family, wording } = one
    const larger = joined.find((other) => other.family.prompts.length >= MIN_VERSIONS && holds(wording, other.wording) && isVersion(family, other.family, support) && answersAlike(family.shown, other.family.shown))
    if (larger) for (const prompt of family.prompts) add(larger.family, prompt)
    else joined.push(one)
  }
  return joined.map(({ family }) => family)
}

/**
 * Gathers documents by their system prompt: the versions of one prompt form one family. Documents without a system prompt, or
 * with one that says nothing about the task, are left to `none`.
 */
export function systemFamilies(documents: readonly PromptDocument[], support: number): { readonly families: readonly (readonly PromptDocument[])[]; readonly none: readonly PromptDocument[] } {
  const byFingerprint = new Map<string, PromptDocument[]>()
  for (const document of documents) {
    if (document.fingerprint === undefined || document.system === undefined || isGeneric(document.system)) continue
    const list = byFingerprint.get(document.fingerprint)
    if (list) list.push(document)
    else byFingerprint.set(document.fingerprint, [document])
  }
  const sorted = [...byFingerprint].sort(([a, inA], [b, inB]) => inB.length - inA.length || (a < b ? -1 : 1))
  const instructions = instructionTokens(sorted.map(([, own]) => ({ masked: withoutMarkedContents(maskedSystem(own[0]?.system)), size: own.length })))
  const prompts = sorted.map(([fingerprint, own], at): Prompt => ({ fingerprint, tokens: instructions[at] ?? [], documents: own }))
  const families = joinByWording(joinByTemplate(joinLarge(joinVersions(prompts, support), support), support), support).map((family) => family.prompts.flatMap((prompt) => prompt.documents).sort((a, b) => (a.key < b.key ? -1 : 1)))
  const placed = new Set(families.flat())
  return { families, none: documents.filter((document) => !placed.has(document)) }
}

