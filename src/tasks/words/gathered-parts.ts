import { dot } from './lsa.js'

interface Part {
  readonly names: readonly number[]
  readonly size: number
  readonly sum: Float64Array
}

const none: Part = { names: [], size: 0, sum: new Float64Array(0) }

const joined = (a: Part, b: Part): Part => ({ names: [...a.names, ...b.names], size: a.size + b.size, sum: b.sum.map((value, at) => value + (a.sum[at] ?? 0)) })

/** Mean cosine of the unit vectors of one part to those of another. */
const likeness = (a: Part, b: Part): number => dot(a.sum, b.sum) / (a.size * b.size)

function partsOf(vectors: readonly Float64Array[], parts: Int32Array): readonly Part[] {
  const found: Part[] = []
  vectors.forEach((sum, at) => { const name = parts[at] ?? 0; found[name] = joined({ names: [], size: 1, sum }, found[name] ?? { ...none, names: [name], sum: new Float64Array(sum.length) }) })
  return found
}

/**
 * Joins parts of fewer than `least` unit vectors, the smallest first, each to the part that is nearest by mean cosine, until all are large enough. A source of a few forms, none
 * of which is large enough to be a part, is one part so rather than none, whose texts would have to go elsewhere. Parts are numbered from 0, and again so.
 */
export function gatheredParts(vectors: readonly Float64Array[], parts: Int32Array, least: number): Int32Array {
  let all = partsOf(vectors, parts)
  for (;;) {
    const small = all.reduce((best, one) => (one.size < best.size ? one : best), all[0] ?? none)
    if (small.size >= least || all.length < 2) break
    const rest = all.filter((one) => one !== small)
    const nearest = rest.reduce((best, one) => (likeness(small, one) > likeness(small, best) ? one : best), rest[0] ?? none)
    all = rest.map((one) => (one === nearest ? joined(one, small) : one))
  }
  const names = new Map(all.flatMap(({ names: own }, at) => own.map((name) => [name, at] as const)))
  return parts.map((name) => names.get(name) ?? 0)
}
