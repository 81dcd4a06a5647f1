import type { Shingles } from '../words/shingles.js'

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
const LAST_TURN = 2 ** 30
const NONE = new Int32Array(0)

/** Which documents hold each feature: those of feature `f` are `documents[starts[f]]` up to `documents[starts[f + 1]]`, in the order of the members. */
interface Holders {
  readonly starts: Int32Array
  readonly documents: Int32Array
}

/** What is mined, and lists that are used again and again: a map for each level, and lists in it, would cost more than the mining. */
interface Mine {
  readonly shingles: Shingles
  /** By feature how often it was seen in a turn, added to the number of that turn; lower numbers are of earlier turns. */
  readonly seen: Int32Array
  /** The number of the last turn; more than `PROBE` lie between two. */
  turn: number
  /** By document; all 0 between uses. */
  readonly explained: Float64Array
}

function mineOf(shingles: Shingles): Mine {
  return { shingles, seen: new Int32Array(shingles.count), turn: 0, explained: new Float64Array(shingles.features.length) }
}

function nextTurn(mine: Mine): number {
  if (mine.turn > LAST_TURN) {
    mine.seen.fill(0)
    mine.turn = 0
  }
  return mine.turn += PROBE + 1
}

/** The holders among some documents; none for features that are `known`. */
function holdersOf({ features, count }: Shingles, members: readonly number[], known: ReadonlySet<number>): Holders {
  const starts = new Int32Array(count + 1)
  for (const member of members) {
    const own = features[member] ?? NONE
    for (let at = 0; at < own.length; at++) {
      const after = (own[at] ?? 0) + 1
      starts[after] = (starts[after] ?? 0) + 1
    }
  }
  for (const feature of known) starts[feature + 1] = 0
  for (let feature = 0; feature < count; feature++) starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0)
  const documents = new Int32Array(starts[count] ?? 0)
  const next = starts.slice(0, count)
  for (const member of members) {
    const own = features[member] ?? NONE
    for (let at = 0; at < own.length; at++) {
      const feature = own[at] ?? 0
      const place = next[feature] ?? 0
      if (place === starts[feature + 1]) continue
      documents[place] = member
      next[feature] = place + 1
    }
  }
  return { starts, documents }
}

const heldBy = ({ starts }: Holders, feature: number): number => (starts[feature + 1] ?? 0) - (starts[feature] ?? 0)

/** The features that some document holds, those of the most documents first. */
function commonFirst(holders: Holders, count: number): Int32Array {
  let most = 0
  for (let feature = 0; feature < count; feature++) most = Math.max(most, heldBy(holders, feature))
  // Sorted by counting: there are far more features than numbers of holders.
  const next = new Int32Array(most + 1)
  for (let feature = 0; feature < count; feature++) next[heldBy(holders, feature)] = (next[heldBy(holders, feature)] ?? 0) + 1
  let used = 0
  for (let held = most; held > 0; held--) {
    const own = next[held] ?? 0
    next[held] = used
    used += own
  }
  const order = new Int32Array(used)
  for (let feature = 0; feature < count; feature++) {
    const held = heldBy(holders, feature)
    if (held === 0) continue
    const place = next[held] ?? 0
    order[place] = feature
    next[held] = place + 1
  }
  return order
}

/** The features of each document, those of the fewest documents first: of document `d` from `starts[d]` up to `starts[d + 1]`. */
interface Rarest {
  readonly starts: Int32Array
  readonly features: Int32Array
}

function rarestFirst({ starts, documents }: Holders, order: Int32Array, count: number): Rarest {
  const ends = new Int32Array(count + 1)
  for (let at = 0; at < documents.length; at++) {
    const after = (documents[at] ?? 0) + 1
    ends[after] = (ends[after] ?? 0) + 1
  }
  for (let document = 0; document < count; document++) ends[document + 1] = (ends[document + 1] ?? 0) + (ends[document] ?? 0)
  const features = new Int32Array(documents.length)
  const next = ends.slice(0, count)
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const feature = order[rank] ?? 0
    for (let at = starts[feature] ?? 0; at < (starts[feature + 1] ?? 0); at++) {
      const document = documents[at] ?? 0
      const place = next[document] ?? 0
      features[place] = feature
      next[document] = place + 1
    }
  }
  return { starts: ends, features }
}

/** The features that occur where `feature` does and, within the tolerance, nowhere else, as far as `size` documents show. */
function bundleOf(mine: Mine, holders: Holders, rarest: Rarest, feature: number, size: number, company: number): Bundle {
  const { shingles, seen } = mine
  const start = holders.starts[feature] ?? 0
  const own = heldBy(holders, feature)
  const asked = Math.min(own, size)
  const turn = nextTurn(mine)
  const enough = turn + Math.ceil(company * asked)
  const core: number[] = []
  // Plain loops: this is most of what learning the tasks of a large log costs.
  for (let index = 0; index < asked; index++) {
    const document = holders.documents[start + (own <= size ? index : Math.floor((index * own) / size))] ?? 0
    const end = rarest.starts[document + 1] ?? 0
    for (let at = rarest.starts[document] ?? 0; at < end; at++) {
      const other = rarest.features[at] ?? 0
      // All that follow are elsewhere at least as often.
      if (heldBy(holders, other) * company > own) break
      const times = Math.max(seen[other] ?? 0, turn) + 1
      seen[other] = times
      if (times === enough) core.push(other)
    }
  }
  core.sort((a, b) => a - b)
  const weight = core.reduce((sum, other) => sum + (shingles.weight[other] ?? 0), 0)
  return { core: Int32Array.from(core), weight, area: own * Math.min(weight, ENOUGH) }
}

/** The bundles of a level, smallest area first; at most 2,000, so that hostile text costs no more. */
function bundlesOf(mine: Mine, holders: Holders, support: number, minWeight: number): readonly Bundle[] {
  const order = commonFirst(holders, mine.shingles.count)
  const rarest = rarestFirst(holders, order, mine.shingles.features.length)
  const taken = new Uint8Array(mine.shingles.count)
  const bundles: Bundle[] = []
  for (const feature of order) {
    if (heldBy(holders, feature) < support) break
    if (taken[feature] === 1 || bundleOf(mine, holders, rarest, feature, GLANCE, LOOSE).weight < minWeight) continue
    const bundle = bundleOf(mine, holders, rarest, feature, PROBE, COMPANY)
    for (const other of bundle.core) taken[other] = 1
    if (bundle.weight >= minWeight) bundles.push(bundle)
  }
  return bundles.sort((a, b) => b.area - a.area).slice(0, MAX_BUNDLES).reverse()
}

function followers({ shingles, explained }: Mine, bundle: Bundle, { starts, documents }: Holders, free: Uint8Array): readonly number[] {
  const met: number[] = []
  for (const feature of bundle.core) {
    const weight = shingles.weight[feature] ?? 0
    for (let at = starts[feature] ?? 0; at < (starts[feature + 1] ?? 0); at++) {
      const document = documents[at] ?? 0
      if (free[document] === 0) continue
      // No trigram weighs nothing.
      if (explained[document] === 0) met.push(document)
      explained[document] = (explained[document] ?? 0) + weight
    }
  }
  const found = met.filter((document) => (explained[document] ?? 0) >= FOLLOWS * bundle.weight).sort((a, b) => a - b)
  for (const document of met) explained[document] = 0
  return found
}

/** Greedy cover: again and again the bundle that explains the most wording (weight × documents) among what is left. */
function mineLevel(mine: Mine, members: readonly number[], known: ReadonlySet<number>, support: number, minWeight: number): { readonly found: readonly Found[]; readonly rest: readonly number[] } {
  const holders = holdersOf(mine.shingles, members, known)
  const free = new Uint8Array(mine.shingles.features.length)
  for (const member of members) free[member] = 1
  const queue = [...bundlesOf(mine, holders, support, minWeight)]
  const found: Found[] = []
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    const cohort = followers(mine, head, holders, free)
    const area = cohort.length * Math.min(head.weight, ENOUGH)
    if (cohort.length < support) continue
    if (area >= (queue.at(-1)?.area ?? 0)) {
      found.push({ members: cohort, weight: head.weight, core: head.core })
      for (const document of cohort) free[document] = 0
    } else if (area < head.area) {
      const later = queue.findLastIndex((bundle) => bundle.area <= area)
      queue.splice(later + 1, 0, { ...head, area })
    } else queue.push({ ...head, area })
  }
  return { found, rest: members.filter((member) => free[member] === 1) }
}

/**
 * A cohort divides if what its parts share beyond it outweighs what it shares itself, if the parts cover most of it, and if they
 * are few: values of a slot are many, templates are not.
 */
function divide(mine: Mine, template: Found, known: ReadonlySet<number>, support: number, partWeight: number, depth: number): readonly MinedTemplate[] {
  if (depth >= MAX_DEPTH || template.members.length < 2 * support) return [template]
  const inside = new Set([...known, ...template.core])
  const { found, rest } = mineLevel(mine, template.members, inside, support, Math.min(partWeight, Math.max(MIN_WEIGHT, template.weight)))
  const covered = template.members.length - rest.length
  const many = 1.5 * Math.sqrt(template.members.length)
  const alone = found.length === 1 && covered > 0.9 * template.members.length
  if (found.length === 0 || alone || covered < 0.6 * template.members.length || found.length > many) return [template]
  const parts = found.flatMap((part) => divide(mine, { ...part, weight: part.weight + template.weight }, inside, support, partWeight, depth + 1))
  return rest.length > 0 ? [...parts, { members: rest, weight: template.weight }] : parts
}

/**
 * Finds the wordings that at least `support` documents share. A part of a wording stands alone if what it shares beyond it outweighs
 * it, or weighs `partWeight`. Deterministic for a given order of the documents.
 * @param shingles those that at least `support` documents hold
 */
export function mineTemplates(shingles: Shingles, support: number, partWeight = Number.POSITIVE_INFINITY): MinedTemplates {
  const mine = mineOf(shingles)
  const { found, rest } = mineLevel(mine, shingles.features.map((_, index) => index), new Set(), support, MIN_WEIGHT)
  return { templates: found.flatMap((template) => divide(mine, template, new Set(), support, partWeight, 0)), rest }
}
