/** One case: the judge's difference, and a person's where the case was drawn for labelling. */
export interface PoweredCase {
  readonly judged: number
  readonly human?: number
}

/**
 * Prediction-powered difference per case: judged + (ξ/π)(human − judged), ξ = 1 where a label was drawn with probability π in (0,1].
 * Its mean is that of the human differences whatever the judge does. For judged and human in [-1,1] it lies within ±(1 + 2/π).
 */
export function poweredDifferences(cases: readonly PoweredCase[], probability: number): readonly number[] {
  if (!(probability > 0 && probability <= 1)) throw new RangeError('the probability of a label must lie in (0,1]')
  return cases.map(({ judged, human }) => (human === undefined ? judged : judged + (human - judged) / probability))
}

/** Mean with its standard error; an approximate interval is mean ± 1.96 standard errors. */
export function meanWithError(values: readonly number[]): { readonly mean: number; readonly standardError: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, standardError: n < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (n - 1) / n) }
}
