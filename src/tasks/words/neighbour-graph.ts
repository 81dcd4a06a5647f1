import { dot } from './lsa.js'

/** An undirected graph: to each node its neighbours, ascending, and the weights of the edges. */
export interface Graph {
  readonly neighbours: readonly Int32Array[]
  readonly weights: readonly Float64Array[]
}

/** Places of the `count` largest positive values; of equals the first. */
function largest(values: Float64Array, count: number): readonly number[] {
  const sorted = Float64Array.from(values).sort()
  const least = Math.max(sorted[sorted.length - count] ?? 0, 1e-12)
  const above: number[] = []
  const equal: number[] = []
  values.forEach((value, at) => { if (value > least) above.push(at); else if (value === least) equal.push(at) })
  return [...above, ...equal.slice(0, count - above.length)]
}

/** The cosine of each of some unit vectors to each, row by row, and of each to itself -1, as it is no neighbour of its own. */
function cosines(vectors: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(vectors.length ** 2).fill(-1)
  vectors.forEach((own, a) => {
    for (let b = 0; b < a; b++) all[a * vectors.length + b] = all[b * vectors.length + a] = dot(own, vectors[b] ?? own)
  })
  return all
}

/** Joins each of some unit vectors to those `count` that are nearest by cosine, and to those that it is near to in turn. */
export function neighbourGraph(vectors: readonly Float64Array[], count: number): Graph {
  const joined = vectors.map(() => new Set<number>())
  const all = cosines(vectors)
  vectors.forEach((_, a) => {
    for (const b of largest(all.subarray(a * vectors.length, (a + 1) * vectors.length), count)) {
      joined[a]?.add(b)
      joined[b]?.add(a)
    }
  })
  const neighbours = joined.map((own) => Int32Array.from(own).sort())
  return { neighbours, weights: neighbours.map((own) => new Float64Array(own.length).fill(1)) }
}
