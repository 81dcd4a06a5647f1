import type { Verdict, VerdictReason } from './verdict.js'

/** A verdict as people read it: a sign that needs no colour, and words. `state` names its colour. */
export interface VerdictWords {
  readonly sign: '✓' | '✗' | '?' | '·'
  readonly state: 'good' | 'bad' | 'open' | 'quiet'
  readonly words: string
}

/** What ended a candidate of which nothing was proved. */
const OPEN: Readonly<Record<VerdictReason, string>> = {
  certified: 'undecided',
  'dropped-futile': 'undecided, dropped early',
  budget: 'undecided, the money or the samples allowed ended first',
  data: 'undecided, there were no further cases or answers',
  blocked: 'undecided, too many calls failed',
  skipped: 'undecided, skipped',
}
const BRIEF: Readonly<Record<VerdictReason, string>> = { certified: 'undecided', 'dropped-futile': 'dropped early', budget: 'allowance used up', data: 'no more cases', blocked: 'calls failed', skipped: 'skipped' }

/** Verdict and reason in words; `brief` where a line has little room. */
export function verdictWords(verdict: Verdict, reason: VerdictReason, brief = false): VerdictWords {
  switch (verdict) {
    case 'non-inferior': return { sign: '✓', state: 'good', words: brief ? 'good enough' : 'good enough, certified' }
    case 'inferior': return { sign: '✗', state: 'bad', words: brief ? 'worse' : 'worse, proved' }
    case 'inconclusive': return { sign: '?', state: 'open', words: (brief ? BRIEF : OPEN)[reason] }
    case 'not-evaluated': return { sign: '·', state: 'quiet', words: reason === 'blocked' ? 'could not be tried' : 'not needed' }
  }
}
