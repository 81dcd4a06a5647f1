import { columnCounts } from './lsa.js'

/** A linear classifier over hashed terms; JSON as it stands. */
export interface WordClassifier {
  /** Columns that say something, ascending. */
  readonly columns: readonly number[]
  /** Per class the weight of each of them. */
  readonly weights: readonly (readonly number[])[]
}

const NEGLIGIBLE = 1e-4

/** Makes a classifier of one dense vector of column weights a class. */
export function wordClassifier(classes: readonly Float64Array[]): WordClassifier {
  const columns = [...(classes[0] ?? [])].flatMap((_, at) => (classes.some((own) => Math.abs(own[at] ?? 0) >= NEGLIGIBLE) ? [at] : []))
  return { columns, weights: classes.map((own) => columns.map((at) => Math.round((own[at] ?? 0) * 1e4) / 1e4)) }
}

/** The class whose terms a text, told by the hashes of its tokens, holds most; the first of equals. */
export function classReader({ columns, weights }: WordClassifier): (hashes: Int32Array) => number {
  const place = new Map(columns.map((column, index) => [column, index]))
  return (hashes) => {
    const scores = new Float64Array(weights.length)
    for (const [column, n] of columnCounts(hashes)) {
      const index = place.get(column)
      if (index !== undefined) weights.forEach((own, at) => { scores[at] = (scores[at] ?? 0) + (1 + Math.log(n)) * (own[index] ?? 0) })
    }
    return scores.reduce((best, score, at) => (score > (scores[best] ?? 0) + 1e-12 ? at : best), 0)
  }
}
