import { isTurned } from './beside.js'
import { isDenied, isInDoubt, isSeeming } from './denial.js'
import { labelKey } from '../fold.js'
import { bracketed } from './form.js'
import { agreed, SKIPPED } from './reading.js'
import type { Reading } from './reading.js'
import { statements } from './statement.js'

interface Mention {
  readonly key: string
  readonly start: number
  readonly end: number
}

const JOINED = /^[\s"'`*_()[\].]*(?:[,/&|+;]|or|and)?[\s"'`*_()[\]]*$|\b(?:or|and)[\s"'`*_([]*$/
/** A name such as `billing_issue` is a label of its own, not one with a word behind it. */
const IDENTIFIER = /^[\s"'`*_([]*\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+[\s"'`*_)\].]*$/u
/** “Stimmung: neutral”: all that the answer says is what it is the label of. */
const ANNOUNCED = /^(\p{L}[\p{L} ]{0,30})["'`*_]{0,4}\s?[:：]\s?([^:]{1,60})$/u
const DENIAL = /\b(?:not?|never|non|nicht|kein\w*|wrong|incorrect|false|except|unlike|reject\w*|exclud\w*|rather|instead)\b/i
const FORMATTING = /\\(?:text|textbf|textrm|mathrm|mathbf|mathsf|boxed|fbox)\b|[{}$\\]/g
// A sentence that only mentions one label states it; words that any prose holds never do.
/** An expected sentence is no label that a longer text could mention. */
const MOST_WORDS = 5
const COMMON = new Set(['yes', 'no', 'true', 'false', 'none', 'other', 'neutral', 'unknown', 'good', 'bad', 'high', 'low', 'medium', 'general', 'same', 'different'])

/** The label of a closed set that a text gives as its answer. `keys` are `labelKey`s, `input` is the prompt. */
export function readWord(text: string, keys: readonly string[], isCut: boolean, input?: string): Reading {
  const whole = text.length <= 400 ? spelledOut(unpolite(labelKey(text)), keys) : undefined
  if (whole !== undefined && keys.includes(whole)) return { kind: 'label', key: whole }
  if (whole !== undefined && whole.includes('-')) {
    const spaced = whole.replace(/(?<=\p{L})-(?=\p{L})/gu, ' ')
    if (keys.includes(spaced)) return { kind: 'label', key: spaced }
  }
  if (text.length <= 80 && IDENTIFIER.test(text)) return { kind: 'conflict', detail: text.trim() }
  const [, name, announced] = (whole === undefined ? null : ANNOUNCED.exec(whole)) ?? []
  if (name !== undefined && announced !== undefined && keys.includes(labelKey(announced)) && !DENIAL.test(name) && wordMentions(name, keys).length === 0) return { kind: 'label', key: labelKey(announced) }
  const stated = statedWord(text, keys, input)
  return stated.kind === 'none' ? wordOfShape(text, keys, isCut, input) : stated
}

/** Japanese ends a sentence with a copula, which is no part of the label before it. */
function unpolite(key: string): string {
  return key.replace(/(?<=[\p{Script=Han}\p{Script=Katakana}])[」』]?(?:です|だ|である|になります)$/u, '')
}

const COLLOQUIAL: Readonly<Record<string, string>> = { yep: 'yes', yeah: 'yes', yup: 'yes', y: 'yes', affirmative: 'yes', nope: 'no', nah: 'no', n: 'no' }

/** “Nope” is a no where the labels are yes and no, and is no label itself. */
function spelledOut(key: string, keys: readonly string[]): string {
  const meant = Object.hasOwn(COLLOQUIAL, key) ? COLLOQUIAL[key] : undefined
  return meant !== undefined && keys.includes('yes') && keys.includes('no') && !keys.includes(key) ? meant : key
}

/** The last outright statement: a box, a label in brackets, “the category is …”. */
function statedWord(text: string, keys: readonly string[], input: string | undefined): Reading {
  const known = new Set(keys)
  const spots = [
    ...statements(text).map((statement) => ({ at: statement.at, read: () => wordOfContent(statement.kind, statement.content, keys, input) })),
    ...bracketed(text).filter((mark) => known.has(mark.key)).map((mark) => ({ at: mark.at, read: () => wordOfBracket(text, mark.at, keys) })),
  ].sort((a, b) => b.at - a.at)
  for (const spot of spots.slice(0, 400)) {
    const reading = spot.read()
    if (reading.kind !== 'none') return reading
  }
  return SKIPPED
}

function wordOfContent(kind: string, content: string, keys: readonly string[], input: string | undefined): Reading {
  const plain = content.replace(FORMATTING, ' ')
  const key = unpolite(labelKey(plain))
  if (keys.includes(key)) return { kind: 'label', key }
  if (kind === 'reverse') {
    const last = wordMentions(plain, keys).at(-1)
    return last && plain.length - last.end <= 6 ? { kind: 'label', key: last.key } : SKIPPED
  }
  const clause = /^(?:[^.;!?\n]|[.;!?](?!\s|$)){0,200}/.exec(plain)?.[0] ?? ''
  const mentions = wordMentions(clause, keys)
  const first = mentions[0]
  if (!first || first.start > 40) return kind === 'boxed' ? { kind: 'label', key } : SKIPPED
  return isTurned(clause.slice(0, first.end), first, keys, input) ? SKIPPED : unlessJoined(mentions, 0, clause)
}

function wordOfBracket(text: string, at: number, keys: readonly string[]): Reading {
  const from = Math.max(0, at - 100)
  const around = text.slice(from, at + 160)
  const mentions = wordMentions(around, keys)
  const index = mentions.findIndex((mention) => mention.start >= at - from)
  return index >= 0 && (mentions[index]?.start ?? 0) <= at - from + 4 ? unlessJoined(mentions, index, around) : SKIPPED
}

/** The label at `index`, unless another one is joined to it: “billing or shipping”. */
function unlessJoined(mentions: readonly Mention[], index: number, text: string): Reading {
  const here = mentions[index]
  if (!here) return SKIPPED
  for (const [left, right] of [[mentions[index - 1], here], [here, mentions[index + 1]]] as const) {
    if (left && right && left.key !== right.key && JOINED.test(text.slice(left.end, right.start).toLowerCase())) {
      return { kind: 'conflict', detail: `both ${left.key} and ${right.key}` }
    }
  }
  return { kind: 'label', key: here.key }
}

/**
 * The label of a text that states none outright: its last line is a label, or it begins with one (“Yes, because …”), or sets
 * one in bold, or it is short and mentions one only. Lines that begin with different labels list them: no answer.
 */
function wordOfShape(text: string, keys: readonly string[], isCut: boolean, input: string | undefined): Reading {
  const likeliest = mostLikely(text, keys)
  if (likeliest.kind !== 'none') return likeliest
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const bare = agreed(lines.slice(0, 1000).map((line) => labelKey(line.slice(0, 200))).filter((key) => keys.includes(key)))
  if (bare.kind === 'conflict') return bare
  const last = labelKey((lines.at(-1) ?? '').slice(0, 200))
  if (!isCut && lines.length > 1 && keys.includes(last)) return { kind: 'label', key: last }
  const leading = lines.slice(0, 1000).map((line) => leadingWord(line.slice(0, 200), keys))
  const starts = agreed(leading.flatMap((reading) => (reading.kind === 'label' ? [reading.key] : [])))
  if (starts.kind === 'conflict') return starts
  if (leading[0] && leading[0].kind !== 'none') return leading[0]
  const bold = agreed([...text.matchAll(/\*\*([^*\n]{1,60})\*\*/g)].map((match) => labelKey(match[1] ?? '')).filter((key) => keys.includes(key)))
  if (bold.kind !== 'none') return bold
  // A text that was cut may only have been on its way to another label.
  if (text.length > 200 || isCut) return SKIPPED
  if (UNLISTED.test(text)) return SKIPPED
  const either = eitherOf(text, keys)
  if (either) return either
  const mentions = wordMentions(text, keys.filter((key) => key.length > 1))
  // “unclear” may be a label of the task's, and then no doubt.
  if (isInDoubt(text) && !mentions.some(({ key }) => isInDoubt(key))) return SKIPPED
  const meant = mentions.filter((mention) => !isSeeming(text, mention.start))
  const [first, ...others] = meant.length > 0 ? meant : mentions
  if (first && others.length === 0 && (first.key.split(' ').length > MOST_WORDS ? labelKey(text) !== first.key : isTurned(text, first, keys, input))) return SKIPPED
  const mentioned = (meant.length > 0 ? meant : mentions).map((mention) => mention.key)
  return mentioned.some(isTelling) ? agreed(mentioned) : SKIPPED
}

/** Letters of tongues whose denials may stand anywhere in a sentence and are not listed here: a label amid their words says nothing. */
const UNLISTED = /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Common}\P{L}]/u

/** “XL/M” are two labels, though one is a single letter, which amid words may be an article. */
function eitherOf(text: string, keys: readonly string[]): Reading | undefined {
  const mentions = wordMentions(text, keys)
  const at = mentions.findIndex((mention, i) => {
    const next = mentions[i + 1]
    return next !== undefined && next.key !== mention.key && /^\s?[/|&+]\s?$/.test(text.slice(mention.end, next.start))
  })
  return at < 0 ? undefined : unlessJoined(mentions, at, text)
}

const LIKELIHOOD = /^["'`*_)\]]{0,4}\s?[:=]\s?(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})(?![\d.])\s?%?/

/** “bug: 0.2, question: 0.7” gives each label its likelihood: the likeliest is meant, and none where two are equally so. */
function mostLikely(text: string, keys: readonly string[]): Reading {
  if (text.length > 300 || !/\d/.test(text)) return SKIPPED
  const weighed = wordMentions(text, keys).flatMap(({ key, end }) => {
    const weight = LIKELIHOOD.exec(text.slice(end, end + 20))?.[1]
    return weight === undefined ? [] : [{ key, weight: Number(weight) }]
  }).toSorted((a, b) => b.weight - a.weight)
  const [first, second] = weighed
  if (!first || !second || new Set(weighed.map(({ key }) => key)).size < weighed.length) return SKIPPED
  return first.weight > second.weight ? { kind: 'label', key: first.key } : { kind: 'conflict', detail: `${first.key} as likely as ${second.key}` }
}

function isTelling(key: string): boolean {
  return !COMMON.has(key)
}

function leadingWord(line: string, keys: readonly string[]): Reading {
  // Keys begin with a letter or digit, but for odd ones: a look at the line's beginning spares most lines the search.
  const bare = line.replace(/^[\s"'`*_([#>-]+/, '').toLowerCase().replace(/[\s_]/g, ' ')
  if (!keys.some((key) => bare.startsWith(key) || !/^[\p{L}\p{N}]/u.test(key))) return SKIPPED
  const mentions = wordMentions(line, keys)
  const first = mentions[0]
  if (!first || !/^[\s"'`*_([#>-]*$/.test(line.slice(0, first.start))) return SKIPPED
  // A label that is a list itself goes on behind its last comma.
  if (first.key.includes(',') && /^\s?,/.test(line.slice(first.end))) return SKIPPED
  return /^["'`*_)\]]{0,4}(?:$|[.,:;!]|\s[–—-]\s)/.test(line.slice(first.end)) ? unlessJoined(mentions, 0, line) : SKIPPED
}

/** Where a text mentions labels without denying them; longer labels win over their parts. */
function wordMentions(text: string, keys: readonly string[]): readonly Mention[] {
  const folded = text.toLowerCase().replace(/[\s_]/g, ' ')
  // Lower-casing may change the length (İ); then the places no longer fit, and only whole-text forms can be trusted.
  if (folded.length !== text.length) return []
  return [...folded.matchAll(mentionPattern(keys))]
    .map((match) => ({ key: match[0], start: match.index, end: match.index + match[0].length }))
    .filter((mention) => !isPartOfName(text, mention) && !isDenied(folded, mention.start, mention.end))
}

/** True inside `billing_issue`; the marks of `_billing_` only set it off. */
function isPartOfName(text: string, { start, end }: Mention): boolean {
  return (text[end] === '_' && /[\p{L}\p{N}]/u.test(text[end + 1] ?? '')) || (text[start - 1] === '_' && /[\p{L}\p{N}]/u.test(text[start - 2] ?? ''))
}

const patterns = new Map<string, RegExp>()
const MOST_PATTERNS = 50

/** Compiled once per set of labels. */
function mentionPattern(keys: readonly string[]): RegExp {
  const id = keys.join('\n')
  const known = patterns.get(id)
  if (known) return known
  if (patterns.size >= MOST_PATTERNS) patterns.clear()
  const pattern = compiled(keys)
  patterns.set(id, pattern)
  return pattern
}

function compiled(keys: readonly string[]): RegExp {
  const escaped = keys
    .filter((key) => key !== '')
    .toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((key) => key.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  // Scripts that set no blanks between words show no boundary; a sign of negation in front makes another word.
  const [joined, apart] = [escaped.filter((key) => WITHOUT_BLANKS.test(key)), escaped.filter((key) => !WITHOUT_BLANKS.test(key) && !HANGUL.test(key))]
  const agglutinated = escaped.filter((key) => HANGUL.test(key))
  const forms = [
    ...(apart.length > 0 || joined.length + agglutinated.length === 0 ? [`(?<![\\p{L}\\p{N}-]|\\d[.,:])(?:${apart.join('|') || '(?!)'})(?![\\p{L}\\p{N}]|-[\\p{L}\\p{N}]|[.,:]\\d)`] : []),
    ...(agglutinated.length > 0 ? [`(?<![\\p{L}\\p{N}])(?:${agglutinated.join('|')})`] : []),
    ...(joined.length > 0 ? [`(?<![不非未無无异異])(?:${joined.join('|')})`] : []),
  ]
  return new RegExp(forms.join('|'), 'gu')
}

/** Korean sets its particles right behind a word. */
const HANGUL = /^[\p{Script=Hangul} ]{2,}$/u
const WITHOUT_BLANKS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{2,}$/u
