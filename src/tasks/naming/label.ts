import { words } from '../../text/words.js'
import { quickMask } from '../../text/quick-mask.js'
import { parseContract } from '../contract.js'
import { excerpt } from '../document.js'
import { STOP } from '../words/stop-words.js'
import { parseTag } from '../apart/tag-field.js'
import { isProper, programName, promptNames } from './prompt-name.js'
import type { PromptNames } from './prompt-name.js'
import type { TaskGroup } from '../task-group.js'

const SAMPLE = 300
const WORDS = 3
const WIDELY = 0.9
/** Requests that follow no prompt. */
const BARE = 'bare requests'
const OFTEN = 0.05

interface Spoken {
  /** Share of the group's texts that hold a word, in [0,1]. */
  readonly shares: ReadonlyMap<string, number>
  /** Place of its first occurrence in the first text that holds it. */
  readonly place: ReadonlyMap<string, number>
}

/** The telling words of a text; those among them that may be names, with a capital wherever they stand; and those that are, with one within a sentence. */
function spokenWords(text: string): { readonly all: readonly string[]; readonly names: ReadonlySet<string>; readonly proper: ReadonlySet<string> } {
  const masked = quickMask(excerpt(text))
  const lower = new Set([...masked.matchAll(/(?<!\p{L})\p{Ll}[\p{L}\p{M}]*/gu)].map((match) => match[0].toLowerCase()))
  const uncased = /^\p{Lo}/u
  const proper = new Set([...masked.matchAll(/(?<=[\p{L}\p{N},;'’)"]\s+)\p{Lu}[\p{L}\p{M}]*(?:['’-]\p{L}+)*/gu)].map((match) => match[0]).filter(isProper).map((word) => word.toLowerCase()).filter((word) => !lower.has(word)))
  const all = words(masked).filter((word) => word.length > 2 && !STOP.has(word))
  // `Toxic?`, `Intent:` and the first word of all are headings.
  const headings = new Set([...masked.matchAll(/^\s*\p{L}+|\p{L}+(?=\s?[:?])/gu)].map((match) => match[0].trim().toLowerCase()))
  return { proper, all, names: new Set(all.filter((word) => !lower.has(word) && !uncased.test(word) && !headings.has(word))) }
}

function spoken(group: TaskGroup): Spoken {
  const texts = group.documents.slice(0, SAMPLE).map((document) => (group.origin === 'system' || (group.origin === 'tag' && document.system !== undefined) ? `${document.system ?? ''}${group.variant === undefined ? '' : `\n${document.user}`}` : document.user))
  const counts = new Map<string, number>()
  const place = new Map<string, number>()
  const named = new Map<string, number>()
  const people = new Set<string>()
  // One system prompt comes with many requests: it is read once.
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  for (const [text, n] of times) {
    const { all: list, names, proper } = spokenWords(text)
    for (const word of names) named.set(word, (named.get(word) ?? 0) + n)
    for (const word of proper) people.add(word)
    list.forEach((word, at) => { if (!place.has(word)) place.set(word, at) })
    for (const word of new Set(list)) counts.set(word, (counts.get(word) ?? 0) + n)
  }
  const least = Math.max(Math.min(3, texts.length), OFTEN * texts.length)
  // Names stay out of labels, also those in examples that all texts share.
  const told = [...counts].filter(([word, n]) => n >= least && !people.has(word) && (named.get(word) ?? 0) < n / 2)
  return { shares: new Map(told.map(([word, n]) => [word, n / texts.length])), place }
}

/** Class-based TF-IDF with groups as classes (Grootendorst 2022, BERTopic, section 3.3): frequent here, rare in other groups. */
function distinctive({ shares, place }: Spoken, groupsWith: ReadonlyMap<string, number>, groups: number): readonly string[] {
  const fixed = [...shares].filter(([, share]) => share >= WIDELY)
  return (fixed.length > 0 ? fixed : [...shares])
    .map(([word, share]) => ({ word, score: share * Math.log(1 + groups / (groupsWith.get(word) ?? 1)) }))
    .sort((a, b) => b.score - a.score || (place.get(a.word) ?? 0) - (place.get(b.word) ?? 0) || (a.word < b.word ? -1 : 1))
    .slice(0, WORDS)
    .sort((a, b) => (place.get(a.word) ?? 0) - (place.get(b.word) ?? 0))
    .map(({ word }) => word)
}

/** What the requests of a group have beside their words: the schema that they ask for, the tools that they offer. */
function contractNames(group: TaskGroup): readonly string[] {
  const [first] = group.documents
  if (first === undefined) return []
  const schema = /^json_schema (\S+)/u.exec(first.format)?.[1]
  const isSaid = schema !== undefined && !/^(?:response|output|result|schema|json|object|answer|format|data|default|undefined)$/iu.test(programName(schema))
  return [...(isSaid ? [programName(schema)] : []), ...(first.tools.length > 0 ? [first.tools.slice(0, 2).map(programName).join(', ')] : [])]
}

/**
 * Names for a group, the one to be preferred first; each later one says more. What is told by a prompt is named by it, what is told
 * by nothing by its telling words, with commas between them.
 */
function namesOf(group: TaskGroup, written: readonly string[], said: readonly string[]): readonly string[] {
  const words = said.join(group.origin === 'rest' ? ', ' : ' ')
  const own = [...written, ...contractNames(group), ...(words === '' ? [] : [words])]
  if (group.tag !== undefined) {
    const tag = parseTag(group.tag).value
    const inner = own[0]
    return group.variant === 'template' || group.variant === 'prompt' ? [inner === undefined ? tag : `${tag}: ${inner}`, ...own.map((name) => `${tag}: ${name}`)] : [tag]
  }
  // Its words come and go with the log, and say how questions begin.
  if (group.origin === 'rest' && own.length <= 1) return group.variant === 'rest' && words !== '' ? [`${BARE}: ${words}`] : [BARE]
  const [first = BARE, ...others] = group.variant === 'template' && words !== '' && written.length === 0 ? [words, ...own] : own
  return [first, ...others.filter((name) => name !== first).map((name) => `${first}: ${name}`)]
}

/** What the marks of a group say, as far as its name does not: labels, a language, a scale. */
function markName(marks: readonly string[] | undefined, name: string): readonly string[] {
  const told = (marks ?? []).map((mark) => mark.replace(/^#|^"|"$/gu, '').replace('¬', 'not ')).filter((mark) => mark !== '' && !name.includes(mark))
  return told.length === 0 ? [] : [`${name} (${told.slice(0, WORDS).join(', ')})`]
}

function contractName(contract: string): string {
  const { format, tools } = parseContract(contract)
  return tools.length > 0 ? 'with tools' : format === '' ? 'free text' : 'json'
}

/**
 * Short names for groups, unique among them, in their order: the tag, else whom or what the prompt names, else its schema or tools, else
 * the most distinctive words that its prompts share. `templates` are what the prompts of each group share, without any slot's value.
 */
export function taskLabels(groups: readonly TaskGroup[], templates: readonly (string | undefined)[] = []): readonly string[] {
  const all = groups.map(spoken)
  const groupsWith = new Map<string, number>()
  for (const { shares } of all) for (const word of shares.keys()) groupsWith.set(word, (groupsWith.get(word) ?? 0) + 1)
  const written = groups.map((group, at): PromptNames => (group.origin === 'rest' ? { told: [] } : promptNames(templates[at] ?? '')))
  const writtenBy = new Map<string, number>()
  for (const { told, run } of written) for (const name of run === undefined ? told : [run]) writtenBy.set(name, (writtenBy.get(name) ?? 0) + 1)
  const used = new Set<string>()
  return groups.map((group, at) => {
    const said = distinctive(all[at] ?? { shares: new Map(), place: new Map() }, groupsWith, groups.length)
    // What several prompts begin with, a company's preamble say, names none of them.
    const { told = [], run } = written[at] ?? {}
    const isOwn = (name: string): boolean => writtenBy.get(name) === 1
    const own = told.filter(isOwn)
    const names = namesOf(group, (own.length > 0 ? own : run !== undefined && isOwn(run) ? [run] : told).slice(0, 2), said)
    const [plain = ''] = names
    const contract = group.contract === undefined ? [] : [`${plain} (${contractName(group.contract)})`]
    const head = group.head === undefined ? [] : [`${plain}: ${group.head.value.replace(/^\W+/u, '')}`]
    const named = [...head, ...markName(group.marks, plain), plain, ...contract, ...names.slice(1)].find((name) => !used.has(name)) ?? plain
    let label = named
    for (let n = 2; used.has(label); n++) label = `${named} ${n}`
    used.add(label)
    return label
  })
}
