/** A part of a candidate's trials: exploratory, without any guarantee, and never used to draw or to decide. */
export interface Stratum {
  /** What divides the trials: length of the input, its script, a metadata field such as `tier`, or the expected answer, a field of it or the tools it calls. */
  readonly by: string
  readonly name: string
  readonly trials: number
  /** Mean of candidate − incumbent. */
  readonly difference: number
  /** Set where the part is clearly worse than the whole. */
  readonly worse: boolean
}
