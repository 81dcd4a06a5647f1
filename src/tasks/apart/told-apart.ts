import { quickMask } from '../../text/quick-mask.js'
import { tokens } from '../../text/words.js'
import { answersApart, ENOUGH_ANSWERS } from './answer-kind.js'
import type { PromptDocument } from '../document.js'
import { excerpt } from '../document.js'
import { withoutMarkedContents } from '../prompts/marked-contents.js'
import { phrasedApart, variantOf } from './phrased-apart.js'
import type { PromptVariant } from './phrased-apart.js'
import { tellingWords } from '../words/word-profile.js'

/** A part of some documents, and what nearly all its system prompts say that no other part's do. */
export interface ToldPart {
  readonly documents: readonly PromptDocument[]
  /** See `tellingMarks`; empty for the one part that lacks what the others have. */
  readonly marks: readonly string[]
}

const FREQUENT = 0.05
const MOST_CELLS = 40
const COVERED = 0.8
const ALWAYS = 0.95
const NEVER = 0.02
const MOST_MARKS = 12
/** Telling words of an instruction beside its glossary: one of them is enough to tell works. */
const LEAST_LEFT = 4

const QUOTED = /"([^"\n]{1,40})"|“([^”\n]{1,40})”|(?<![\p{L}\p{N}])'([^'\n]{1,40})'(?![\p{L}\p{N}])/gu
const NEGATED = /(?<!\p{L})(?:not|never|no|cannot|without|nicht|keine?n?|pas|jamais|niet|geen|inte|ikke|não|nunca) (\p{L}{3,40})/gu
const NUMBER = /(?<![\p{L}\p{N}_.,:/-])\d{1,4}(?![\p{L}\p{N}_:/-]|[.,]\d)/gu

/** Negations with the word that they are of, which no telling word shows. */
function negated(text: string): readonly string[] {
  return [...text.toLowerCase().matchAll(NEGATED)].map((match) => `¬${match[1] ?? ''}`)
}

/** What a system prompt says word by word, headed contents such as a glossary aside: its telling words, `¬covered` for one that is negated; `#5` for a number and `"yes"` for a quotation, which are slots to all other rules. */
export function tellingMarks(system: string): ReadonlySet<string> {
  const text = withoutMarkedContents(excerpt(system), LEAST_LEFT)
  const quoted = [...text.matchAll(QUOTED)].map((match) => `"${(match[1] ?? match[2] ?? match[3] ?? '').toLowerCase()}"`)
  return new Set([...tellingWords(tokens(quickMask(text))), ...negated(text), ...quoted, ...[...text.matchAll(NUMBER)].map((match) => `#${match[0]}`)])
}

/** True for marks that the masked prompt does not show. */
export const isLiteral = (mark: string): boolean => mark.startsWith('#') || mark.startsWith('"')

interface Cell {
  readonly marks: ReadonlySet<string>
  readonly documents: PromptDocument[]
}

/** Documents by the marks of their prompts, of those that come often: what fills a slot with ever new words makes no cells. */
function cellsOf(documents: readonly PromptDocument[]): readonly Cell[] {
  const bySystem = new Map<string, { marks: ReadonlySet<string>; n: number }>()
  for (const { system = '' } of documents) {
    const known = bySystem.get(system)
    if (known) known.n += 1
    else bySystem.set(system, { marks: tellingMarks(system), n: 1 })
  }
  const counts = new Map<string, number>()
  for (const { marks, n } of bySystem.values()) for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + n)
  const least = Math.max(ENOUGH_ANSWERS, FREQUENT * documents.length)
  const telling = new Set([...counts].filter(([, n]) => n >= least && n < documents.length).map(([mark]) => mark))
  const cells = new Map<string, Cell>()
  for (const document of documents) {
    const own = [...bySystem.get(document.system ?? '')?.marks ?? []].filter((mark) => telling.has(mark)).sort()
    const key = own.join('\n')
    const cell = cells.get(key)
    if (cell) cell.documents.push(document)
    else cells.set(key, { marks: new Set(own), documents: [document] })
  }
  return [...cells.values()].sort((a, b) => b.documents.length - a.documents.length || ((a.documents[0]?.key ?? '') < (b.documents[0]?.key ?? '') ? -1 : 1))
}

/** Cells whose answers are of one kind go together, and so do those between which a third cannot tell. */
function joinCells(cells: readonly Cell[]): readonly (readonly PromptDocument[])[] {
  const groups: { readonly documents: PromptDocument[]; readonly variants: PromptVariant[] }[] = []
  for (const { documents } of cells) {
    const variant = variantOf(documents)
    const kin = groups.filter((group) => !answersApart(group.documents, documents) && !group.variants.some((other) => phrasedApart(other, variant)))
    const [first] = kin
    if (first === undefined) groups.push({ documents: [...documents], variants: [variant] })
    else {
      for (const other of kin.slice(1)) groups.splice(groups.indexOf(other), 1)
      first.documents.push(...kin.slice(1).flatMap((other) => other.documents), ...documents)
      first.variants.push(...kin.slice(1).flatMap((other) => other.variants), variant)
    }
  }
  return groups.map((group) => group.documents)
}

function shares(documents: readonly PromptDocument[], marksOf: (document: PromptDocument) => ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const document of documents) for (const mark of marksOf(document)) counts.set(mark, (counts.get(mark) ?? 0) + 1 / documents.length)
  return counts
}

/** The part whose marks a prompt has, most of them and more than of any other; `rest` if there is none. */
export function partByMarks(parts: readonly (readonly string[])[], rest: number, marks: ReadonlySet<string>): number {
  let best = rest
  let most = 0.5
  parts.forEach((own, at) => {
    const share = own.length === 0 ? 0 : own.filter((mark) => marks.has(mark)).length / own.length
    if (share > most) [best, most] = [at, share]
  })
  return best
}

/**
 * Cuts documents of one prompt in nearly the same words where its variants, four fifths of them seen often enough, get answers of clearly different kinds:
 * another target language, other labels, another scale. Undefined where there is one kind, or where no word tells the parts.
 */
export function toldApart(documents: readonly PromptDocument[]): readonly ToldPart[] | undefined {
  if (documents.length < 2 * ENOUGH_ANSWERS) return undefined
  const cells = cellsOf(documents)
  const known = cells.filter((cell) => cell.documents.length >= ENOUGH_ANSWERS).slice(0, MOST_CELLS)
  if (known.length < 2 || known.reduce((sum, cell) => sum + cell.documents.length, 0) < COVERED * documents.length) return undefined
  const groups = joinCells(known)
  if (groups.length < 2) return undefined
  const read = new Map<string, ReadonlySet<string>>()
  const marksOf = ({ system = '' }: PromptDocument): ReadonlySet<string> => {
    const marks = read.get(system) ?? tellingMarks(system)
    read.set(system, marks)
    return marks
  }
  const held = groups.map((group) => shares(group, marksOf))
  const marks = held.map((own, at) => [...own].filter(([mark, share]) => share >= ALWAYS && held.every((other, i) => i === at || (other.get(mark) ?? 0) <= NEVER)).map(([mark]) => mark).sort().slice(0, MOST_MARKS))
  const rest = Math.max(0, marks.findIndex((own) => own.length === 0))
  if (marks.filter((own) => own.length === 0).length > 1) return undefined
  const parts = marks.map((own): { readonly marks: readonly string[]; readonly documents: PromptDocument[] } => ({ marks: own, documents: [] }))
  for (const document of documents) parts[partByMarks(marks, rest, marksOf(document))]?.documents.push(document)
  return parts.every((part) => part.documents.length > 0) ? parts : undefined
}
