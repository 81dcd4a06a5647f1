import { frequentShingles } from './shingles.js'
import type { InternedTokens, Shingles } from './shingles.js'

/** A wording that documents share; what is left when a wording divides keeps the wording of the whole. */
export interface MinedTemplate {
  /** Indexes of the documents that follow it, ascending. */
  readonly members: readonly number[]
  /** Weight of its fixed wording, about the number of its fixed words. */
  readonly weight: number
}

export interface MinedTemplates {
  readonly templates: readonly MinedTemplate[]
  /** Indexes of the documents that follow none, ascending. */
  readonly rest: readonly number[]
}

/** A bundle of features that keep company in one set of documents: a candidate for a template's fixed wording. */
interface Bundle {
  readonly core: Int32Array
  readonly weight: number
  /** Upper bound of the wording that it explains: weight × documents. */
  readonly area: number
}

interface Found extends MinedTemplate {
  readonly core: Int32Array
}

const COMPANY = 0.8
const LOOSE = 0.65
const FOLLOWS = 0.6
const GLANCE = 24
const PROBE = 200
const MAX_BUNDLES = 2_000
const MIN_WEIGHT = 4
const MAX_DEPTH = 4
const ENOUGH = 25
const NONE = new Int32Array(0)

function documentsByFeature(shingles: Shingles, members: readonly number[]): ReadonlyMap<number, number[]> {
  const holders = new Map<number, number[]>()
  for (const member of members) {
    for (const feature of shingles.features[member] ?? []) {
      const list = holders.get(feature)
      if (list) list.push(member)
      else holders.set(feature, [member])
    }
  }
  return holders
}

function probe(holders: readonly number[], size: number): readonly number[] {
  if (holders.length <= size) return holders
  return Array.from({ length: size }, (_, index) => holders[Math.floor((index * holders.length) / size)] ?? 0)
}

/** What is counted again and again while a level is mined, by feature. */
interface Counters {
  /** Documents that hold it; 0 for those that the level leaves out. */
  readonly held: Int32Array
  /** All 0 between uses. */
  readonly seen: Int32Array
}

function countersOf(shingles: Shingles, holders: ReadonlyMap<number, readonly number[]>): Counters {
  const held = new Int32Array(shingles.count)
  for (const [feature, documents] of holders) held[feature] = documents.length
  return { held, seen: new Int32Array(shingles.count) }
}

/** The features that occur where `feature` does and, within the tolerance, nowhere else, as far as `size` documents show. */
function bundleOf(shingles: Shingles, own: readonly number[], { held, seen }: Counters, size: number, company: number): Bundle {
  const asked = probe(own, size)
  const enough = Math.ceil(company * asked.length)
  const core: number[] = []
  const texts = asked.map((document) => shingles.features[document] ?? NONE)
  // Plain loops: this is most of what learning the tasks of a large log costs.
  for (const features of texts) {
    for (let at = 0; at < features.length; at++) {
      const other = features[at] ?? 0
      const times = (seen[other] ?? 0) + 1
      seen[other] = times
      if (times !== enough) continue
      const everywhere = held[other] ?? 0
      if (everywhere > 0 && everywhere * company <= own.length) core.push(other)
    }
  }
  for (const features of texts) for (let at = 0; at < features.length; at++) seen[features[at] ?? 0] = 0
  core.sort((a, b) => a - b)
  const weight = core.reduce((sum, other) => sum + (shingles.weight[other] ?? 0), 0)
  return { core: Int32Array.from(core), weight, area: own.length * Math.min(weight, ENOUGH) }
}

/** The bundles of a level, smallest area first; at most 2,000, so that hostile text costs no more. */
function bundlesOf(shingles: Shingles, holders: ReadonlyMap<number, readonly number[]>, support: number, minWeight: number): readonly Bundle[] {
  const order = [...holders].filter(([, list]) => list.length >= support).sort(([a, inA], [b, inB]) => inB.length - inA.length || a - b)
  const counters = countersOf(shingles, holders)
  const taken = new Set<number>()
  const bundles = order.flatMap(([feature, own]) => {
    if (taken.has(feature) || bundleOf(shingles, own, counters, GLANCE, LOOSE).weight < minWeight) return []
    const bundle = bundleOf(shingles, own, counters, PROBE, COMPANY)
    for (const other of bundle.core) taken.add(other)
    return bundle.weight >= minWeight ? [bundle] : []
  })
  return bundles.sort((a, b) => b.area - a.area).slice(0, MAX_BUNDLES).reverse()
}

function followers(shingles: Shingles, bundle: Bundle, holders: ReadonlyMap<number, readonly number[]>, free: ReadonlySet<number>): readonly number[] {
  const held = new Map<number, number>()
  for (const feature of bundle.core) {
    for (const document of holders.get(feature) ?? []) if (free.has(document)) held.set(document, (held.get(document) ?? 0) + (shingles.weight[feature] ?? 0))
  }
  return [...held].filter(([, weight]) => weight >= FOLLOWS * bundle.weight).map(([document]) => document).sort((a, b) => a - b)
}

/** Greedy cover: again and again the bundle that explains the most wording (weight × documents) among what is left. */
function mineLevel(shingles: Shingles, members: readonly number[], known: ReadonlySet<number>, support: number, minWeight: number): { readonly found: readonly Found[]; readonly rest: readonly number[] } {
  const holders = new Map([...documentsByFeature(shingles, members)].filter(([feature]) => !known.has(feature)))
  const free = new Set(members)
  const queue = [...bundlesOf(shingles, holders, support, minWeight)]
  const found: Found[] = []
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    const cohort = followers(shingles, head, holders, free)
    const area = cohort.length * Math.min(head.weight, ENOUGH)
    if (cohort.length < support) continue
    if (area >= (queue.at(-1)?.area ?? 0)) {
      found.push({ members: cohort, weight: head.weight, core: head.core })
      for (const document of cohort) free.delete(document)
    } else if (area < head.area) {
      const later = queue.findLastIndex((bundle) => bundle.area <= area)
      queue.splice(later + 1, 0, { ...head, area })
    } else queue.push({ ...head, area })
  }
  return { found, rest: members.filter((member) => free.has(member)) }
}

/**
 * A cohort divides if what its parts share beyond it outweighs what it shares itself, if the parts cover most of it, and if they
 * are few: values of a slot are many, templates are not.
 */
function divide(shingles: Shingles, template: Found, known: ReadonlySet<number>, support: number, partWeight: number, depth: number): readonly MinedTemplate[] {
  if (depth >= MAX_DEPTH || template.members.length < 2 * support) return [template]
  const inside = new Set([...known, ...template.core])
  const { found, rest } = mineLevel(shingles, template.members, inside, support, Math.min(partWeight, Math.max(MIN_WEIGHT, template.weight)))
  const covered = template.members.length - rest.length
  const many = 1.5 * Math.sqrt(template.members.length)
  const alone = found.length === 1 && covered > 0.9 * template.members.length
  if (found.length === 0 || alone || covered < 0.6 * template.members.length || found.length > many) return [template]
  const parts = found.flatMap((part) => divide(shingles, { ...part, weight: part.weight + template.weight }, inside, support, partWeight, depth + 1))
  return rest.length > 0 ? [...parts, { members: rest, weight: template.weight }] : parts
}

/**
 * Finds the wordings that at least `support` documents share. A part of a wording stands alone if what it shares beyond it outweighs
 * it, or weighs `partWeight`. Deterministic for a given order of the documents.
 */
export function mineTemplates(documents: InternedTokens, support: number, partWeight = Number.POSITIVE_INFINITY): MinedTemplates {
  const shingles = frequentShingles(documents, support)
  const { found, rest } = mineLevel(shingles, documents.places.map((_, index) => index), new Set(), support, MIN_WEIGHT)
  return { templates: found.flatMap((template) => divide(shingles, template, new Set(), support, partWeight, 0)), rest }
}
