/** Relative tolerance where the context names none. */
const TOLERANCE = 1e-9

/**
 * |a − b| ≤ tolerance · max(|a|, |b|), and 1e-12 next to zero. Without a tolerance of the context's, whole numbers must be the same
 * (1e-9 of a ten-digit id is more than one) and others are held to 1e-9.
 */
export function isClose(a: number, b: number, tolerance: number | undefined): boolean {
  if (a === b) return true
  if (tolerance === undefined && Number.isInteger(a) && Number.isInteger(b)) return false
  const gap = Math.abs(a - b)
  return gap <= (tolerance ?? TOLERANCE) * Math.max(Math.abs(a), Math.abs(b)) || ((a === 0 || b === 0) && gap <= 1e-12)
}
