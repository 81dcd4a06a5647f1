import type { CandidateResult } from '../domain/result.js'

/** What a candidate is drawn as: colour and shape, so that neither carries the meaning alone. */
export interface VerdictLook {
  readonly name: string
  readonly color: string
  readonly symbol: 'circle' | 'cross' | 'square' | 'diamond'
  /** The shape in words. */
  readonly shape: string
}

export const VERDICT_LOOKS = {
  'non-inferior': { name: 'good enough', color: 'var(--good)', symbol: 'circle', shape: 'Circle:' },
  inferior: { name: 'worse', color: 'var(--bad)', symbol: 'cross', shape: 'cross:' },
  inconclusive: { name: 'undecided', color: 'var(--open)', symbol: 'diamond', shape: 'diamond:' },
  'not-evaluated': { name: 'not tried', color: 'var(--quiet)', symbol: 'square', shape: 'square:' },
} as const satisfies Record<CandidateResult['verdict'], VerdictLook>

export const lookOf = (candidate: CandidateResult): VerdictLook => VERDICT_LOOKS[candidate.verdict]

/** A model without its provider: axes have little room. */
export const shortName = (ref: string): string => ref.slice(ref.indexOf('/') + 1)
