import type { LabelRow } from '../domain/judgement.js'
import type { BlindCase, Choice } from '../domain/review.js'
import { blind, labelOf, labelRow } from './blind.js'
import type { QueuedCase } from './queue.js'

/** One sitting: cases one after the other, each label kept as soon as it is given. */
export interface ReviewSession {
  readonly total: number
  /** The case to look at and its place from 0; undefined at the end. */
  readonly current: () => { readonly index: number; readonly shown: BlindCase } | undefined
  /** Answers the case at `index`; false when that is not the current one, as after a double press. */
  readonly answer: (index: number, choice: Choice) => boolean
  readonly labelled: () => number
}

/** Starts a sitting; `keep` is called for every label at once, so that nothing is lost when the sitting breaks off. */
export function reviewSession(queue: readonly QueuedCase[], keep: (row: LabelRow) => void): ReviewSession {
  let at = 0
  let labelled = 0
  return {
    total: queue.length,
    current: () => {
      const one = queue[at]
      return one && { index: at, shown: blind(one).shown }
    },
    answer: (index, choice) => {
      const one = queue[at]
      if (!one || index !== at) return false
      const label = labelOf(choice, blind(one).candidateFirst)
      if (label !== undefined) {
        keep(labelRow(one, label))
        labelled += 1
      }
      at += 1
      return true
    },
    labelled: () => labelled,
  }
}
