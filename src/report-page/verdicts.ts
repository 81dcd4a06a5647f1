import type { CandidateResult } from '../domain/result.js'

/** What a candidate is drawn as: colour and shape, so that neither carries the meaning alone. */
export interface VerdictLook {
  readonly name: string
  readonly color: string
  readonly symbol: 'circle' | 'cross' | 'square' | 'diamond'
}

export const VERDICT_LOOKS = {
  'non-inferior': { name: 'non-inferior', color: 'var(--good)', symbol: 'circle' },
  inferior: { name: 'inferior', color: 'var(--bad)', symbol: 'cross' },
  inconclusive: { name: 'undecided', color: 'var(--open)', symbol: 'diamond' },
  'not-evaluated': { name: 'not evaluated', color: 'var(--quiet)', symbol: 'square' },
} as const satisfies Record<CandidateResult['verdict'], VerdictLook>

export const lookOf = (candidate: CandidateResult): VerdictLook => VERDICT_LOOKS[candidate.verdict]

/** A model without its provider: axes have little room. */
export const shortName = (ref: string): string => ref.slice(ref.indexOf('/') + 1)
