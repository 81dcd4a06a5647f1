import { systemTokens } from './document.js'
import type { PromptDocument } from './document.js'
import { isGeneric } from './generic-prompt.js'
import { shapeDistance } from './output-shape.js'
import { mineTemplates } from './template-miner.js'
import { wordingOf } from './wording.js'

const SIMILAR = 0.5
const MIN_FREE_TEXT_WEIGHT = 8
const MIN_SHAPED = 5
const MIN_VERSIONS = 3
const MIN_SHARED = 6
const HELD = 0.8

interface Prompt {
  readonly fingerprint: string
  readonly tokens: readonly string[]
  readonly documents: readonly PromptDocument[]
}

interface Family {
  readonly head: ReadonlySet<string>
  readonly prompts: Prompt[]
}

function bigrams(list: readonly string[]): ReadonlySet<string> {
  const padded = ['^', ...list, '$']
  return new Set(padded.slice(1).map((token, at) => `${padded[at] ?? ''} ${token}`))
}

/** Dice coefficient of two sets, in [0,1]. */
function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  if (2 * small.size < SIMILAR * (small.size + large.size)) return 0
  let both = 0
  for (const item of small) if (large.has(item)) both++
  return (2 * both) / (a.size + b.size)
}

function answersAlike(a: readonly PromptDocument[], b: readonly PromptDocument[]): boolean {
  return a.length < MIN_SHAPED || b.length < MIN_SHAPED || shapeDistance(a.map((document) => document.shape), b.map((document) => document.shape)) < 0.6
}

/** Edited versions of a prompt join the most used one that they resemble and whose answers look like theirs. */
function joinVersions(prompts: readonly Prompt[]): readonly Family[] {
  const families: Family[] = []
  for (const prompt of prompts) {
    const own = bigrams(prompt.tokens)
    const best = families
      .map((family) => ({ family, similarity: dice(own, family.head) }))
      .filter(({ family, similarity }) => similarity >= SIMILAR && answersAlike(prompt.documents, family.prompts.flatMap((other) => other.documents).slice(0, 200)))
      .reduce<{ family: Family; similarity: number } | undefined>((top, next) => (top === undefined || next.similarity > top.similarity ? next : top), undefined)
    if (best) best.family.prompts.push(prompt)
    else families.push({ head: own, prompts: [prompt] })
  }
  return families
}

/** Prompts whose slots hold free text resemble each other too little; they share a template instead. */
function joinByTemplate(families: readonly Family[], support: number): readonly Family[] {
  const small = families.filter((family) => family.prompts.reduce((sum, prompt) => sum + prompt.documents.length, 0) < support)
  const { templates, rest } = mineTemplates(small.map((family) => family.prompts[0]?.tokens ?? []), Math.min(support, 3))
  const strong = templates.filter((template) => template.weight >= MIN_FREE_TEXT_WEIGHT)
  const pick = (members: readonly number[]): Family[] => members.flatMap((member) => small[member] ?? [])
  const joined = strong.map((template) => ({ head: new Set<string>(), prompts: pick(template.members).flatMap((family) => family.prompts) }))
  const weak = templates.filter((template) => template.weight < MIN_FREE_TEXT_WEIGHT).flatMap((template) => pick(template.members))
  return [...families.filter((family) => !small.includes(family)), ...joined, ...weak, ...pick(rest)]
}

function wordingOfFamily(family: Family): ReadonlySet<string> {
  return wordingOf(family.prompts.map((prompt) => prompt.tokens)).fixed
}

/** True if nearly all that the prompts of a family share stands in `wording`, too. */
function holds(wording: ReadonlySet<string>, shared: ReadonlySet<string>): boolean {
  const both = [...shared].filter((gram) => wording.has(gram)).length
  return both >= MIN_SHARED && both >= HELD * shared.size
}

/** Families that share what is fixed in the larger one are one: its slots hold so much that their prompts looked unlike. */
function joinByWording(families: readonly Family[]): readonly Family[] {
  const documents = (family: Family): readonly PromptDocument[] => family.prompts.flatMap((prompt) => prompt.documents)
  const sorted = families.map((family) => ({ family, fixed: wordingOfFamily(family), size: documents(family).length })).sort((a, b) => b.size - a.size)
  const joined: { family: Family; fixed: ReadonlySet<string> }[] = []
  for (const { family, fixed } of sorted) {
    const larger = joined.find((other) => other.family.prompts.length >= MIN_VERSIONS && holds(fixed, other.fixed) && answersAlike(documents(family), documents(other.family).slice(0, 200)))
    if (larger) for (const prompt of family.prompts) larger.family.prompts.push(prompt)
    else joined.push({ family, fixed })
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
  const prompts = [...byFingerprint]
    .map(([fingerprint, own]): Prompt => ({ fingerprint, tokens: systemTokens(own[0]?.system), documents: own }))
    .sort((a, b) => b.documents.length - a.documents.length || (a.fingerprint < b.fingerprint ? -1 : 1))
  const families = joinByWording(joinByTemplate(joinVersions(prompts), support)).map((family) => family.prompts.flatMap((prompt) => prompt.documents).sort((a, b) => (a.key < b.key ? -1 : 1)))
  const placed = new Set(families.flat())
  return { families, none: documents.filter((document) => !placed.has(document)) }
}

