import { quickMask } from '../../text/quick-mask.js'
import { areVerdicts, answersLean } from './answer-kind.js'
import type { PromptDocument } from '../document.js'
import { excerpt } from '../document.js'
import { STOP } from '../words/stop-words.js'

/** Variants of one prompt seen so far: documents whose system prompts hold the same telling words, rare ones aside. */
export interface PromptVariant {
  readonly documents: readonly PromptDocument[]
  /** Words and marks of its prompts, in their own case; what changes from call to call is `…`. */
  readonly written: readonly string[]
}

const TOKEN = /\{[a-z]+\}|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*|\p{N}+|\n|[^\s]/gu
const PROBED = 20
const LONGEST_RUN = 8
const LIKE = 4
const NEGATED = 2

/** A negation turns what is asked into its opposite. */
const NEGATIONS = new Set('not never no without nor cannot nicht kein keine keinen nie ne pas jamais non sin nunca não nunca niet geen inte ikke nie bez 不 没 ない'.split(' '))

function writtenTokens(system: string): readonly string[] {
  return quickMask(excerpt(system)).match(TOKEN) ?? []
}

/** The prompt of a variant as most of its calls have it. */
export function variantOf(documents: readonly PromptDocument[]): PromptVariant {
  const prompts = [...new Set(documents.slice(0, PROBED).map(({ system = '' }) => system))].map(writtenTokens)
  const counts = new Map<string, number>()
  for (const prompt of prompts) for (const token of new Set(prompt)) counts.set(token, (counts.get(token) ?? 0) + 1)
  const written = (prompts[0] ?? []).map((token) => ((counts.get(token) ?? 0) * 2 > prompts.length ? token : '…')).filter((token, at, all) => token !== '…' || all[at - 1] !== '…')
  return { documents, written }
}

/** What stands in one and in the other between what both begin and end with. */
function difference(a: readonly string[], b: readonly string[]): { readonly before: string | undefined; readonly runs: readonly [readonly string[], readonly string[]] } {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return { before: a[start - 1], runs: [a.slice(start, a.length - end), b.slice(start, b.length - end)] }
}

const isNegation = (run: readonly string[]): boolean => run.some((token) => NEGATIONS.has(token.toLowerCase()))
/** Words of a run that say what is wanted: no names, no marks. */
const asking = (run: readonly string[]): readonly string[] => run.filter((token) => /^(?:\p{Ll}{3}|\p{Lo})/u.test(token) && !STOP.has(token))

/** True for two spellings or forms of one word. */
function areForms(a: string, b: string): boolean {
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  return same >= LIKE && same >= Math.min(a.length, b.length) - 2 && Math.abs(a.length - b.length) <= LIKE
}

/**
 * True where two variants of a prompt ask for different things though their answers may look alike: where one negates what the other says, or where a few words
 * stand in one place for a few others, and the answers are bare verdicts (yes, no), which mean nothing without their question, or lean to what the other side's
 * are not. A value after a colon, a name, a number, a sentence added or taken away is none of this.
 */
export function phrasedApart(a: PromptVariant, b: PromptVariant): boolean {
  const { before, runs } = difference(a.written, b.written)
  const [inA, inB] = runs
  if (inA.length > LONGEST_RUN || inB.length > LONGEST_RUN || inA.length + inB.length === 0) return false
  const [shorter, longer] = inA.length < inB.length ? [inA, inB] : [inB, inA]
  // `covered` and `not covered`, `can` and `cannot`; `at most` and `no more than` say the same.
  if (isNegation(shorter) !== isNegation(longer) && longer.length <= NEGATED - shorter.length) return true
  if (before === ':' || before === '=' || before === '…' || [...inA, ...inB].some((token) => token === '\n' || token === ':' || token === '…')) return false
  const [wordsA, wordsB] = [asking(inA), asking(inB)]
  if (wordsA.length === 0 || wordsB.length === 0 || (wordsA.length === 1 && wordsB.length === 1 && areForms(wordsA[0] ?? '', wordsB[0] ?? ''))) return false
  return (areVerdicts(a.documents) && areVerdicts(b.documents)) || answersLean(a.documents, b.documents)
}
