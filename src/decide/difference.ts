import { AuditError } from '../domain/error.js'

/** Refuses a difference (candidate − incumbent) that is no number in [-1,1]: clipped silently it would void the guarantee. */
export function assertDifference(difference: number): void {
  if (difference >= -1 && difference <= 1) return
  throw new AuditError(
    'evidence/range',
    `A difference of scores is ${difference}; it must be a finite number in [-1,1].`,
    'Divide both scores by their known range, so that each lies in [0,1], and the margin by the same factor.',
  )
}
