/** Time, so that tests can bring their own. */
export interface Clock {
  /** Milliseconds; monotonic. */
  readonly now: () => number
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}
