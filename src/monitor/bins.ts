import { GAMMA } from '../digest/latency-sketch.js'

/** How values of a quantity are sorted into bins whose numbers ascend with the values. */
export type Scale = 'size' | 'score' | 'flag'

const LEAST = 1e-9
const LN_GAMMA = Math.log(GAMMA)

/** Bins of each scale: sizes (milliseconds, USD, tokens) by logarithm, two percent wide; scores in [0,1] by hundredths; flags 0 and 1. */
export const BINS: Readonly<Record<Scale, number>> = { size: 2048, score: 101, flag: 2 }

/** The bin of a finite value ≥ 0. */
export function binOf(scale: Scale, value: number): number {
  if (scale === 'flag') return value > 0 ? 1 : 0
  if (scale === 'score') return Math.round(Math.min(1, Math.max(0, value)) * 100)
  return value <= LEAST ? 0 : Math.min(BINS.size - 1, Math.ceil(Math.log(value / LEAST) / LN_GAMMA))
}

/** A value that stands for a bin: of a size within one percent of all that fall into it. */
export function valueOf(scale: Scale, bin: number): number {
  if (scale === 'flag') return bin
  if (scale === 'score') return bin / 100
  return bin === 0 ? 0 : (LEAST * 2 * GAMMA ** bin) / (GAMMA + 1)
}
