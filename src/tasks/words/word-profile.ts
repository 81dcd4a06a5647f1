import { isMask } from '../../text/words.js'
import { STOP } from './stop-words.js'

/** How many of some texts hold each of their telling words. */
export interface WordProfile {
  readonly texts: number
  readonly counts: ReadonlyMap<string, number>
}

const FIXED = 0.8
const ABSENT = 0.2
const SHARE = 0.2
const FEWEST = 5
const MOST = 8
const MOSTLY = 0.6
const SHORTEST = 3
const HINTS = 2

/** Distinct words of a token list that say something: of three letters or more, in scripts without word breaks of any length, and no stop words. */
export function tellingWords(list: readonly string[]): ReadonlySet<string> {
  return new Set(list.filter((token) => /^(?:\p{L}{3}|\p{Lo})/u.test(token) && !isMask(token) && !STOP.has(token)))
}

export function wordProfile(lists: readonly (readonly string[])[]): WordProfile {
  const counts = new Map<string, number>()
  for (const list of lists) for (const word of tellingWords(list)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { texts: lists.length, counts }
}

/** The words of nearly all the texts. */
export function fixedWords({ texts, counts }: WordProfile): readonly string[] {
  return [...counts].filter(([, n]) => n >= FIXED * texts).map(([word]) => word)
}

/** Words that nearly all texts of one group hold and hardly any of another. */
export function ownWords(fixed: readonly string[], other: WordProfile): number {
  return fixed.filter((word) => (other.counts.get(word) ?? 0) <= ABSENT * other.texts).length
}

/**
 * From how many own words on, on both sides, two wordings are of different tasks and not versions of one: a fifth of the wording, within 5
 * and 8. An edit adds, drops or replaces a sentence; it seldom both takes and brings eight telling words, be the prompt ever so long. Where
 * the two cannot be told apart by this, splitting is the safer error: it costs time, while a verdict on a mixture is wrong for its smaller part.
 */
export function apartFrom(fixed: number): number {
  return Math.min(MOST, Math.max(FEWEST, SHARE * fixed))
}

/** True if each of two groups of texts has a wording of its own, beside what they share: enough words, or most of a short one. */
export function wordedApart(a: WordProfile, b: WordProfile): boolean {
  const [inA, inB] = [fixedWords(a), fixedWords(b)]
  const [ownA, ownB] = [ownWords(inA, b), ownWords(inB, a)]
  const few = Math.min(ownA, ownB)
  return few >= apartFrom(Math.min(inA.length, inB.length)) || (few >= SHORTEST && ownA >= MOSTLY * inA.length && ownB >= MOSTLY * inB.length)
}

/** True if each of two groups of texts has at least two words of its own in nearly all: too few to tell tasks, unless something else does, too. */
export function hintedApart(a: WordProfile, b: WordProfile): boolean {
  return Math.min(ownWords(fixedWords(a), b), ownWords(fixedWords(b), a)) >= HINTS
}
