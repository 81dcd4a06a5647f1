import type { JsonValue } from '../domain/json.js'
import type { Recognizer } from '../domain/task.js'
import { PLACEHOLDER } from '../text/placeholder.js'
import { tokens } from '../text/words.js'
import type { PromptDocument } from './document.js'
import { excerpt } from './document.js'
import { headText } from './apart/request-head.js'
import { parseTag } from './apart/tag-field.js'
import type { TaskGroup } from './task-group.js'
import { sharedTrigrams, trigrams } from './prompts/wording.js'

/** What recognisers are measured on: all calls that were clustered, and the metadata they carry. */
export interface RecognitionGround {
  readonly documents: readonly PromptDocument[]
  /** True where the call of a row carries a metadata field with that value. */
  readonly holds: (row: number, field: string, value: JsonValue) => boolean
  /** Calls of the log that a row stands for. */
  readonly weightOf: (row: number) => number
}

export interface Recognition {
  readonly recognizers: readonly Recognizer[]
  readonly recognition: { readonly precision: number; readonly recall: number }
}

const PRECISE = 0.99
const ENOUGH = 0.95
const MOST = 0.9
const MIN_PREFIX = 12
const MAX_PREFIX = 200
const MAX_KEYWORDS = 6
const MAX_FINGERPRINTS = 500
const MANY_PROMPTS = 10
const NEW_PROMPTS = 0.1

type Caught = ReadonlySet<number>

function rowsOf(documents: readonly PromptDocument[]): Caught {
  return new Set(documents.flatMap((document) => document.rows))
}

/** The rows that a recogniser catches; the same rules as a runtime's: prefixes are exact, keywords are lower-case substrings. */
function caught(recognizer: Recognizer, ground: RecognitionGround): Caught {
  switch (recognizer.kind) {
    case 'field': return new Set(ground.documents.flatMap((document) => document.rows.filter((row) => ground.holds(row, recognizer.field, recognizer.value))))
    case 'fingerprint': {
      const known = new Set(recognizer.fingerprints)
      return rowsOf(ground.documents.filter((document) => document.fingerprint !== undefined && known.has(document.fingerprint)))
    }
    case 'prefix': return rowsOf(ground.documents.filter((document) => (recognizer.of === 'system' ? document.system ?? '' : document.user).startsWith(recognizer.text) && (recognizer.withoutSystem !== true || document.system === undefined)))
    case 'keywords': return rowsOf(ground.documents.filter((document) => { const text = document.user.toLowerCase(); return (recognizer.withoutSystem !== true || document.system === undefined) && recognizer.all.every((keyword) => text.includes(keyword)) }))
  }
}

type WeightOf = RecognitionGround['weightOf']

function weightOfRows(rows: Iterable<number>, weightOf: WeightOf): number {
  let sum = 0
  for (const row of rows) sum += weightOf(row)
  return sum
}

function right(rows: Caught, own: Caught, weightOf: WeightOf): number {
  return weightOfRows([...rows].filter((row) => own.has(row)), weightOf)
}

function precisionOf(rows: Caught, own: Caught, weightOf: WeightOf): number {
  return rows.size === 0 ? 0 : right(rows, own, weightOf) / weightOfRows(rows, weightOf)
}

function recallOf(rows: Caught, own: Caught, weightOf: WeightOf): number {
  return own.size === 0 ? 0 : right(rows, own, weightOf) / weightOfRows(own, weightOf)
}

function fieldOf(group: TaskGroup): readonly Recognizer[] {
  if (group.tag === undefined) return []
  const { field, value } = parseTag(group.tag)
  return [{ kind: 'field', field, value }]
}

/** The masked prompts seen with the task and, in all but one call of a hundred, with no other. */
function fingerprintsOf(group: TaskGroup, ground: RecognitionGround, own: Caught): readonly Recognizer[] {
  const inside = new Map<string, number>()
  for (const { fingerprint, rows } of group.documents) if (fingerprint !== undefined) inside.set(fingerprint, (inside.get(fingerprint) ?? 0) + weightOfRows(rows, ground.weightOf))
  const outside = new Map<string, number>()
  for (const { fingerprint, rows } of ground.documents) if (fingerprint !== undefined && inside.has(fingerprint)) outside.set(fingerprint, (outside.get(fingerprint) ?? 0) + weightOfRows(rows.filter((row) => !own.has(row)), ground.weightOf))
  const fingerprints = [...inside]
    .filter(([fingerprint, n]) => n >= PRECISE * (n + (outside.get(fingerprint) ?? 0)))
    .sort(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))
    .slice(0, MAX_FINGERPRINTS)
    .map(([fingerprint]) => fingerprint)
  return fingerprints.length > 0 ? [{ kind: 'fingerprint', fingerprints }] : []
}

function commonPrefix(a: string, b: string): string {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return a.slice(0, at)
}

/** The longest beginning that nine of ten texts share, cut back to the end of a word; undefined if it is not of two words or more. */
function sharedBeginning(all: readonly string[]): string | undefined {
  const texts = all.map((text) => text.slice(0, MAX_PREFIX)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const needed = Math.ceil(MOST * texts.length)
  const shared = texts.slice(0, texts.length - needed + 1)
    .map((text, at) => commonPrefix(text, texts[at + needed - 1] ?? ''))
    .reduce((long, prefix) => (prefix.length > long.length ? prefix : long), '')
  // Up to where something is hidden, or begins to be: `<EMAIL_` is what <EMAIL_1> and <EMAIL_2> share.
  const best = (shared.split(PLACEHOLDER)[0] ?? '').replace(/<[A-Z][A-Z0-9_]{0,40}_\d{0,12}$/u, '')
  const whole = best.replace(/[\p{L}\p{N}_]{1,200}$/u, (tail) => (best.length === tail.length || texts.every((text) => !text.startsWith(best) || text.length === best.length || !/^[\p{L}\p{N}_]/u.test(text.slice(best.length))) ? tail : '')).replace(/[\uD800-\uDBFF]$/u, '').trimEnd()
  return whole.length >= MIN_PREFIX && /\S\s+\S/u.test(whole) ? whole : undefined
}

function prefixOf(group: TaskGroup): readonly Recognizer[] {
  const text = sharedBeginning(group.documents.map((document) => document.user))
  return text === undefined ? [] : [{ kind: 'prefix', text }]
}

/** Where slots hold words, tomorrow's prompts have fingerprints that no one has seen: the beginning that they share outlives them. */
function systemPrefixOf(group: TaskGroup): readonly Recognizer[] {
  const prompts = new Map(group.documents.flatMap(({ fingerprint, system }) => (fingerprint === undefined || system === undefined ? [] : [[fingerprint, system] as const])))
  if (prompts.size < Math.max(MANY_PROMPTS, NEW_PROMPTS * group.documents.length)) return []
  const text = sharedBeginning([...prompts.values()])
  return text === undefined ? [] : [{ kind: 'prefix', text, of: 'system' }]
}

/** Runs of at least three fixed words, as they stand in the lower-cased texts, most telling (longest) first. */
function fixedPhrases(group: TaskGroup): readonly string[] {
  const listOf = ({ user }: PromptDocument): readonly string[] => tokens(excerpt(user).replace(PLACEHOLDER, ' 0 '))
  const fixed = sharedTrigrams(group.documents, listOf)
  const list = group.documents.slice(0, 1).flatMap(listOf)
  const grams = trigrams(list).map((gram) => fixed.has(gram))
  const phrases: string[] = []
  let run: string[] = []
  list.forEach((token, at) => {
    const isFixed = grams[at] === true || grams[at - 1] === true || grams[at + 1] === true
    if (isFixed && /^\p{L}/u.test(token)) run.push(token)
    if (!isFixed || !/^\p{L}/u.test(token) || at === list.length - 1) {
      if (run.length >= 2) phrases.push(run.join(' '))
      run = []
    }
  })
  return [...new Set(phrases)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

/** Phrases that nearly all texts of the task hold, added until they single it out. */
function keywordsOf(group: TaskGroup, ground: RecognitionGround, own: Caught, bare: Pick<Recognizer & { kind: 'keywords' }, 'withoutSystem'> = {}): readonly Recognizer[] {
  const texts = group.documents.map((document) => document.user.toLowerCase())
  const usable = fixedPhrases(group).filter((phrase) => texts.filter((text) => text.includes(phrase)).length >= MOST * texts.length).slice(0, MAX_KEYWORDS)
  const all: string[] = []
  for (const phrase of usable) {
    all.push(phrase)
    if (precisionOf(caught({ kind: 'keywords', all, ...bare }, ground), own, ground.weightOf) >= PRECISE) return [{ kind: 'keywords', all: [...all], ...bare }]
  }
  return []
}

function union(sets: readonly Caught[]): Caught {
  return new Set(sets.flatMap((set) => [...set]))
}

/**
 * Finds how a runtime can tell the calls of a task without a model: by its tag, else by its system prompts (masked; by their beginning where ever new ones come), else by the beginning
 * or by phrases of the last user message. Only recognisers of measured precision ≥ 0.99 are given, and only as many as are needed for a
 * recall of 0.95; none at all is an answer, with precision and recall 0.
 */
export function recognise(group: TaskGroup, ground: RecognitionGround): Recognition {
  const own = rowsOf(group.documents)
  const sources: readonly (() => readonly Recognizer[])[] = [
    () => fieldOf(group),
    () => systemPrefixOf(group),
    () => fingerprintsOf(group, ground, own),
    () => (group.head === undefined ? [] : [{ kind: 'keywords', all: [headText(group.head.place, group.head.value)] }]),
    () => (group.origin === 'rest' ? [] : prefixOf(group)),
    () => (group.origin === 'rest' ? [] : keywordsOf(group, ground, own)),
    // The same wording under a system prompt is another task: then it tells this one only where there is none.
    () => (group.origin === 'user' ? prefixOf(group).map((recognizer) => ({ ...recognizer, withoutSystem: true }) as Recognizer) : []),
    () => (group.origin === 'user' ? keywordsOf(group, ground, own, { withoutSystem: true }) : []),
  ]
  const recognizers: Recognizer[] = []
  let rows: Caught = new Set()
  for (const source of sources) {
    if (recallOf(rows, own, ground.weightOf) >= ENOUGH) break
    for (const recognizer of source()) {
      const more = union([rows, caught(recognizer, ground)])
      if (precisionOf(more, own, ground.weightOf) < PRECISE || recallOf(more, own, ground.weightOf) <= recallOf(rows, own, ground.weightOf)) continue
      recognizers.push(recognizer)
      rows = more
    }
  }
  return { recognizers, recognition: { precision: precisionOf(rows, own, ground.weightOf), recall: recallOf(rows, own, ground.weightOf) } }
}
