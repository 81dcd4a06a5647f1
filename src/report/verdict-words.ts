import type { Verdict, VerdictReason } from '../domain/verdict.js'

/** A verdict as people read it: a sign that needs no colour, and words. `state` names its colour. */
export interface VerdictWords {
  readonly sign: '✓' | '✗' | '?' | '–'
  readonly state: 'good' | 'bad' | 'open' | 'quiet'
  readonly words: string
}

const OPEN: Readonly<Record<VerdictReason, string>> = {
  certified: 'undecided',
  'dropped-futile': 'undecided, dropped early',
  budget: 'undecided, the money or the samples allowed ended first',
  data: 'undecided, there were no further cases or answers',
  blocked: 'undecided, too many calls failed',
  skipped: 'undecided, skipped',
}

/** Verdict and reason in words. */
export function verdictWords(verdict: Verdict, reason: VerdictReason): VerdictWords {
  switch (verdict) {
    case 'non-inferior': return { sign: '✓', state: 'good', words: 'good enough, certified' }
    case 'inferior': return { sign: '✗', state: 'bad', words: 'worse, proved' }
    case 'inconclusive': return { sign: '?', state: 'open', words: OPEN[reason] }
    case 'not-evaluated': return { sign: '–', state: 'quiet', words: reason === 'blocked' ? 'could not be tried' : 'not tried' }
  }
}
