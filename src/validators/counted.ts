import type { Score, ValidationContext } from '../domain/score.js'

/** What another text than the expected one earns at most: nobody can tell from its likeness whether the difference matters. */
const OTHER_TEXT = 0.5

/**
 * A score as a decision counts it, null where there is none. Without partial credit an answer with a wrong part counts 0 and another text half of
 * its likeness: the mean of shares would let a model that gets one field of twenty wrong in every answer lose five points only, and one that
 * changes a figure in every text even less.
 */
export function countedValue({ value, partial }: Score, { partialCredit }: Pick<ValidationContext, 'partialCredit'>): number | null {
  if (value === null || value >= 1 || partial === undefined || partialCredit !== false) return value
  return partial === 'wrong' ? 0 : value * OTHER_TEXT
}
