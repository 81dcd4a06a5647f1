import { isDenied } from '../words/denial.js'
import { labelKey, readable, unfenced } from '../fold.js'
import { readLabel } from '../label.js'
import { isNumericText } from '../values/numeric-text.js'
import { readPhrase } from '../words/phrase.js'
import { isLetterKey } from '../words/reading.js'
import { isShare } from './sample.js'

/** A closed set has at most this many labels, each seen this often on average. */
const MOST_LABELS = 50
const FEWEST_REPEATS = 3
const LONGEST_LABEL = 40
const ENOUGH = 0.95
/** A label of outputs makes up at least this share of them. */
const RAREST = 0.005

/**
 * The closed set of labels in expected answers, sorted; undefined when they are numbers, or too varied to be labels.
 * Option letters need no repeats.
 */
export function labelsOfGolds(golds: readonly string[]): readonly string[] | undefined {
  const keys = golds.map((gold) => letterOrKey(gold))
  if (keys.length > 0 && keys.every(isLetterKey)) return sorted(keys.map((key) => key.toUpperCase()))
  if (golds.some((gold) => gold.length > 2 * LONGEST_LABEL || gold.trim().includes('\n')) || golds.every(isNumericText)) return undefined
  return closedSet(keys)
}

/**
 * The closed set of labels that answers state, sorted; undefined when fewer than 95 % of them state one of a small set.
 * Labels that stand amid other words must be named in their prompt: a letter's “[Your Name]” or a reply's “Sure!” is no label.
 */
export function labelsOfOutputs(texts: readonly string[], inputs: readonly string[]): readonly string[] | undefined {
  const plain = texts.map((text) => unfenced(readable(text)))
  const lettersOf = (text: string): readonly string[] => stated(readLabel(text, { kind: 'letters' }, false))
  const letters = isShare(plain, ENOUGH, (text) => lettersOf(text).length > 0) ? plain.flatMap(lettersOf) : []
  if (new Set(letters).size > 1) return sorted(letters.map((key) => key.toUpperCase()))
  return closedSetOf(plain.flatMap((text, i) => labelOfText(text, inputs[i] ?? '', true) ?? []), texts, inputs)
    ?? closedSetOf(plain.flatMap((text, i) => labelOfText(text, inputs[i] ?? '', false) ?? []), texts, inputs)
}

function closedSetOf(found: readonly string[], texts: readonly string[], inputs: readonly string[]): readonly string[] | undefined {
  const keys = ofOneFamily(withoutSentences(withoutOpening(unannounced(found), inputs)))
  const counts = tally(keys)
  const repeated = keys.filter((key) => (counts.get(key) ?? 0) >= Math.max(2, RAREST * texts.length))
  return repeated.length >= ENOUGH * texts.length && new Set(repeated).size > 1 ? closedSet(repeated) : undefined
}

/** The label of a short text as a whole, or, where `takesWhole` is false, the one that it begins with: “Yes, because …”. */
function labelOfText(text: string, input: string, takesWhole: boolean): string | undefined {
  const whole = text.trim()
  const isWhole = takesWhole && whole.length <= LONGEST_LABEL && !whole.includes('\n') && !/[,.!?]\s/.test(whole)
  const found = /^[\s"'`*_([]{0,6}(\p{L}[\p{L} _-]{0,30})["'`*_)\]]{0,4}(?:[.,:;!\n]|\s[–—-]\s)/u.exec(text.slice(0, 60))
  const begun = found?.[1] === undefined || isValue(labelKey(found[1]), text.slice(found[0].length)) ? undefined : labelKey(found[1])
  const key = isWhole ? labelKey(whole) : takesWhole ? (stated(readPhrase(text, false)).find((phrase) => isNamed(phrase, input)) ?? begun) : begun
  if (key === undefined || key === '' || key.length > LONGEST_LABEL) return undefined
  return isWhole || isNamed(key, input) ? key : undefined
}

const BARE_VERDICT = /^(?:yes|no|true|false|ja|nein|oui|non|sí|si|sim|não|sì|да|нет|はい|いいえ|是|否)$/
/** What bounds a verdict is a part of it. */
const CONDITION = /^\W{0,6}(?:if|unless|only|but|except|provided|within|until|up to|wenn|falls|sofern|nur|aber|außer|bis|sauf|seulement|mais|pero|solo|só|salvo|excepto|если|но|только)(?!\p{L})/iu
/** What a reason for a yes or no begins with. */
const REASON = /^\W{0,6}(?:because|since|as|it|it's|its|that|this|these|the|they|there|he|she|you|we|i|weil|denn|da|es|das|dies|der|die|parce|car|c'est|cela|le|la|les|il|elle|porque|es|esto|el|ele|isso|o|a|perché|è|так|это)(?!\p{L})/iu
const REASON_WORDS = 4

/**
 * What stands behind a label is its reason if it has four words, or begins like the reason of a yes or no. “shipped, 12 May”, “margin: 4px 8px” and
 * “yes, if unopened” say more than their first word.
 */
function isValue(label: string, rest: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(rest)) return false
  if (CONDITION.test(rest)) return true
  if (BARE_VERDICT.test(label) && REASON.test(rest)) return false
  const words = rest.slice(0, 1000).match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}|\p{L}{2,}/gu)
  return (words?.length ?? 0) < REASON_WORDS
}

/** “This ticket is about billing” is the label “billing” where all begin so and the prompts name what is left. */
function withoutOpening(keys: readonly string[], inputs: readonly string[]): readonly string[] {
  const distinct = sorted(keys)
  if (distinct.length < 2) return keys
  const [first = [], ...others] = distinct.map((key) => key.split(' '))
  let shared = 0
  while (shared < first.length - 1 && others.every((words) => words.length > shared + 1 && words[shared] === first[shared])) shared += 1
  if (shared < 2) return keys
  const rests = distinct.map((key) => key.split(' ').slice(shared).join(' '))
  const prompts = inputs.slice(0, 20)
  return rests.every((rest) => prompts.every((input) => isNamed(rest, input))) ? keys.map((key) => key.split(' ').slice(shared).join(' ')) : keys
}

/** “sentiment: neutral” is the label “neutral”, announced, where others write it alone. */
function unannounced(keys: readonly string[]): readonly string[] {
  const known = new Set(keys)
  return keys.map((key) => {
    const announced = /^[^:]{1,30}:\s*(.+)$/.exec(key)?.[1]
    return announced !== undefined && known.has(announced) ? announced : key
  })
}

/** A label at fewer of the answers may be a way of saying another one. */
const SELDOM = 0.02

/** “you chose blue” is “blue” where few say it so and most answer “blue”; “not blue”, “very blue” and “the day before blue” are not. */
function withoutSentences(keys: readonly string[]): readonly string[] {
  const counts = tally(keys)
  const isOften = (key: string): boolean => (counts.get(key) ?? 0) > SELDOM * keys.length
  return keys.map((key) => {
    if (isOften(key)) return key
    const last = key.split(' ').slice(2).map((_, at, words) => words.slice(at).join(' ')).find((end) => isOften(end))
    return last === undefined || isDenied(key, key.length - last.length, key.length) ? key : last
  })
}

/** Where nearly all say yes or no, a rare “false” is no third label but a word of the question. */
function ofOneFamily(keys: readonly string[]): readonly string[] {
  const verdicts = keys.filter((key) => key === 'yes' || key === 'no').length
  return verdicts >= (1 - SELDOM) * keys.length ? keys.filter((key) => !/(?:^| )(?:true|false)$/.test(key)) : keys
}

function isNamed(key: string, input: string): boolean {
  const text = input.slice(-20_000).toLowerCase().replace(/[\s_]+/g, ' ')
  const at = text.indexOf(key)
  return at >= 0 && !/[\p{L}\p{N}]/u.test(`${text[at - 1] ?? ' '}${text[at + key.length] ?? ' '}`)
}

function letterOrKey(gold: string): string {
  const reading = readLabel(readable(gold), { kind: 'letters' }, false)
  return /^\s*\(?[A-Z][).:]/.test(gold) && reading.kind === 'label' ? reading.key : labelKey(gold)
}

function stated(reading: ReturnType<typeof readLabel>): readonly string[] {
  return reading.kind === 'label' ? [reading.key] : []
}

function closedSet(keys: readonly string[]): readonly string[] | undefined {
  const distinct = sorted(keys)
  return distinct.length <= MOST_LABELS && keys.length >= FEWEST_REPEATS * distinct.length && !distinct.includes('') ? distinct : undefined
}

function tally(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function sorted(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].toSorted()
}
