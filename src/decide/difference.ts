import { AuditError } from '../domain/error.js'

/** Refuses a difference (candidate − incumbent) that is no number in [-1,reach], reach being 1 unless cases are weighted: clipped silently it would void the guarantee. */
export function assertDifference(difference: number, reach = 1): void {
  if (difference >= -1 && difference <= reach + 1e-9) return
  throw new AuditError(
    'evidence/range',
    `A difference of scores is ${difference}; it must be a finite number in [-1,${reach}].`,
    'Divide both scores by their known range, so that each lies in [0,1], and the margin by the same factor.',
  )
}
