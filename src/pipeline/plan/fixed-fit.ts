import { fewestTrials, MOST_FIXED_SAMPLES } from '../../decide/index.js'
import { AuditError } from '../../domain/error.js'
import type { TaskPlan } from '../../domain/plan.js'
import { findValidator } from '../../validators/index.js'

const SEQUENTIAL = 'leave the design sequential, for this task alone under tasks: { match: …, design: sequential }'

/**
 * Checks, before anything is paid for, that a fixed design can decide a task.
 * @returns why the task cannot be tried all the same (too few cases); undefined when it can
 * @throws AuditError `design/fixed` where another setting is needed: graded scores, a judge, a closed population, too many samples
 */
export function fixedFit(task: Pick<TaskPlan, 'summary' | 'validator' | 'validatorContext' | 'judge' | 'target' | 'rule' | 'configuredMaxSamples' | 'declared'>): string | undefined {
  const { summary, validator, validatorContext, judge, target, rule, configuredMaxSamples, declared } = task
  const refuse = (why: string, way: string): never => {
    throw new AuditError('design/fixed', `task "${summary.label}": a fixed design ${why}`, way)
  }
  if (configuredMaxSamples > MOST_FIXED_SAMPLES) refuse(`takes ${MOST_FIXED_SAMPLES} samples at most, and max_samples is ${configuredMaxSamples}`, `Set --max-samples to ${MOST_FIXED_SAMPLES} or less, or ${SEQUENTIAL}: beyond that size it gives nothing away.`)
  if (findValidator(validator).binary !== true || validatorContext.comparesWords === true) refuse(`needs scores of right or wrong, and ${validator} gives marks in between`, `Name a validator that scores 0 or 1 (label, choice, number, exact, date, tool_call), or ${SEQUENTIAL}.`)
  if (judge) refuse('has its constants for one margin and level, which a judge would change once people have checked it', `Take the judge out, or ${SEQUENTIAL}.`)
  if (target === 'log') refuse('holds for traffic, not for the logged cases alone', `Set population: traffic, or ${SEQUENTIAL}.`)
  const floor = fewestTrials(rule.alpha / declared, rule.margin)
  return rule.maxSamples < floor ? `${rule.maxSamples} cases can never certify anything in a fixed design: a candidate that never loses needs ${floor} at margin ${rule.margin}` : undefined
}
