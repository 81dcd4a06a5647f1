/** What the verdicts of a run promise, and of what kind the promise is. */
export interface Guarantee {
  /** `task`: the chance of a wrong certificate, for each task by itself. `fdr`: the expected share of wrong ones among all tasks that are moved. */
  readonly kind: 'task' | 'fdr'
  readonly design: 'sequential' | 'fixed'
  /** In (0, 0.5). */
  readonly level: number
  /** Tasks that take part. */
  readonly tasks: number
  /** With `fdr`: the e-value that every task that is moved has reached, and how many have. */
  readonly threshold?: number
  readonly declared?: number
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`

/** The guarantee in sentences, with what it does not cover. */
export function guaranteeSentences({ kind, design, level, tasks, threshold, declared }: Guarantee): readonly string[] {
  const fixed = design === 'fixed' ? ['Fixed design: all of the level is spent within the samples allowed. It cannot be extended by more samples, has no e-value to multiply with that of a later run, and the betting interval shown may disagree with its verdict.'] : []
  if (kind === 'fdr') {
    const reached = threshold === undefined ? '' : `, each with an e-value of ${threshold.toFixed(1)} or more`
    const moved = declared === 0 ? 'none was moved' : declared === undefined ? `those that are moved had to stand it together${reached}` : `${declared} moved${reached}`
    return [`Guarantee: of the tasks that are moved, at most ${percent(level)} are expected to be wrongly so (false discovery rate over ${tasks} tasks by e-BH; ${moved}). It holds for all tasks together, not for each by itself.`]
  }
  const wrong = level * tasks
  return [`Guarantee: for each task by itself the chance that a worse model is certified is at most ${percent(level)}${tasks > 1 ? `; over ${tasks} tasks at most ${wrong < 1 ? wrong.toFixed(2) : wrong.toFixed(1)} wrong certificates are expected (--fdr bounds their share among those moved)` : ''}.`, ...fixed]
}
