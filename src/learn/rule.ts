import type { Lesson } from '../domain/learn.js'
import { createClassifier } from '../policy/classifier.js'
import { matches } from '../policy/condition.js'
import type { Condition, LinearClassifier } from '../policy/document.js'
import type { Unit } from './unit.js'

/** What tells inputs apart, as a policy writes it. */
export interface Rule {
  readonly kind: NonNullable<Lesson['rule']>['kind']
  /** For people. */
  readonly words: string
  /** Given the name under which the policy carries the classifier, where there is one. */
  readonly condition: (classifier: string) => Condition
  readonly classifier?: LinearClassifier
}

const NAME = 'own'

/** Whether a rule holds of a unit: told by the code of the runtime, on what the unit shows of its request. */
export function matcherFor(rule: Rule): (unit: Pick<Unit, 'text' | 'inputTokens'>) => boolean {
  const condition = rule.condition(NAME)
  const classify = rule.classifier === undefined ? undefined : createClassifier(rule.classifier)
  return ({ text, inputTokens }) => matches(condition, { prompt: { last_user: text }, tokens: { input: inputTokens } }, undefined, () => classify?.(text))
}

/** How far apart two shares lie, in standard errors of their difference were they equal; 0 where either is of nothing. */
export function separation(caught: number, failures: number, inside: number, others: number): number {
  const pooled = (caught + inside) / (failures + others)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / failures + 1 / others))
  return failures === 0 || others === 0 || error === 0 ? 0 : (caught / failures - inside / others) / error
}

/** Units in which something holds, by whether they failed. */
export function split(units: readonly Unit[], holds: (unit: Unit) => boolean): { readonly caught: number; readonly failures: number; readonly inside: number; readonly others: number } {
  let [caught, failures, inside] = [0, 0, 0]
  for (const unit of units) {
    if (unit.failed) failures += 1
    if (!holds(unit)) continue
    if (unit.failed) caught += 1
    else inside += 1
  }
  return { caught, failures, inside, others: units.length - failures }
}

export function separationOf(units: readonly Unit[], holds: (unit: Unit) => boolean): number {
  const { caught, failures, inside, others } = split(units, holds)
  return separation(caught, failures, inside, others)
}

/** Share of some units in which something holds. */
export const shareOf = (units: readonly Unit[], holds: (unit: Unit) => boolean): number => (units.length === 0 ? 0 : units.filter(holds).length / units.length)
