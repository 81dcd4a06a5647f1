import { textAt } from '../lib/json-lines.js'
import type { RealPair } from '../lib/real-pairs.js'
import { choice } from '../../src/validators/choice.js'
import { number } from '../../src/validators/number.js'

/** What a strategy can know of one real case, and how it came out. */
export interface StrategyRow {
  readonly text: string
  /** candidate − incumbent, by the ground truth. */
  readonly difference: number
  /** Whether another cheap model gave the candidate's answer, by the product's own validator; undefined where it was not asked. */
  readonly agrees: boolean | undefined
}

const output = (text: string) => ({ text, toolCalls: [] })

/** The rows of a pair, with what `partner` (a pair of the same incumbent) says of them. */
export function strategyRows(pair: RealPair, partner: RealPair | undefined, isNumber: boolean): readonly StrategyRow[] {
  const other = new Map(partner?.rows.map(({ candidate }) => [candidate.id, candidate.response]))
  const validator = isNumber ? number : choice
  return pair.rows.map(({ candidate, incumbent }): StrategyRow => {
    const second = other.get(candidate.id)
    const last = candidate.messages.findLast((message) => message['role'] === 'user')
    const { value } = second === undefined ? { value: undefined } : validator.validate(output(second), { output: output(candidate.response) }, {})
    return { text: last ? textAt(last, 'content') : '', difference: (candidate.correct ?? 0) - (incumbent.correct ?? 0), agrees: value === undefined ? undefined : value === 1 }
  })
}
