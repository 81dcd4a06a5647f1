import type { PromptDocument } from './document.js'
import { rowCount } from './document.js'
import { shapeDistance } from './output-shape.js'
import { splitResidual } from './residual.js'
import { systemFamilies } from './system-family.js'
import { mineTemplates } from './template-miner.js'

/** Documents that ask for the same thing, and by what they were told apart from others. */
export interface TaskGroup {
  readonly documents: readonly PromptDocument[]
  /** What holds the group together: an explicit tag, a system prompt, a wording of the user text, or nothing but the words. */
  readonly origin: 'tag' | 'system' | 'user' | 'rest'
  readonly tag?: string
  /** Set where tools or response format told the group from another of the same origin. */
  readonly contract?: string
  /** Set where something else told it apart, too: a system prompt under one tag, a wording of the user text; `rest` for what follows no wording. */
  readonly variant?: 'prompt' | 'template' | 'rest'
}

/** Sizes by which groups are judged; `support` and `least` in documents and in calls. */
export interface GroupLimits {
  readonly support: number
  readonly least: number
}

const RARE = 0.1

function byKey<K>(documents: readonly PromptDocument[], keyOf: (document: PromptDocument) => K): ReadonlyMap<K, readonly PromptDocument[]> {
  const groups = new Map<K, PromptDocument[]>()
  for (const document of documents) {
    const list = groups.get(keyOf(document))
    if (list) list.push(document)
    else groups.set(keyOf(document), [document])
  }
  return groups
}

function ordered(documents: readonly PromptDocument[]): readonly PromptDocument[] {
  return [...documents].sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** Parts that are rare in the whole join the largest: a variant seen now and then is not a task of its own. */
function joinRare(parts: readonly (readonly PromptDocument[])[], limits: GroupLimits): readonly (readonly PromptDocument[])[] {
  const sorted = [...parts].sort((a, b) => rowCount(b) - rowCount(a) || ((a[0]?.key ?? '') < (b[0]?.key ?? '') ? -1 : 1))
  const total = rowCount(sorted.flat())
  const [largest = [], ...others] = sorted
  const kept = others.filter((part) => rowCount(part) >= Math.max(RARE * total, limits.least))
  const rare = others.filter((part) => !kept.includes(part))
  return [ordered([...largest, ...rare.flat()]), ...kept]
}

function contractOf(document: PromptDocument): string {
  return JSON.stringify([document.format, document.tools])
}

function shareTools(a: readonly string[], b: readonly string[]): boolean {
  const both = a.filter((tool) => b.includes(tool)).length
  return both > 0 && both >= 0.5 * (a.length + b.length - both)
}

/** Splits a group where its calls want clearly different kinds of answers: other tools, another response format. */
function splitByContract(group: TaskGroup, limits: GroupLimits): readonly TaskGroup[] {
  const exact = [...byKey(group.documents, contractOf).values()].sort((a, b) => rowCount(b) - rowCount(a) || (contractOf(a[0] as PromptDocument) < contractOf(b[0] as PromptDocument) ? -1 : 1))
  const joined: PromptDocument[][] = []
  for (const part of exact) {
    const kin = joined.find((other) => other[0]?.format === part[0]?.format && shareTools(other[0]?.tools ?? [], part[0]?.tools ?? []))
    if (kin) for (const document of part) kin.push(document)
    else joined.push([...part])
  }
  const parts = joinRare(joined.map(ordered), limits)
  if (parts.length === 1) return [group]
  return parts.map((documents) => ({ ...group, documents, contract: contractOf(byMost(documents)) }))
}

/** The document that stands for the most common contract of a part. */
function byMost(documents: readonly PromptDocument[]): PromptDocument {
  const [best] = [...byKey(documents, contractOf).values()].sort((a, b) => rowCount(b) - rowCount(a) || (contractOf(a[0] as PromptDocument) < contractOf(b[0] as PromptDocument) ? -1 : 1))
  return best?.[0] as PromptDocument
}

function apart(parts: readonly (readonly PromptDocument[])[]): boolean {
  return parts.every((a, i) => parts.slice(i + 1).every((b) => shapeDistance(a.map((document) => document.shape), b.map((document) => document.shape)) >= 0.5))
}

/**
 * Splits a group that a tag or a system prompt holds together if its user texts are clearly of several wordings (they cover
 * four fifths, and each has its tenth) and their answers look different, too: a part that wants the same kind of answer is the same
 * task, and smaller groups only take longer to decide.
 */
function splitByWording(group: TaskGroup, limits: GroupLimits): readonly TaskGroup[] {
  const support = Math.max(limits.support, Math.ceil(RARE * group.documents.length))
  const { templates, rest } = mineTemplates(group.documents.map((document) => document.userTokens), support)
  const common = templates.filter((template) => template.members.length >= support)
  const covered = common.reduce((sum, template) => sum + template.members.length, 0)
  if (common.length < 2 || covered < 0.8 * group.documents.length) return [group]
  const pick = (members: readonly number[]): readonly PromptDocument[] => members.flatMap((member) => group.documents[member] ?? [])
  const left = pick([...rest, ...templates.filter((template) => !common.includes(template)).flatMap((template) => template.members)])
  const parts = joinRare([...common.map((template) => pick(template.members)), ...(left.length > 0 ? [left] : [])], limits)
  if (parts.length === 1 || !apart(parts)) return [group]
  return parts.map((documents) => ({ ...group, documents, variant: documents === left ? 'rest' : 'template' }))
}

/** A tag is believed: under it, system prompts divide a task only if their answers look different. */
function splitTagged(documents: readonly PromptDocument[], tag: string, limits: GroupLimits): readonly TaskGroup[] {
  return splitByContract({ documents, origin: 'tag', tag }, limits).flatMap((group) => {
    const { families, none } = systemFamilies(group.documents, limits.support)
    const parts = joinRare([...families, ...(none.length > 0 ? [none] : [])], limits)
    return parts.length > 1 && apart(parts) ? parts.map((part): TaskGroup => ({ ...group, documents: part, variant: 'prompt' })) : splitByWording(group, limits)
  })
}

/** Without a telling system prompt: first what follows a wording, then the rest by its words. */
function splitUntold(documents: readonly PromptDocument[], limits: GroupLimits): readonly TaskGroup[] {
  const { templates, rest } = mineTemplates(documents.map((document) => document.userTokens), limits.support)
  const pick = (members: readonly number[]): readonly PromptDocument[] => members.flatMap((member) => documents[member] ?? [])
  const told = templates.flatMap((template) => splitByContract({ documents: pick(template.members), origin: 'user' }, limits))
  const [large, small] = [told.filter((group) => rowCount(group.documents) >= limits.least), told.filter((group) => rowCount(group.documents) < limits.least)]
  const untold = ordered([...pick(rest), ...small.flatMap((group) => group.documents)])
  if (untold.length === 0) return large
  const residue = splitByContract({ documents: untold, origin: 'rest' }, limits)
    .flatMap((group) => { const parts = splitResidual(group.documents, limits.support); return parts.map((part): TaskGroup => ({ ...group, documents: part, ...(parts.length > 1 ? { variant: 'rest' as const } : {}) })) })
  return [...large, ...residue]
}

/** Calls that lost their tag join the one tag under which the same system prompt is used. */
function adopt(documents: readonly PromptDocument[]): ReadonlyMap<PromptDocument, string> {
  const tagsOf = new Map<string, Set<string>>()
  for (const { tag, fingerprint } of documents) {
    if (tag === undefined || fingerprint === undefined) continue
    tagsOf.set(fingerprint, (tagsOf.get(fingerprint) ?? new Set()).add(tag))
  }
  return new Map(documents.flatMap((document) => {
    const known = document.fingerprint === undefined ? undefined : tagsOf.get(document.fingerprint)
    const tag = document.tag ?? (known?.size === 1 ? [...known][0] : undefined)
    return tag === undefined ? [] : [[document, tag] as const]
  }))
}

/** Partitions documents into groups; those smaller than `limits.least` calls are included and for the caller to set aside. */
export function taskGroups(documents: readonly PromptDocument[], limits: GroupLimits): readonly TaskGroup[] {
  const tags = adopt(documents)
  const tagged = [...byKey(documents.filter((document) => tags.has(document)), (document) => tags.get(document) ?? '')]
  const { families, none } = systemFamilies(documents.filter((document) => !tags.has(document)), limits.support)
  return [
    ...tagged.flatMap(([tag, own]) => splitTagged(own, tag, limits)),
    ...families.flatMap((own) => splitByContract({ documents: own, origin: 'system' }, limits)).flatMap((group) => splitByWording(group, limits)),
    ...splitUntold(none, limits),
  ]
}
