import type { PromptDocument } from '../document.js'
import { instructionTokens } from './prompt-contents.js'
import { frequentShingles, internTokens, narrowedShingles } from '../words/shingles.js'
import type { Shingles } from '../words/shingles.js'
import { mineTemplates } from './template-miner.js'
import { fixedWords, ownWords, wordProfile } from '../words/word-profile.js'
import type { WordProfile } from '../words/word-profile.js'

/** What user texts share, and the documents that follow no wording; members are indexes, ascending. */
export interface UserWordings {
  readonly wordings: readonly (readonly number[])[]
  readonly rest: readonly number[]
}

const PROFILED = 200
const LEAST_WORDS = 2
const INSIDE = 0.25
const ELSEWHERE = 2

interface Wording {
  members: readonly number[]
  readonly profile: WordProfile
  readonly fixed: readonly string[]
}

/** True if `whole` says what `part` says and, beside it, only what several others say, too: a phrase of the contents, not of a prompt. */
function isPhraseApart(whole: Wording, part: Wording, all: readonly Wording[]): boolean {
  if (part.fixed.length < LEAST_WORDS || ownWords(part.fixed, whole.profile) > INSIDE * part.fixed.length) return false
  const inPart = new Set(part.fixed)
  const extra = whole.fixed.filter((word) => !inPart.has(word))
  const others = all.filter((other) => other !== whole && other !== part)
  return extra.every((word) => others.filter((other) => other.fixed.includes(word)).length >= ELSEWHERE)
}

/** The tokens by which user texts are compared, without what fills them: made once for all that is asked of them. */
export interface AskedTokens {
  readonly asked: readonly (readonly string[])[]
  /** Their trigrams that so many of the texts hold at least. */
  readonly shinglesOf: (support: number) => Shingles
}

export function askedTokens(documents: readonly PromptDocument[]): AskedTokens {
  const asked = instructionTokens(documents.map(({ userMasked, userTokens }) => ({ masked: userMasked, size: 1, tokens: userTokens })), true)
  let widest: { readonly support: number; readonly shingles: Shingles } | undefined
  return {
    asked,
    shinglesOf: (support) => {
      if (widest !== undefined && widest.support <= support) return widest.support === support ? widest.shingles : narrowedShingles(widest.shingles, support)
      widest = { support, shingles: frequentShingles(internTokens(asked), support) }
      return widest.shingles
    },
  }
}

/**
 * Finds the wordings of user texts that say what is wanted: of two telling words at least. Wordings that differ by a phrase which comes up
 * in several others are one.
 */
export function userWordings({ asked, shinglesOf }: AskedTokens, support: number): UserWordings {
  const { templates, rest } = mineTemplates(shinglesOf(support), support)
  const all = templates.map(({ members }): Wording => {
    const profile = wordProfile(members.slice(0, PROFILED).map((member) => asked[member] ?? []))
    return { members, profile, fixed: fixedWords(profile) }
  })
  const told = all.filter(({ fixed }) => fixed.length >= LEAST_WORDS).sort((a, b) => a.fixed.length - b.fixed.length)
  const kept: Wording[] = []
  for (const wording of told) {
    const part = kept.find((other) => isPhraseApart(wording, other, told))
    if (part) part.members = [...part.members, ...wording.members].sort((a, b) => a - b)
    else kept.push(wording)
  }
  const wordings = kept.map(({ members }) => members).sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
  return { wordings, rest: [...rest, ...all.filter((wording) => !told.includes(wording)).flatMap(({ members }) => members)].sort((a, b) => a - b) }
}
