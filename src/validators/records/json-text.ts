import type { JsonValue } from '../../domain/json.js'
import { afterCorrection } from '../words/correction.js'
import { withoutThought } from '../fold.js'

/** Deeper values are not read: no answer nests so far, and a recursion must end. */
export const DEEPEST = 100

/** Longer texts are not read: no model answers so much. */
const LONGEST = 2_000_000

/**
 * The JSON value of a text: the whole of it but for what its model thought aloud, or the one fenced block in it that parses. Undefined when there is none, when it is nested
 * deeper than 100, and for a text of more than two million characters.
 */
export function parseJsonText(text: string): JsonValue | undefined {
  if (text.length > LONGEST) return undefined
  const whole = parsed(text)
  if (whole !== undefined) return whole
  const said = withoutThought(text)
  const answer = said === text ? undefined : parsed(said.trim())
  if (answer !== undefined) return answer
  const blocks = fenced(said).map(parsed).filter((value) => value !== undefined)
  return blocks.length === 1 ? blocks[0] : undefined
}

/**
 * The same, and else the one object or array that stands amid words (“Here is the record: {…}”). Of several the last counts where the text takes back what it
 * said before it; else there are several answers, which is none. What is quoted inside another value is a part of it, and what is said there takes nothing back.
 */
export function findJsonText(text: string): JsonValue | undefined {
  const whole = parseJsonText(text)
  if (whole !== undefined || text.length > LONGEST_WORDS || !/[{[]/.test(text)) return whole
  const said = withoutThought(text)
  const found = amidWords(said)
  if (found.length < 2) return found[0]?.value
  const corrected = afterCorrection(said)
  const turn = corrected === undefined ? said.length : said.length - corrected.length
  const late = found.filter(({ start }) => start >= turn)
  return late.length === 1 && !found.some(({ start, end }) => start < turn && turn < end) ? late[0]?.value : undefined
}

interface Found {
  readonly value: JsonValue
  readonly start: number
  readonly end: number
}

/** Values that begin at a brace or bracket and are no part of another; what opens and never closes ends the search, for it was cut off. */
function amidWords(text: string): readonly Found[] {
  const found: Found[] = []
  const opening = /[{[]/g
  let left = MOST_READ
  for (let tries = 0, open = opening.exec(text); open !== null && tries < MOST_TRIES; tries += 1, open = opening.exec(text)) {
    const end = closing(text, open.index)
    if (end === undefined) return open[0] === '{' ? [] : found
    left -= end - open.index
    const value = parsed(text.slice(open.index, end))
    // A part of a record that cannot be read is not the record.
    if (value === undefined && (left <= 0 || BROKEN.test(text.slice(open.index, open.index + 200)))) return []
    if (value === undefined) continue
    // “[1]” and “[x]” are marks of a text, and an empty list is no record.
    if (isRecord(value)) found.push({ value, start: open.index, end })
    opening.lastIndex = end
  }
  return found
}

/** What begins as JSON does, or as the objects of a program: it was meant to be the record. */
const BROKEN = /^(?:\{\s{0,99}(?:["']|[\w$]{1,60}\s?:)|\[\s{0,99}[{["'])/
const MOST_TRIES = 50
/** Longer texts are not searched: each try may read to their end. */
const LONGEST_WORDS = 200_000
/** So much is read in all tries together: brackets in brackets that are no JSON would be read again from each of them on. */
const MOST_READ = 2 * LONGEST_WORDS
const QUOTED = /"[^"\\]*(?:\\.[^"\\]*)*"/gsy

function isRecord(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && (Array.isArray(value) ? value.some((each: JsonValue) => typeof each === 'object' && each !== null) : Object.keys(value).length > 0)
}

/** The place behind the bracket that closes the one at `open`; undefined where none does. */
function closing(text: string, open: number): number | undefined {
  const step = /["{}[\]]/g
  step.lastIndex = open
  let depth = 0
  for (let mark = step.exec(text); mark !== null; mark = step.exec(text)) {
    if (mark[0] === '"') {
      QUOTED.lastIndex = mark.index
      if (!QUOTED.test(text)) return undefined
      step.lastIndex = QUOTED.lastIndex
    } else depth += mark[0] === '{' || mark[0] === '[' ? 1 : -1
    if (depth === 0) return step.lastIndex
  }
  return undefined
}

function parsed(text: string): JsonValue | undefined {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue
  } catch {
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= DEEPEST) return false
  let depth = 0
  let slash = -1
  let isInString = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (isInString) {
      // The next mark that can end or escape is found by a search, not by steps.
      const quote = text.indexOf('"', i)
      if (slash < i) slash = indexOr(text, '\\', i)
      if (quote < 0) return false
      isInString = slash < quote
      i = isInString ? slash + 1 : quote
    } else if (char === '"') isInString = true
    else if (char === '{' || char === '[') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (char === '}' || char === ']') depth -= 1
  }
  return false
}

function indexOr(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at
}

/** Contents of the fenced blocks, at most 20. */
function fenced(text: string): readonly string[] {
  const blocks: string[] = []
  for (let open = text.indexOf('```'); open >= 0 && blocks.length < 20; ) {
    const close = text.indexOf('```', open + 3)
    if (close < 0) break
    blocks.push(text.slice(open + 3, close).replace(/^[\w-]{0,20}[ \t]*\n/, ''))
    open = text.indexOf('```', close + 3)
  }
  return blocks
}
