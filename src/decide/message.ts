import { signedPoints } from '../domain/points.js'
import type { DecisionRule } from '../domain/verdict.js'
import { fewestTrials } from './fewest-trials.js'
import type { MonitorSummary } from './monitor.js'

/** One sentence for people: why a candidate got this verdict, and the way out. `candidates` is the declared number K. */
export function verdictMessage(summary: MonitorSummary, rule: DecisionRule, candidates: number): string {
  const { processed, eValue, interval, morePlanned } = summary
  const seen = `${count(processed, 'trial')}, mean difference ${points(summary.difference)}`
  const bounds = `interval ${points(interval[0])} to ${points(interval[1])}`
  const margin = points(-rule.margin)
  const alone = summary.state !== 'non-inferior' && summary.bar * rule.alpha > 1 + 1e-9 && eValue * rule.alpha >= 1
  if (alone) return `Open: the e-value of ${figure(eValue)} would certify this task by itself, but over all tasks, at the false discovery rate asked for, it takes ${figure(summary.bar)} (${seen}, ${bounds}); ${further(morePlanned)}.`
  switch (summary.state) {
    case 'non-inferior':
      if (rule.design === 'fixed') return `Certified by a fixed design of ${count(rule.maxSamples, 'sample')}: no worse than ${margin} for ${target(rule)} (${seen}, level ${level(rule.alpha, candidates)}). It cannot be extended, and the certificate is no e-value: those shown, and the interval of ${bounds.slice('interval '.length)}, are of the betting test beside it and may disagree.`
      return `Certified: no worse than ${margin} for ${target(rule)} (${seen}, lower bound ${points(interval[0])}, e-value ${figure(eValue)} at level ${level(rule.alpha, candidates)}${summary.bar * rule.alpha > 1 + 1e-9 ? `; ${figure(summary.bar)} were needed over all tasks` : ''}).`
    case 'inferior':
      return `Proved worse than ${margin} for ${target(rule)} (${seen}, upper bound ${points(interval[1])}, level ${level(rule.alpha, candidates)}).`
    case 'futile':
      return `Dropped, not proved worse: even an optimistic trend is unlikely to be certified within ${count(rule.maxSamples, 'sample')} (${seen}, ${bounds}); ${further(morePlanned)}.`
    case 'exhausted':
      if (rule.design === 'fixed') return `Open: the fixed design of ${count(rule.maxSamples, 'sample')} has ended without a certificate (${seen}, ${bounds}), and it cannot be extended: to look again takes new cases.`
      return summary.reason === 'data'
        ? `Open after all ${count(processed, 'case')}: the mean lies on the margin itself (${seen}).`
        : `Open: max samples used up (${seen}, ${bounds}); ${further(morePlanned)}, and going on costs no certainty.`
    case 'undecided':
      if (processed === 0) return `Open: no case to go by; a candidate that never loses takes ${count(fewestTrials(rule.alpha / candidates, rule.margin), 'trial')} at the very least.`
      return `Open: only ${count(processed, 'case')} to go by (${seen}, ${bounds}); ${further(morePlanned)}.`
  }
}

function further(morePlanned: number | null): string {
  return morePlanned === null ? 'no realistic number of further trials would certify it' : `about ${count(morePlanned, 'further trial')} would decide`
}

function target({ population }: DecisionRule): string {
  return population === null ? 'traffic like this sample' : `these ${count(population, 'logged case')} only`
}

function level(alpha: number, candidates: number): string {
  return candidates === 1 ? `${alpha}` : `${alpha}/${candidates}`
}

function points(difference: number | null): string {
  return difference === null ? 'unknown' : `${signedPoints(difference)} points`
}

function figure(eValue: number): string {
  return eValue >= 1e6 ? eValue.toExponential(1) : eValue.toFixed(1)
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
