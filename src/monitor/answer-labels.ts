/** The few answers that a route gives again and again, learnt from its first calls. */
export interface AnswerLabelsState {
  readonly calls: number
  /** While learning: how often each answer came. */
  readonly counts: Readonly<Record<string, number>>
  /** Once learnt. */
  readonly labels: readonly string[] | null
}

export interface AnswerLabels {
  /** Null while learning. */
  readonly labels: readonly string[] | null
  push(answer: string | undefined): void
  state(): AnswerLabelsState
}

export const LEARNT_FROM = 50
export const MOST_LABELS = 8
const LEAST_SHARE = 0.05

export const NO_LABELS: AnswerLabelsState = { calls: 0, counts: {}, labels: null }

/** Answers that make up 5 % or more of the first 50, at most 8. What they were counted from is not tested against them. */
export function createAnswerLabels(from: AnswerLabelsState = NO_LABELS): AnswerLabels {
  let { calls, labels } = from
  let counts = new Map(Object.entries(from.counts))
  return {
    get labels() { return labels },
    push(answer) {
      if (labels !== null) return
      calls += 1
      if (answer !== undefined) counts.set(answer, (counts.get(answer) ?? 0) + 1)
      if (calls < LEARNT_FROM) return
      labels = [...counts].filter(([, n]) => n >= LEAST_SHARE * calls).toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, MOST_LABELS).map(([label]) => label)
      counts = new Map()
    },
    state: () => ({ calls, counts: Object.fromEntries(counts), labels }),
  }
}
