import { AuditError } from '../domain/error.js'
import type { DecisionRule } from '../domain/verdict.js'
import { MOST_FIXED_SAMPLES } from './fixed/design.js'

/** What is wrong with one field of a rule. */
export interface RuleFault {
  readonly field: keyof DecisionRule
  readonly message: string
}

/** The first fault of a rule, or null when it can be decided by. */
export function ruleFault(rule: DecisionRule): RuleFault | null {
  const { margin, alpha, maxSamples, order, population, design } = rule
  if (!(margin > 0 && margin < 1)) return { field: 'margin', message: `must be a number above 0 and below 1, e.g. 0.03; it is ${margin}` }
  if (!(alpha > 0 && alpha < 0.5)) return { field: 'alpha', message: `must be a number above 0 and below 0.5, e.g. 0.05; it is ${alpha}` }
  if (!isCount(maxSamples)) return { field: 'maxSamples', message: `must be a whole number from 1 up, e.g. 1000; it is ${maxSamples}` }
  if (order !== 'cheapest-first') return { field: 'order', message: 'must be "cheapest-first", the one order there is' }
  if (population !== null && !isCount(population)) return { field: 'population', message: `must be null or the whole number of eligible cases; it is ${population}` }
  return designFault(rule.maxSamples, population, design)
}

function designFault(maxSamples: number, population: number | null, design: DecisionRule['design']): RuleFault | null {
  if (design === undefined || design === 'sequential') return null
  if (design !== 'fixed') return { field: 'design', message: `must be "sequential" or "fixed"; it is ${JSON.stringify(design)}` }
  if (population !== null) return { field: 'design', message: '"fixed" holds for traffic only; with a population use "sequential"' }
  return maxSamples > MOST_FIXED_SAMPLES ? { field: 'maxSamples', message: `must be ${MOST_FIXED_SAMPLES} at most for design "fixed"; it is ${maxSamples}` } : null
}

/** Throws `rule/<field>` for a rule that nothing can be decided by. */
export function assertRule(rule: DecisionRule): void {
  const fault = ruleFault(rule)
  if (fault) throw new AuditError(`rule/${fault.field}`, `The decision rule's ${fault.field} ${fault.message}.`, `Correct ${fault.field} in the configuration or on the command line.`)
}

/** Throws `rule/candidates` unless the number of declared candidates is a whole number ≥ 1. */
export function assertCandidates(candidates: number): void {
  if (!isCount(candidates)) throw new AuditError('rule/candidates', `The number of candidates must be a whole number from 1 up; it is ${candidates}.`, 'Declare every candidate of the task before the first trial.')
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}
