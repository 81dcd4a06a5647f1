/** A difference of shares as percentage points with one decimal: `+0.7`, `−3.0`, and `0.0` for what rounds to it. */
export function signedPoints(difference: number): string {
  const digits = (Math.abs(difference) * 100).toFixed(1)
  return digits === '0.0' ? digits : `${difference < 0 ? '−' : '+'}${digits}`
}
