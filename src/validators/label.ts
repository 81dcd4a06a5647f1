import type { Reference, ValidationContext, Validator } from '../domain/score.js'
import { acceptedScalars, excerpt, hasGold, score, unscored } from './accepted.js'
import { announces } from './words/announced.js'
import { isContrary } from './words/contrary.js'
import { afterCorrection } from './words/correction.js'
import { labelKey, readable, unfenced } from './fold.js'
import { asksForLetter, bracketed, demandedBrackets } from './words/form.js'
import { letterOfShape, letterOfStatement } from './words/letter.js'
import { optionBeside, optionsOf } from './words/options.js'
import { readPhrase } from './words/phrase.js'
import { isLetterKey, SKIPPED } from './words/reading.js'
import type { Reading } from './words/reading.js'
import { isErrorText } from './error-text.js'
import { statements } from './words/statement.js'
import { readWord } from './words/word.js'

/** How labels are told apart: option letters, the words of a closed set, or any short phrase. */
type Vocabulary =
  | { readonly kind: 'letters' }
  | { readonly kind: 'closed'; readonly keys: readonly string[] }
  | { readonly kind: 'open' }

const PAIRS: readonly (readonly [string, string])[] = [['yes', 'no'], ['true', 'false']]

/**
 * Same label. The last explicit statement of the output decides; a text that names two at once, lists them all, or states none scores 0.
 * The labels are `context.labels`, else those of the reference. Where the prompt quotes its labels in brackets, an answer without them
 * does not count, unless the log's own answer lacks them as well.
 */
export const label = {
  name: 'label',
  version: 10,
  binary: true,
  validate(output, reference, context) {
    const expected = expectedLabels(reference, context)
    if (!expected) return unscored('the reference has no label that can be read')
    const text = unfenced(readable(output.text))
    if (text.trim() === '') return score(0, 'the output is empty')
    if (isErrorText(text) && !isNamed(text, expected)) return score(0, 'the output is an error message')
    if (expected.vocabulary.kind === 'open' && hasOtherCapitals(text, reference)) return score(0, 'the same words with other capitals')
    if (expected.vocabulary.kind === 'open' && text.length <= 1000 && expected.keys.includes(labelKey(text))) return score(1, 'same text')
    if (expected.vocabulary.kind === 'open' && announces(text, expected.keys, context.input)) return score(1, `“${excerpt(expected.keys[0] ?? '')}” as expected`)
    const given = readAnswer(text, expected.vocabulary, output.finishReason === 'length', context.input)
    if (given.kind === 'none') return score(0, 'the output states no label')
    if (given.kind === 'conflict') return score(0, `no single label: ${excerpt(given.detail)}`)
    if (!expected.keys.includes(given.key)) return score(0, `“${excerpt(given.key)}” instead of “${excerpt(expected.keys[0] ?? '')}”`)
    if (isContrary(given.key, text, context.input)) return score(0, `“${excerpt(given.key)}”, and the contrary behind it`)
    if (lacksBrackets(text, given.key, reference, context)) return score(0, `“${excerpt(given.key)}” without the brackets that the prompt asks for`)
    return score(1, `“${excerpt(given.key)}” as expected`)
  },
} as const satisfies Validator

const SENTENCE_WORDS = 5

/** True for an expected sentence in whose words other letters are capitals, its first left aside: of a name no one minds, of a sentence it may be the task. */
function hasOtherCapitals(text: string, reference: Reference): boolean {
  if (!hasGold(reference) || text.length > 1000) return false
  const golds = (acceptedScalars(reference.gold) ?? []).map((gold) => capitalsOf(String(gold)))
  const given = capitalsOf(text)
  const alike = golds.filter((gold) => gold.toLowerCase() === given.toLowerCase() && gold.split(' ').length >= SENTENCE_WORDS)
  return alike.length > 0 && !alike.includes(given)
}

/** A text without the marks around it, its first letter small. */
function capitalsOf(text: string): string {
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').replace(/\s+/g, ' ')
  return bare.slice(0, 1).toLowerCase() + bare.slice(1)
}

/** A label may read like an error: “service unavailable” is a fine name for a kind of ticket. */
function isNamed(text: string, { keys, vocabulary }: NonNullable<ReturnType<typeof expectedLabels>>): boolean {
  const key = labelKey(text.slice(0, 400))
  return keys.includes(key) || (vocabulary.kind === 'closed' && vocabulary.keys.includes(key))
}

function expectedLabels(reference: Reference, context: ValidationContext): { readonly keys: readonly string[]; readonly vocabulary: Vocabulary } | undefined {
  const golds = hasGold(reference) ? acceptedScalars(reference.gold)?.flatMap(spelled) : undefined
  if (hasGold(reference) && !golds?.every((gold) => gold.trim() !== '')) return undefined
  const learned = context.labels ? keysOf(context.labels) : []
  const text = readable(reference.output?.text ?? '')
  const isCut = reference.output?.finishReason === 'length'
  const vocabulary = vocabularyOf(learned, golds ?? [], text, isCut)
  if (!golds && isErrorText(text) && !(vocabulary.kind === 'closed' && vocabulary.keys.includes(labelKey(text.slice(0, 400))))) return undefined
  const readings = golds ? golds.map((gold) => keyOfGold(gold, vocabulary)) : text.trim() === '' ? [] : [readLabel(text, vocabulary, isCut, context.input)]
  const keys = readings.flatMap((reading) => (reading.kind === 'label' ? [reading.key] : []))
  if (keys.length === 0 || keys.length < readings.length) return undefined
  return { keys: vocabulary.kind === 'open' ? [...keys, ...(golds ?? []).flatMap((gold) => phraseOfGold(gold))] : keys, vocabulary }
}

/** The labels of a task are one list for all of its answers: their keys are made once. */
const known = new WeakMap<readonly string[], readonly string[]>()

function keysOf(labels: readonly string[]): readonly string[] {
  const keys = known.get(labels) ?? labels.map(labelKey).filter((key) => key !== '')
  known.set(labels, keys)
  return keys
}

/** A boolean gold is as good as a yes or a no. */
function spelled(gold: string | number | boolean): readonly string[] {
  return typeof gold === 'boolean' ? (gold ? ['true', 'yes'] : ['false', 'no']) : [String(gold)]
}

function vocabularyOf(learned: readonly string[], golds: readonly string[], referenceText: string, isCut: boolean): Vocabulary {
  if (learned.length > 0) return learned.every(isLetterKey) ? { kind: 'letters' } : { kind: 'closed', keys: [...new Set([...learned, ...golds.map(labelKey)])] }
  const keys = golds.map(labelKey)
  const pairs = PAIRS.filter((pair) => keys.some((key) => pair.includes(key))).flat()
  if (pairs.length > 0 && keys.every((key) => pairs.includes(key))) return { kind: 'closed', keys: pairs }
  const isLetters = golds.length > 0 ? golds.every((gold) => keyOfGold(gold, { kind: 'letters' }).kind === 'label') : readLetter(referenceText, isCut).kind === 'label'
  return isLetters ? { kind: 'letters' } : { kind: 'open' }
}

function keyOfGold(gold: string, vocabulary: Vocabulary): Reading {
  const key = labelKey(readable(gold))
  if (vocabulary.kind !== 'letters' || isLetterKey(key)) return key === '' ? SKIPPED : { kind: 'label', key }
  return /^\s*(?:\(?[A-Z]\)|[A-Z][.:])[.:]?\s|\\boxed/.test(gold) ? readLetter(gold, false) : SKIPPED
}

/** A gold may be a statement itself: “Final answer: no”; several lines are a record, of which one line is not all. */
function phraseOfGold(gold: string): readonly string[] {
  if (gold.trim().includes('\n')) return []
  const reading = readPhrase(readable(gold), false)
  return reading.kind === 'label' ? [reading.key] : []
}

/** The label that a text gives as its answer, as `labelKey` writes it. */
export function readLabel(text: string, vocabulary: Vocabulary, isCut: boolean, input?: string): Reading {
  const corrected = vocabulary.kind === 'open' ? undefined : afterCorrection(text)
  const late = corrected === undefined ? SKIPPED : readOnce(corrected, vocabulary, isCut, input)
  return late.kind === 'none' ? readOnce(text, vocabulary, isCut, input) : late
}

function readOnce(text: string, vocabulary: Vocabulary, isCut: boolean, input: string | undefined): Reading {
  if (vocabulary.kind === 'letters') return readLetter(text, isCut)
  return vocabulary.kind === 'closed' ? readWord(text, vocabulary.keys, isCut, input) : readPhrase(text, isCut)
}

/** Where an answer names no letter, the words of an option of the prompt stand for its letter, unless the prompt asks for the letter in a form that a program reads; a letter beside the words of another option is no single answer. */
function readAnswer(text: string, vocabulary: Vocabulary, isCut: boolean, input: string | undefined): Reading {
  const given = readLabel(text, vocabulary, isCut, input)
  if (vocabulary.kind !== 'letters' || given.kind === 'conflict' || input === undefined) return given
  const options = optionsOf(input)
  if (options.size < 2 || (given.kind === 'none' && asksForLetter(input))) return given
  if (given.kind === 'label') {
    const beside = optionBeside(text, given.key, options)
    return beside === undefined || beside === given.key ? given : { kind: 'conflict', detail: `${given.key}, with the words of ${beside}` }
  }
  const named = readLabel(text, { kind: 'closed', keys: [...options.keys()] }, isCut)
  return named.kind === 'label' ? { kind: 'label', key: options.get(named.key) ?? '' } : named
}

function readLetter(text: string, isCut: boolean): Reading {
  for (const statement of statements(text).toReversed()) {
    const reading = letterOfStatement(statement)
    if (reading.kind !== 'none') return reading
  }
  return letterOfShape(text, isCut)
}

function lacksBrackets(text: string, key: string, reference: Reference, context: ValidationContext): boolean {
  const demanded = demandedBrackets(context.input)
  if (!demanded.has(key)) return false
  const isShown = hasGold(reference) || bracketed(reference.output?.text ?? '').some((mark) => demanded.has(mark.key))
  return isShown && !bracketed(text).some((mark) => mark.key === key)
}
