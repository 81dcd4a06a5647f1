import { signedPoints } from '../domain/points.js'

const MINUS = '−'

/** What stands for a figure that is not known; never 0. */
export const UNKNOWN = 'unknown'

function signed(value: number, digits: string): string {
  return value < 0 && /[1-9]/.test(digits) ? `${MINUS}${digits}` : digits
}

/** USD: `$1,234`, `$12.40`, `$0.0012`, `<$0.0001`; `unknown` for null. */
export function money(usd: number | null): string {
  if (usd === null || !Number.isFinite(usd)) return UNKNOWN
  const size = Math.abs(usd)
  if (size > 0 && size < 0.0001) return `${usd < 0 ? MINUS : ''}<$0.0001`
  const digits = size >= 1e15 ? size.toExponential(2) : size >= 1000 ? grouped(size.toFixed(0)) : size >= 0.1 || size === 0 ? size.toFixed(2) : size.toFixed(4)
  return signed(usd, `$${digits}`)
}

/** A share in [0,1] as `12.4 %`. */
export function percent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? UNKNOWN : `${signed(share, (Math.abs(share) * 100).toFixed(1))} %`
}

/** A difference of scores as percentage points, always with its sign: `−0.7 pp`. */
export function points(difference: number | null): string {
  return difference === null || !Number.isFinite(difference) ? UNKNOWN : `${signedPoints(difference)} pp`
}

/** `−0.7 pp [−3.0, +2.0]`. */
export function pointsWithInterval(difference: number | null, interval: readonly [number, number]): string {
  return `${points(difference)} [${signedPoints(interval[0])}, ${signedPoints(interval[1])}]`
}

/** `$10.90 [$10.10, $11.20]`; without an interval the figure alone. */
export function moneyWithInterval(usd: number | null, interval: readonly [number, number] | null): string {
  return usd === null || interval === null ? money(usd) : `${money(usd)} [${money(interval[0])}, ${money(interval[1])}]`
}

/** `5,000`. */
export function count(n: number): string {
  return Number.isFinite(n) ? signed(n, grouped(Math.abs(n).toFixed(0))) : UNKNOWN
}

/** Wealth of a test: one decimal below 100, then none; `≥10⁶` above a million, `<0.1` for what is nearly lost. */
export function eValue(value: number): string {
  return Number.isNaN(value) ? UNKNOWN : value >= 1e6 ? '≥10⁶' : value >= 100 ? grouped(value.toFixed(0)) : value > 0 && value < 0.05 ? '<0.1' : value.toFixed(1)
}

/** `410 ms`, `1.3 s`. */
export function milliseconds(ms: number): string {
  return !Number.isFinite(ms) ? UNKNOWN : ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
}
