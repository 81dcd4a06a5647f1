import { tokens } from '../../text/words.js'
import { tellingWords } from '../words/word-profile.js'

/** A distinct system prompt, masked, and how many documents hold it. */
export interface MaskedPrompt {
  readonly masked: string
  readonly size: number
  /** Of the masked prompt, where they are known. */
  readonly tokens?: readonly string[]
}

/** Sentences that always come together: an instruction, a passage, an example. */
interface Bundle {
  readonly units: readonly number[]
  /** Indexes of the prompts that hold it, ascending. */
  readonly holders: readonly number[]
  readonly size: number
  /** Telling words. */
  readonly weight: number
}

interface Company {
  readonly bundles: readonly Bundle[]
  /** Documents that hold both of two bundles. */
  readonly both: (a: number, b: number) => number
  /** True where either comes without the other, and both together, too. */
  readonly crosses: (a: number, b: number) => boolean
}

const FEWEST = 3
const MOST_BUNDLES = 400
const MOST_EACH = 60
const SEVERAL = 2
const BY_CHANCE = 0.02
const COVERED = 0.8
const WHOLE = 0.95
const EDIT = 0.2
const LEAST_WORDS = 5
const ENOUGH = 25

/** The lines and sentences of a text. */
function unitsOf(text: string): readonly string[] {
  return text.split(/\n+|(?<=[.!?;:])\s+/u).map((unit) => unit.trim()).filter((unit) => unit !== '')
}

function sizeOf(prompts: readonly MaskedPrompt[], holders: Iterable<number>): number {
  let sum = 0
  for (const at of holders) sum += prompts[at]?.size ?? 0
  return sum
}

function bundlesOf(prompts: readonly MaskedPrompt[], units: readonly (readonly number[])[], names: readonly string[]): readonly Bundle[] {
  const holders: number[][] = names.map(() => [])
  units.forEach((own, at) => { for (const unit of new Set(own)) holders[unit]?.push(at) })
  const together = new Map<string, number[]>()
  holders.forEach((own, unit) => {
    if (sizeOf(prompts, own) < FEWEST || own.length === prompts.length) return
    const key = own.join()
    const list = together.get(key)
    if (list) list.push(unit)
    else together.set(key, [unit])
  })
  return [...together.values()]
    .map((own): Bundle => {
      const held = holders[own[0] ?? 0] ?? []
      return { units: own, holders: held, size: sizeOf(prompts, held), weight: own.reduce((sum, unit) => sum + tellingWords(tokens(names[unit] ?? '')).size, 0) }
    })
    .filter(({ weight }) => weight >= LEAST_WORDS)
    .sort((a, b) => b.size * Math.min(b.weight, ENOUGH) - a.size * Math.min(a.weight, ENOUGH) || (a.units[0] ?? 0) - (b.units[0] ?? 0))
    .slice(0, MOST_BUNDLES)
}

function companyOf(prompts: readonly MaskedPrompt[], bundles: readonly Bundle[]): Company {
  const n = bundles.length
  const counts = new Float64Array(n * n)
  const held: number[][] = prompts.map(() => [])
  bundles.forEach(({ holders }, bundle) => { for (const at of holders) if ((held[at]?.length ?? MOST_EACH) < MOST_EACH) held[at]?.push(bundle) })
  held.forEach((own, at) => {
    for (const a of own) for (const b of own) counts[a * n + b] = (counts[a * n + b] ?? 0) + (prompts[at]?.size ?? 0)
  })
  const both = (a: number, b: number): number => counts[a * n + b] ?? 0
  const sizes = bundles.map(({ size }) => size)
  return {
    bundles, both,
    crosses: (a, b) => {
      const [inA, inB] = [sizes[a] ?? 0, sizes[b] ?? 0]
      const some = Math.max(SEVERAL, BY_CHANCE * Math.min(inA, inB))
      return both(a, b) >= some && inA - both(a, b) >= some && inB - both(a, b) >= some
    },
  }
}

/** Share of `universe` (prompts) that a bundle and others which never come with it or with each other can cover, taken in a given order; in [0,1]. */
function coverage(prompts: readonly MaskedPrompt[], { bundles, both }: Company, first: number, universe: ReadonlySet<number>, order: readonly number[]): number {
  const chosen = [first]
  const covered = new Set(bundles[first]?.holders)
  for (const other of order) {
    const size = bundles[other]?.size ?? 0
    if (chosen.some((one) => both(one, other) > BY_CHANCE * Math.min(size, bundles[one]?.size ?? 0))) continue
    chosen.push(other)
    for (const at of bundles[other]?.holders ?? []) if (universe.has(at)) covered.add(at)
  }
  return sizeOf(prompts, covered) / Math.max(1, sizeOf(prompts, universe))
}

/**
 * Bundles that are no instruction. Different prompts are alternatives: one of them, and one alone, is in each call. What comes now with this and now with that is drawn from a
 * store (passages, examples): nothing that excludes it covers four fifths of the calls around it. Where two that cross make up all
 * calls between them, one is of earlier and one of later versions; both are small parts of their prompts.
 */
function contents(prompts: readonly MaskedPrompt[], company: Company, wordsOf: (prompt: number) => number): ReadonlySet<number> {
  const { bundles, both, crosses } = company
  const crossed = bundles.map((_, a) => bundles.flatMap((__, b) => (a !== b && crosses(a, b) ? [b] : [])))
  const restless = crossed.map((own, a) => own.reduce((sum, b) => sum + both(a, b), 0) / Math.max(1, bundles[a]?.size ?? 0))
  const bySize = bundles.map((_, at) => at).sort((a, b) => (bundles[b]?.size ?? 0) - (bundles[a]?.size ?? 0) || a - b)
  const byRest = bundles.map((_, at) => at).sort((a, b) => (restless[a] ?? 0) - (restless[b] ?? 0) || (bundles[b]?.size ?? 0) - (bundles[a]?.size ?? 0) || a - b)
  const around = crossed.map((own, a) => new Set([a, ...own].flatMap((at) => bundles[at]?.holders ?? [])))
  const sizes = around.map((own) => sizeOf(prompts, own))
  const isSmall = (bundle: Bundle): boolean => bundle.holders.every((at) => bundle.weight <= EDIT * wordsOf(at))
  return new Set(bundles.flatMap((bundle, a) => {
    const own = crossed[a] ?? []
    if (own.length === 0) return []
    const universe = around[a] ?? new Set()
    if ([bySize, byRest].every((order) => coverage(prompts, company, a, universe, order) < COVERED)) return [a]
    const isEdit = isSmall(bundle) && own.some((b) => bundle.size + (bundles[b]?.size ?? 0) - both(a, b) >= WHOLE * Math.max(sizes[a] ?? 0, sizes[b] ?? 0) && isSmall(bundles[b] ?? bundle))
    return isEdit ? [a] : []
  }))
}

/**
 * Those of some bundles that never come without another one which is none of them, and that seldom come alone: examples of one instruction. What comes with
 * several may be an instruction itself.
 */
function owned({ bundles, both }: Company, dropped: ReadonlySet<number>): ReadonlySet<number> {
  const kept = bundles.flatMap((_, at) => (dropped.has(at) ? [] : [at]))
  const examples = [...dropped].filter((at) => kept.some((other) => both(at, other) >= WHOLE * (bundles[at]?.size ?? 0)))
  return new Set(examples.filter((at) => examples.reduce((sum, other) => sum + (other === at ? 0 : both(at, other)), 0) >= COVERED * (bundles[at]?.size ?? 0)))
}

/**
 * Tokens of prompts without what fills them: retrieved passages, examples, what came and went with an edit. In the order given; a prompt of nothing else
 * keeps all. `isOwned`: only what belongs to one instruction is left out, as in user texts, where one content comes under several wordings.
 */
export function instructionTokens(prompts: readonly MaskedPrompt[], isOwned = false): readonly (readonly string[])[] {
  const names: string[] = []
  const known = new Map<string, number>()
  const units = prompts.map(({ masked }) => unitsOf(masked).map((unit) => {
    const place = known.get(unit) ?? known.set(unit, names.length).size - 1
    if (place === names.length) names.push(unit)
    return place
  }))
  const whole = prompts.map((prompt) => prompt.tokens ?? tokens(prompt.masked))
  const bundles = bundlesOf(prompts, units, names)
  const company = companyOf(prompts, bundles)
  const counted = new Map<number, number>()
  const filling = contents(prompts, company, (at) => {
    const known = counted.get(at) ?? tellingWords(whole[at] ?? []).size
    counted.set(at, known)
    return known
  })
  const dropped = new Set([...(isOwned ? owned(company, filling) : filling)].flatMap((bundle) => bundles[bundle]?.units ?? []))
  if (dropped.size === 0) return whole
  return units.map((own, at) => {
    if (!own.some((unit) => dropped.has(unit))) return whole[at] ?? []
    const kept = own.filter((unit) => !dropped.has(unit)).flatMap((unit) => tokens(names[unit] ?? ''))
    return kept.length === 0 ? whole[at] ?? [] : kept
  })
}
