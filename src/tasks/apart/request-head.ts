import { ENOUGH_ANSWERS } from './answer-kind.js'
import type { PromptDocument } from '../document.js'
import { TELLS, tellingPairs } from './told-by-value.js'
import { isSlot, slotText } from './wording-slot.js'

/** Where texts of users may say in a word which of several works is wanted: a command, a line such as `mode: letter`, a field of JSON. By place, what is said, lower case. */
export type RequestHeads = ReadonlyMap<string, string>

/** What the user texts of one prompt say at one place, and the documents that say it. */
export interface HeadPart {
  readonly value: string
  readonly documents: readonly PromptDocument[]
}

export interface HeadSplit {
  readonly place: string
  readonly parts: readonly HeadPart[]
  /** What says nothing there, or what few say. */
  readonly rest: readonly PromptDocument[]
}

const READ = 1_500
const COVERED = 0.8
const MOST_VALUES = 40
const MOST_FIELDS = 30

const JSON_START = /^\s*\{\s*"/u
const FIELD = /"([A-Za-z_][\w.-]{0,30})"\s*:\s*"([^"\\\n]{1,40})"/gu
const COMMAND = /^([/!#@][\p{L}][\p{L}\p{N}_-]{0,30})(?=\s|$)/u
const BRACKETED = /^[[<({]{1,2}\s*([\p{L}][\p{L}\p{N} _:-]{0,30})\s*[\])>}]{1,2}(?=\s|$)/u
const LINE = /^([\p{L}][\p{L} _-]{0,20})\s*[:=]\s*([^\n]{1,40})(?:\n|$)/u
const LEAD = /^([\p{L}][\p{L}\p{N} ;'’_-]{0,24}):\s/u

/** Reads the heads of a user text; linear in its first 1,500 characters. */
export function headsOf(user: string): RequestHeads {
  const heads = new Map<string, string>()
  const text = user.slice(0, READ).trimStart()
  if (JSON_START.test(text)) {
    for (const match of text.matchAll(FIELD)) if (heads.size < MOST_FIELDS && !heads.has(`"${match[1] ?? ''}"`)) heads.set(`"${match[1] ?? ''}"`, (match[2] ?? '').toLowerCase())
    return heads
  }
  const say = (place: string, value: string | undefined): void => { if (value !== undefined) heads.set(place, value.trim().toLowerCase()) }
  say('/', COMMAND.exec(text)?.[1])
  say('[]', BRACKETED.exec(text)?.[1])
  const line = LINE.exec(text)
  if (line) say(`${(line[1] ?? '').trim().toLowerCase()}:`, line[2])
  say(':', LEAD.exec(text)?.[1])
  return heads
}

/**
 * Cuts documents of one prompt by what their user texts say at one place, at their heads if `read` gives no others, if four fifths say one of a few things there, each often enough, and if the answers to
 * half of all pairs of them are of different kinds: then it is believed like a tag. Undefined where no place is such.
 */
export function toldByHead(documents: readonly PromptDocument[], read: (document: PromptDocument) => RequestHeads = ({ user }) => headsOf(user), least = ENOUGH_ANSWERS): HeadSplit | undefined {
  if (documents.length < 2 * ENOUGH_ANSWERS) return undefined
  const places = new Map<string, Map<string, PromptDocument[]>>()
  for (const document of documents) {
    for (const [place, value] of read(document)) {
      const values = places.get(place) ?? places.set(place, new Map()).get(place)
      const own = values?.get(value)
      if (own) own.push(document)
      else values?.set(value, [document])
    }
  }
  const [best] = [...places].flatMap(([place, values]) => {
    const parts = [...values].filter(([, own]) => own.length >= least).map(([value, own]): HeadPart => ({ value, documents: own })).sort((a, b) => b.documents.length - a.documents.length || (a.value < b.value ? -1 : 1))
    const covered = parts.reduce((sum, part) => sum + part.documents.length, 0)
    if (parts.length < 2 || parts.length > MOST_VALUES || covered < COVERED * documents.length) return []
    const share = tellingPairs(parts.map((part) => part.documents))
    return share >= TELLS ? [{ place, parts, share }] : []
  }).sort((a, b) => b.share - a.share || b.parts.length - a.parts.length || (a.place < b.place ? -1 : 1))
  if (best === undefined) return undefined
  const told = new Set(best.parts.flatMap((part) => part.documents))
  return { place: best.place, parts: best.parts, rest: documents.filter((document) => !told.has(document)) }
}

/** A head as a runtime can look for it in a lower-case user text. */
export function headText(place: string, value: string): string {
  if (isSlot(place)) return slotText(place, value)
  return place.startsWith('"') ? value : place === '/' || place === '[]' ? value : place === ':' ? `${value}:` : `${place} ${value}`
}
