import { COLUMNS, columnCounts } from './lsa.js'

/** A linear classifier over hashed terms; JSON as it stands. */
export interface WordClassifier {
  /** Columns that say something, ascending. */
  readonly columns: readonly number[]
  /** Per class the weight of each of them. */
  readonly weights: readonly (readonly number[])[]
}

const NEGLIGIBLE = 1e-4
/** Terms that a text counts for, be it short or long. */
const LENGTH = 50

/**
 * Learns to tell classes of texts, told by the hashes of their terms: multinomial naive Bayes over 1 + ln tf, Laplace smoothing, texts of one length, classes of like weight
 * (Rennie et al., Tackling the poor assumptions of naive Bayes text classifiers, 2003). Weights are log-likelihoods less their mean over the classes.
 */
export function wordClassifier(texts: readonly Int32Array[], classOf: Int32Array, classes: number): WordClassifier {
  const sums = Array.from({ length: classes }, () => new Float64Array(COLUMNS))
  const seen = new Uint8Array(COLUMNS)
  texts.forEach((hashes, at) => {
    const counts = [...columnCounts(hashes)].map(([column, n]) => [column, 1 + Math.log(n)] as const)
    const said = counts.reduce((sum, [, value]) => sum + value, 0)
    const own = sums[classOf[at] ?? 0]
    for (const [column, value] of counts) {
      seen[column] = Math.min(2, (seen[column] ?? 0) + 1)
      if (own !== undefined) own[column] = (own[column] ?? 0) + (LENGTH * value) / said
    }
  })
  const known = [...seen].flatMap((n, column) => (n > 1 ? [column] : []))
  const logs = sums.map((own) => {
    const all = known.reduce((sum, column) => sum + (own[column] ?? 0), known.length)
    return known.map((column) => Math.log((1 + (own[column] ?? 0)) / all))
  })
  const means = known.map((_, at) => logs.reduce((sum, own) => sum + (own[at] ?? 0), 0) / classes)
  const weights = logs.map((own) => own.map((value, at) => Math.round((value - (means[at] ?? 0)) * 1e4) / 1e4))
  const telling = known.flatMap((_, at) => (weights.some((own) => Math.abs(own[at] ?? 0) >= NEGLIGIBLE) ? [at] : []))
  return { columns: telling.map((at) => known[at] ?? 0), weights: weights.map((own) => telling.map((at) => own[at] ?? 0)) }
}

/** How much a text, told by the hashes of its tokens, speaks for each class. */
export function classScorer({ columns, weights }: WordClassifier): (hashes: Int32Array) => Float64Array {
  const place = new Map(columns.map((column, index) => [column, index]))
  return (hashes) => {
    const scores = new Float64Array(weights.length)
    for (const [column, n] of columnCounts(hashes)) {
      const index = place.get(column)
      if (index !== undefined) weights.forEach((own, at) => { scores[at] = (scores[at] ?? 0) + (1 + Math.log(n)) * (own[index] ?? 0) })
    }
    return scores
  }
}

/** The class that a text, told by the hashes of its tokens, speaks for most; the first of equals. */
export function classReader(classifier: WordClassifier): (hashes: Int32Array) => number {
  const score = classScorer(classifier)
  return (hashes) => { const scores = score(hashes); return scores.reduce((best, own, at) => (own > (scores[best] ?? 0) + 1e-12 ? at : best), 0) }
}
