import type { Score, ValidationContext } from '../domain/score.js'

/**
 * A score as a decision counts it, null where there is none. Without partial credit an answer with a wrong part counts 0, and so does another text
 * than the expected one, however like it is: the mean of shares would let a model that gets one field of twenty wrong in every answer lose five
 * points only, and one that drops a “not” from every text hardly any.
 */
export function countedValue({ value, partial }: Score, { partialCredit }: Pick<ValidationContext, 'partialCredit'>): number | null {
  if (value === null || value >= 1 || partial === undefined || partialCredit !== false) return value
  return 0
}
