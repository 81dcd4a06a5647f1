import type { Verdict } from './verdict.js'

/** What the interval says at another margin. */
export interface MarginVerdict {
  readonly margin: number
  readonly verdict: Extract<Verdict, 'non-inferior' | 'inferior' | 'inconclusive'>
}

const MARGINS: readonly number[] = [0.01, 0.02, 0.03, 0.05, 0.1]

/**
 * Verdicts at the usual margins and the run's own, read off an interval [lower, upper]: non-inferior where lower ≥ −margin, inferior where
 * upper < −margin. Nothing is decided anew, so that to look at all of them costs no certainty; to choose a margin afterwards does.
 */
export function verdictsByMargin(interval: readonly [number, number], own: number): readonly MarginVerdict[] {
  const margins = [...new Set([...MARGINS, own])].toSorted((a, b) => a - b)
  return margins.map((margin) => ({ margin, verdict: interval[0] >= -margin ? 'non-inferior' : interval[1] < -margin ? 'inferior' : 'inconclusive' }))
}
