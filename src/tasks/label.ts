import { words } from '../text/words.js'
import { maskSlots } from '../text/mask.js'
import { parseContract } from './contract.js'
import { excerpt } from './document.js'
import { STOP } from './stop-words.js'
import { parseTag } from './tag-field.js'
import type { TaskGroup } from './task-group.js'

const SAMPLE = 300
const WORDS = 3
const WIDELY = 0.9
const OFTEN = 0.05

interface Spoken {
  /** Share of the group's texts that hold a word, in [0,1]. */
  readonly shares: ReadonlyMap<string, number>
  /** Place of its first occurrence in the first text that holds it. */
  readonly place: ReadonlyMap<string, number>
}

/** The telling words of a text, and those among them that may be names: with a capital wherever they stand. */
function spokenWords(text: string): { readonly all: readonly string[]; readonly names: ReadonlySet<string> } {
  const masked = maskSlots(excerpt(text))
  const lower = new Set([...masked.matchAll(/(?<!\p{L})\p{Ll}[\p{L}\p{M}]*/gu)].map((match) => match[0].toLowerCase()))
  const uncased = /^\p{Lo}/u
  const all = words(masked).filter((word) => word.length > 2 && !STOP.has(word))
  return { all, names: new Set(all.filter((word) => !lower.has(word) && !uncased.test(word))) }
}

function spoken(group: TaskGroup): Spoken {
  const texts = group.documents.slice(0, SAMPLE).map((document) => (group.origin === 'system' || (group.origin === 'tag' && document.system !== undefined) ? `${document.system ?? ''}${group.variant === undefined ? '' : `\n${document.user}`}` : document.user))
  const counts = new Map<string, number>()
  const place = new Map<string, number>()
  const named = new Map<string, number>()
  for (const text of texts) {
    const { all: list, names } = spokenWords(text)
    for (const word of names) named.set(word, (named.get(word) ?? 0) + 1)
    list.forEach((word, at) => { if (!place.has(word)) place.set(word, at) })
    for (const word of new Set(list)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const least = Math.max(Math.min(3, texts.length), OFTEN * texts.length)
  // What nearly all texts hold is no one's name, even if it begins a sentence; other names stay out of labels.
  const told = [...counts].filter(([word, n]) => n >= least && (n >= WIDELY * texts.length || (named.get(word) ?? 0) < n / 2))
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

function base(group: TaskGroup, said: readonly string[]): string {
  if (group.tag !== undefined) return [parseTag(group.tag).value, ...(group.variant === 'template' || group.variant === 'prompt' ? [said.join(' ')] : [])].filter((part) => part !== '').join(': ')
  return said.join(' ') || 'unlabelled'
}

function contractName(contract: string): string {
  const { format, tools } = parseContract(contract)
  return tools.length > 0 ? 'with tools' : format === '' ? 'free text' : 'json'
}

/** Short names for groups, unique among them, in their order: the tag, else the most distinctive words that its prompts share. */
export function taskLabels(groups: readonly TaskGroup[]): readonly string[] {
  const all = groups.map(spoken)
  const groupsWith = new Map<string, number>()
  for (const { shares } of all) for (const word of shares.keys()) groupsWith.set(word, (groupsWith.get(word) ?? 0) + 1)
  const used = new Set<string>()
  return groups.map((group, at) => {
    const said = distinctive(all[at] ?? { shares: new Map(), place: new Map() }, groupsWith, groups.length)
    const plain = base(group, said)
    const named = used.has(plain) && group.contract !== undefined ? `${plain} (${contractName(group.contract)})` : plain
    let label = named
    for (let n = 2; used.has(label); n++) label = `${named} ${n}`
    used.add(label)
    return label
  })
}
