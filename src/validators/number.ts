import type { Reference, Validator } from '../domain/score.js'
import { acceptedScalars, excerpt, hasGold, score, unscored } from './accepted.js'
import { isClose } from './values/closeness.js'
import { readable } from './fold.js'
import { demandsBox } from './words/form.js'
import { languageOf } from './prose/language.js'
import { withLoss } from './values/loss.js'
import { lastNumeral, numerals, plainMath } from './values/numeral.js'
import type { Numeral } from './values/numeral.js'
import { isBareWord, withFigures } from './values/spelled-number.js'
import { isTerm, wordAgainst } from './values/numeric-text.js'
import { isErrorText } from './error-text.js'
import { statements } from './words/statement.js'
import type { Statement } from './words/statement.js'
import { sameQuantity, unitAt } from './values/unit.js'

const BELOW_ZERO = /(?<![\d.,-])(\d+(?:[.,]\d+)?)(\s?(?:°\s?[cf]?|degrees?(?: celsius| fahrenheit)?))(?= below (?:zero|freezing)\b)/gi
const FILLER = /^(?:[\s*_`"'([{:=≈~]|\\\(|\\\[|\\text|\\boxed|\\approx|approximately\b|about\b|around\b|roughly\b|exactly\b|simply\b|therefore\b|thus\b|equals?\b|to\b|now\b|a total of\b){0,12}/i
/** “not 5”, “at least 5” and “between 5 and 7” name no number as the answer. */
const BOUNDED = /^[\s*_`"'([{$:]{0,4}(?:nicht|kein|no|non|pas|não|не|höchstens|mindestens|weniger als|mehr als|menos de|más de|al menos|como máximo|moins de|plus de|au (?:moins|plus)|meno di|più di|almeno|mais de|pelo menos|меньше|больше|не (?:более|менее)|not|at (?:least|most)|(?:less|more|greater|fewer|larger|smaller|lower|higher|bigger) than|between|either|neither|no (?:more|less|fewer) than|over|under|above|below|up to)\b/i
/** The same as all that a text says. */
const LONE_BOUND = /^[\s*_`"'([{]{0,4}(?:nicht|kein|no|non|pas|não|не|höchstens|mindestens|weniger als|mehr als|menos de|más de|al menos|como máximo|moins de|plus de|au (?:moins|plus)|meno di|più di|almeno|mais de|pelo menos|меньше|больше|не (?:более|менее)|not|at (?:least|most)|(?:less|more|greater|fewer|larger|smaller|lower|higher|bigger) than|no (?:more|less|fewer) than|over|under|above|below|up to)\s[$€£¥₹]?-?[\d.]/i
/** “<5”, “≥ 5 days”, “5+”, “5 or more” as all that a text says. */
const BOUND_MARK = /^[\s*_`"'([{]{0,4}(?:[<>]=?|[≤≥])\s?[$€£¥₹]?-?[\d.]/
const BOUND_BEHIND = /^\s?(?:\+(?![\d(])|(?:\p{L}+\s)?(?:or (?:more|less|fewer|higher|lower|above|below|older|younger)|oder (?:mehr|weniger)|ou (?:plus|moins|mais|menos)|o (?:más|menos|più|meno))(?!\p{L}))/iu
/** A change from one number to another names the second. */
const CHANGED = /\b(?:rose|risen|grew|grown|fell|fallen|dropped|increased|decreased|went|gone|changed|moved) from\b[^.]*\bto\b/i
const HEDGED = /^(?:\s*(?:or|and|to|oder|bis|und|ou|o|или|或|または|から|\/)\s*(?:(?:maybe|possibly|perhaps|even|about|approximately|around)\s)?|[-–])[$€£¥₹]?\s?(?=[\d.])/i

/**
 * Same number: the one in the last box, after `####`, or after “the answer is”, whichever stands last; else the last of the text.
 * Numbers are compared by isClose, integers of more than 15 digits digit by digit.
 * 50 % equals both 50 and 0.5, and 0.5 % equals 0.5 where the prompt speaks of percent. Where both sides name a unit, quantities are compared: 500 mg is 0.5 g and not 500 g;
 * what else stands beside two lone numbers must not be another word. 00417 is a code, of which every zero counts. The last number of a text that was cut, of an error, or where the prompt asks for a box, is no answer.
 */
export const number = {
  name: 'number',
  version: 11,
  binary: true,
  validate(output, reference, context) {
    const accepted = acceptedNumbers(reference, context.input)
    const first = accepted?.[0]
    if (!accepted || !first) return unscored('the reference has no number')
    const given = readNumber(output.text, { isCut: output.finishReason === 'length', isBoxed: demandsBox(context.input) && referenceIsBoxed(reference), ...(context.input === undefined ? {} : { input: context.input }) })
    if (!given || (isBareWord(output.text) && /\d/.test(hasGold(reference) ? JSON.stringify(reference.gold) : (reference.output?.text ?? '')))) return score(0, given ? 'the output spells its number out' : 'the output states no number')
    const agreeing = accepted.filter((expected) => (sameQuantity(given, expected, context.tolerance) ?? isSameNumber(given, expected, context.tolerance)) && hasSameZeros(given, expected) && !isOtherScale(given, expected, context.input))
    if (agreeing.length === 0) return score(0, `${written(given)} instead of ${written(first)}`)
    const needsWord = !hasGold(reference) || context.unitsVary === true
    const others = agreeing.map((expected) => wordAgainst(output.text, hasGold(reference) ? expected.source : (reference.output?.text ?? ''), { input: context.input, needsWord }))
    return others.includes(undefined) ? score(1, `${written(given)} as expected`) : score(0, `${written(given)}, but ${others[0]}`)
  },
} as const satisfies Validator

/** The numbers a reference accepts; undefined when any cannot be read. */
function acceptedNumbers(reference: Reference, input: string | undefined): readonly Numeral[] | undefined {
  if (!hasGold(reference)) {
    const read = reference.output && readNumber(reference.output.text, { isCut: reference.output.finishReason === 'length', isBoxed: false, ...(input === undefined ? {} : { input }) })
    return read && [read]
  }
  const golds = acceptedScalars(reference.gold)?.map((gold) => (typeof gold === 'boolean' ? undefined : numeralOfGold(withLoss(String(gold), input), input)))
  return golds?.every((gold) => gold !== undefined) ? golds : undefined
}

/** A gold with a comma is written as its prompt's tongue has it; a lone point may be a program's. */
function numeralOfGold(gold: string, input: string | undefined): Numeral | undefined {
  return /^-?(?:0|[1-9]\d{0,14})$/.test(gold) ? { value: Number(gold), isPercent: false, digits: gold, start: 0, end: gold.length, source: gold } : readNumber(gold, { isCut: false, isBoxed: false, ...(input === undefined || !gold.includes(',') ? {} : { input }) })
}

/** A log whose own answer has no box shows that the box is not needed. */
function referenceIsBoxed(reference: Reference): boolean {
  return hasGold(reference) || (reference.output?.text.includes('\\boxed') ?? false)
}

/** The number that a text gives as its answer; undefined when it gives none, or two. */
export function readNumber(text: string, how: { readonly isCut: boolean; readonly isBoxed: boolean; readonly input?: string }): Numeral | undefined {
  const read = numberAsWritten(text, how)
  const written = read?.source.slice(read.start, read.end) ?? ''
  if (!read || !(POINTED.test(written) || COMMAED.test(written)) || !hasDecimalComma(read, how.input)) return read
  if (POINTED.test(written)) return { ...read, value: 1000 * read.value }
  const { digits: _, ...decimal } = read
  return { ...decimal, value: read.value / 1000 }
}

/** One point and three figures behind it: 1.25 in English, 1250 in German. */
const POINTED = /^[-+]?\s?(?:[€£¥₹]\s?)?[-+]?[1-9]\d{0,2}\.\d{3}$/
/** One comma and three figures behind it: 1250 in English, 1.25 in German. */
const COMMAED = /^[-+]?\s?[-+]?[1-9]\d{0,2},\d{3}$/
const COMMA_TONGUES = new Set(['de', 'es', 'it', 'pt', 'nl', 'da', 'tr', 'id', 'el', 'ro', 'hr', 'sl', 'vi'])
const ENGLISH = /\b(?:the|is|are|of|and|answer|total|what|how)\b/i

/** True for a sum in euros and in a text, else a prompt, in a tongue whose decimals follow a comma, unless the text uses a point for them elsewhere. */
function hasDecimalComma(numeral: Numeral, input: string | undefined): boolean {
  const { source } = numeral
  if (ENGLISH.test(source.slice(0, 2000)) || /\d\.\d{1,2}(?!\d)/.test(source)) return false
  const tongue = languageOf(source) ?? (input === undefined || ENGLISH.test(input.slice(-2000)) ? undefined : languageOf(input.slice(-2000)))
  // In an English text a sum in euros may well have groups set apart by commas.
  return tongue === undefined ? !COMMAED.test(source.slice(numeral.start, numeral.end)) && unitAt(numeral)?.readings.some(({ dimension }) => dimension === 'eur') === true : COMMA_TONGUES.has(tongue)
}

function numberAsWritten(text: string, how: { readonly isCut: boolean; readonly isBoxed: boolean; readonly input?: string }): Numeral | undefined {
  const plain = withoutRemarks(withoutCourtesy(belowZero(plainMath(withFigures(withLoss(readable(text), how.input))))))
  const stated = statedNumber(plain)
  if (stated !== undefined) return stated === 'none' ? undefined : stated
  const spaced = plain.length <= 60 ? SPACED.exec(plain)?.[1] : undefined
  if (spaced !== undefined) return [...numerals(plain.replace(spaced, spaced.replace(/\s/g, '')))][0]
  if (plain.length <= 40 && GROUPS.test(plain) || plain.length <= 60 && isTerm(plain)) return undefined
  const lone = plain.length <= 40 ? [...numerals(plain)] : []
  if (lone.length === 1 && (LONE_BOUND.test(plain) || BOUND_MARK.test(plain) || BOUND_BEHIND.test(plain.slice(lone[0]?.end)))) return undefined
  if (lone.length === 2 && lone[0] && HEDGED.test(plain.slice(lone[0].end)) && !CHANGED.test(plain)) return undefined
  if (lone.length > 1 && areBeside(lone, plain)) return undefined
  if (how.isBoxed || (lone.length !== 1 && how.isCut) || isErrorText(plain)) return undefined
  // From the end, in windows: a number that starts at a window's very beginning may have been cut off its own.
  for (const reach of [200, 4000]) {
    const tail = plain.length > reach ? plain.slice(-reach) : undefined
    const last = tail === undefined ? undefined : lastNumeral(tail, 100)
    if (tail !== undefined && last) return unlessPart(last, tail)
  }
  const last = lastNumeral(plain, 0)
  return last && unlessPart(last, plain)
}

/** Numbers beside one another, with at most a unit and a mark between them: neither of `48.1, 11.5`, `3 x 4` and `1.5 kg, 3 boxes` is the answer. */
const BETWEEN = /^\s*(?:\p{L}+\.?)?\s*[,;:/|x×&+–—-]\s*$/iu

function areBeside(found: readonly Numeral[], text: string): boolean {
  return !/[=≈]|\bnot\b/i.test(text) && found.every(({ start }, at) => at === 0 || BETWEEN.test(text.slice(found[at - 1]?.end, start)))
}

/** So much in front of the last box is looked at with it: a cue may begin there and reach over it. */
const BEFORE = 300

/** The number of the last statement that has one; 'none' where it says that there is no single one, undefined where nothing is stated. */
function statedNumber(plain: string): Numeral | 'none' | undefined {
  const mark = Math.max(plain.lastIndexOf('\\boxed'), plain.lastIndexOf('####'))
  // What stands after the last mark decides; the reasoning before it need not be searched, which is most of a long answer.
  const late = mark > 2 * BEFORE ? lastNumberFrom(plain.slice(mark - BEFORE), BEFORE) : undefined
  return late ?? lastNumberFrom(plain, 0)
}

function lastNumberFrom(text: string, from: number): Numeral | 'none' | undefined {
  for (const statement of statements(text).toReversed()) {
    if (statement.at < from) return undefined
    if (statement.kind === 'named' && !/(?:^|\n)[\s"'*_{]{0,4}$/.test(text.slice(Math.max(0, statement.at - 6), statement.at))) continue
    const read = numberOfStatement(statement)
    if (read === 'two') return 'none'
    if (read) return read
    if (statement.kind === 'boxed') return 'none'
  }
  return undefined
}

const UNIT = '(?:hours?|hrs?|h|minutes?|mins?|days?|weeks?|months?|years?|feet|foot|ft|yards?|pounds?|lbs?|degrees)'
const PART_BEFORE = new RegExp(`(?:\\d-\\d{1,2}-|\\(\\d\\)\\s|\\d\\s?(?:,|and|or|,? and)\\s?[a-z]\\s?=\\s?|\\bnot(?: be| equal to)?\\s|(?<!\\p{L})(?:nicht|kein|no|no (?:es|son)|non (?:è|sono)|pas|não (?:é|são)|не|是不|不是)\\s|n['’]t(?: be| equal)?\\s|\\bcannot be\\s|\\\\sqrt\\s?\\{?|√|\\b(?:error|code|status|step|question|problem|page|chapter|version)\\s(?:code\\s|no\\.?\\s)?|\\d\\s?(?:out\\s)?of\\s|\\b1 in |\\d\\s?${UNIT}(?:,|,? and)?\\s)[$€£]?$`, 'iu')
/** “15 (not 20)”: the number before the denied one is meant. */
const DENIED_AFTER = /\d[^\d\s.,;]{0,3}\s?[,;(–—-]{1,2}\s?(?:and )?not [$€£]?$/i
const PART_AFTER = /^\.\d|^\s?(?:\\sqrt|√|π|\\pi(?![a-z]))/
/** A number whose groups are set apart by plain blanks, as all that a text says. */
const SPACED = /^\W{0,3}(-?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{1,2})?)\D{0,6}$/
/** Groups of figures as all that a text says: “+44 156 9158021” and “(415) 555-2671” are numbers to call, “12 34 56” is a code, and their last group is not all of them. */
const GROUPS = /^\W{0,6}\d{1,15}\)?(?:[ -]{1,2}\(?\d{1,15}\)?){1,8}\W{0,4}$/
/** What models add when they are done. */
const COURTESY = /\n\s{0,4}(?:let me know|(?:i )?hope (?:this|that)|feel free|if you (?:have|need)|is there anything|please let)[^\n]{0,300}\s*$/i
/** “less than 84” says what the number is not. */
const BOUND_BEFORE = /(?<!\p{L})(?:(?:less|more|greater|fewer|larger|smaller|lower|higher|bigger) than|at (?:least|most)|almost|nearly|not quite|weniger als|mehr als|fast|beinahe|mindestens|höchstens|menos de|más de|casi|al menos|moins de|plus de|presque|au (?:moins|plus)|meno di|più di|quasi|almeno|mais de|quase|pelo menos|меньше|больше|почти|не (?:более|менее)|mindre än|mer än|nästan|mniej niż|więcej niż|prawie|minder dan|meer dan|bijna)\s[$€£¥]?$/iu
/** A text with more bounds in a row states nothing else. */
const MOST_BOUNDS = 20
const MARKER = /^[.)]\s+\S/

const CHECK = /\n\s{0,4}[*_#>]{0,4}(?:check|verification|proof|note|hint|p\.?s\.?|explanation|reasoning|probe|hinweis|anmerkung|begründung|nota|comprobación|vérification|remarque|verifica|verificação|проверка|примечание|注意?|備考|検算)[*_]{0,3}\s?[:：]/giu
const REASON = /(?<=\d[^()\n]{0,20}\s)\((?:since|because|as|which|note|i\.e\.|so that|after|before|weil|da|denn|parce que|car|porque|ya que|perché|так как)\s[^()\n]{0,200}(?:\([^()\n]{0,60}\)[^()\n]{0,100})?\)/giu

/** An answer without what follows it for reason, check or note, where a number stands before that. */
function withoutRemarks(text: string): string {
  if (text.length > 600) return text
  const bare = text.includes('(') ? text.replace(REASON, '') : text
  const at = [...bare.matchAll(CHECK)].find((match) => /\d/.test(bare.slice(0, match.index)))?.index
  return at === undefined ? bare : bare.slice(0, at)
}

/** “3 degrees below zero” is -3 degrees. */
function belowZero(text: string): string {
  return / below [zf]/i.test(text) ? text.replace(BELOW_ZERO, '-$1$2') : text
}

function withoutCourtesy(text: string): string {
  const at = Math.max(0, text.length - 360)
  const found = COURTESY.exec(text.slice(at))
  return found ? text.slice(0, at + found.index) : text
}

/** The last number of a text, unless it is denied, a part of a longer quantity (2 hours 30 minutes, 4 out of 5, 2√3), or counts the items of a list. */
function unlessPart(numeral: Numeral, text: string, bounds = 0): Numeral | undefined {
  const before = text.slice(Math.max(0, numeral.start - 40), numeral.start)
  const after = text.slice(numeral.end, numeral.end + 12)
  const isMarker = numeral.digits !== undefined && /(?:^|\n)\s*$/.test(before) && MARKER.test(after)
  if (BOUND_BEFORE.test(before)) {
    if (bounds === MOST_BOUNDS) return undefined
    const from = Math.max(0, numeral.start - 200)
    const earlier = [...numerals(text.slice(from, numeral.start))].at(-1)
    // In the same clause it is what the bound is about: “30 points less than 40”.
    return earlier && /[,;\n]|\.\s/.test(text.slice(from + earlier.end, numeral.start)) ? unlessPart({ ...earlier, source: text, start: from + earlier.start, end: from + earlier.end }, text, bounds + 1) : undefined
  }
  if (!isMarker && !PART_BEFORE.test(before) && !PART_AFTER.test(after)) return numeral
  return DENIED_AFTER.test(before) ? [...numerals(before)].at(-1) : undefined
}

function numberOfStatement(statement: Statement): Numeral | 'two' | undefined {
  if (statement.kind === 'reverse') return undefined
  if (statement.kind === 'cue' && BOUNDED.test(statement.content)) return 'two'
  if (statement.kind === 'boxed' && !isLoneNumber(statement.content) || statement.content.length <= 60 && isTerm(statement.content)) return 'two'
  const stated = statement.content.replace(/^[-−–]\s+(?=[\d.$])/, '-')
  const whole = statement.kind === 'cue' || statement.kind === 'named' ? directly(stated) : stated
  if (whole === undefined) return undefined
  const equals = Math.max(whole.lastIndexOf('='), whole.lastIndexOf('≈'))
  const content = equals >= 0 && /\d/.test(whole.slice(equals)) ? whole.slice(equals + 1) : whole
  const found: Numeral[] = []
  for (const numeral of numerals(content)) {
    found.push(numeral)
    if (found.length === 2) break
  }
  const [first, second] = found
  const hedged = first && second && second.start <= first.end + 14 && HEDGED.test(content.slice(first.end))
  return hedged && !isSameNumber(first, second, undefined) ? 'two' : first
}

// What may stand in a box beside its number: units and words set as text, degrees, an exponent of a unit, the name of the unknown.
const BESIDE = /\\(?:text|textbf|textrm|mathrm|mathbf|mathsf|mbox|operatorname)\s?\{[^{}\d]*\}|\^\s?\{?\s?\\circ\s?\}?|(?<=[a-z}]\s?)\^\{?[23]\}?$|\\(?:quad|approx|displaystyle|left|right|degree)(?![a-z])|°/g
const RELATION = /[<>≤≥±√π∞]|\\(?:sqrt|pi|le|leq|ge|geq|lt|gt|pm|infty|cup|in|log|ln|sin|cos|tan)(?![a-z])|\d\s?\*?[abceinrtxyz](?![a-z\d+-])|(?<![a-z\\])[abceinrtxyz]\s?[-+*^]|[-+]\s?[abceinrtxyz](?![a-z])|\\frac\s?\{[^{}]*[a-z\\]|\\\{|\\\}|\}\s?[abceinrtxyz](?![a-z])/i

/** True when a box holds one number with its unit, or a chain of equal terms that ends in one: no pair, interval, inequality, root or term with an unknown. */
function isLoneNumber(content: string): boolean {
  const bare = content.replace(BESIDE, ' ')
  const equals = Math.max(bare.lastIndexOf('='), bare.lastIndexOf('≈'))
  if (equals >= 0 && /[,;]|\band\b|\bor\b/.test(bare.slice(0, equals).replace(/\d,\d{3}/g, ''))) return false
  const last = equals >= 0 ? bare.slice(equals + 1) : bare
  if (RELATION.test(last)) return false
  let count = 0
  for (const _ of numerals(last)) if ((count += 1) > 1) return false
  return true
}

/** The statement from its number on, when the number comes directly; “the answer is found by dividing 6 by 2” states none. */
function directly(content: string): string | undefined {
  const rest = content.replace(FILLER, '')
  return /^[-+]?\s?(?:[$€£¥₹]|(?:USD|EUR|GBP|CHF|INR|JPY|CAD|AUD|Rs)\b\.?)?\s?[-+]?\.?\d/i.test(rest) ? rest : /^[a-z]\s?=\s?/i.test(rest) ? rest : undefined
}

/** Equality of two numbers as written; see `number` for the rule. */
export function isSameNumber(a: Numeral, b: Numeral, tolerance: number | undefined): boolean {
  if (a.digits && b.digits && Math.max(a.digits.length, b.digits.length) > 15) return a.digits === b.digits
  if (isClose(a.value, b.value, tolerance)) return true
  if (a.isPercent === b.isPercent) return false
  return a.isPercent ? isClose(a.value / 100, b.value, tolerance) : isClose(a.value, b.value / 100, tolerance)
}

/** A code of figures that begins with a zero, or is expected to: 00417 is neither 417 nor 0417. */
function hasSameZeros(given: Numeral, expected: Numeral): boolean {
  const [own, wanted] = [zerosOf(given), zerosOf(expected)]
  return own === wanted || (wanted === 0 && given.end - given.start < 3)
}

function zerosOf({ digits, source, start, end }: Numeral): number {
  return digits === undefined ? 0 : (/^\D*(0+)(?=\d)/.exec(source.slice(start, end))?.[1]?.length ?? 0)
}

const PERCENT = /%|\bper\s?cent|\bpct\b|prozent|pour\s?cent|por\s?c(?:iento|ento)|per\s?cento|процент|パーセント|百分/iu

/** 0.26 % is no 0.26, unless the prompt speaks of percent and one of both left the sign out. */
function isOtherScale(given: Numeral, expected: Numeral, input: string | undefined): boolean {
  return given.isPercent !== expected.isPercent && given.value === expected.value && given.value !== 0 && Math.abs(given.value) < 1 && input !== undefined && !PERCENT.test(input)
}

function written(numeral: Numeral): string {
  const unit = unitAt(numeral)?.text
  return excerpt(`${'0'.repeat(zerosOf(numeral))}${numeral.digits ?? numeral.value}${numeral.isPercent ? '%' : ''}${unit === undefined ? '' : ` ${unit}`}`)
}
