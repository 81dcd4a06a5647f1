import type { StrategyConfig } from '../../config/schema.js'
import { AuditError } from '../../domain/error.js'
import type { PlannedCandidate } from '../../domain/plan.js'
import type { PlannedStrategy } from '../../domain/strategy.js'
import { didYouMean } from '../../text/nearest.js'

/**
 * The strategy families of a task: each is declared in K. Without models named, cascade and split take the dearest candidate, which is likeliest to
 * need little help, and agreement the two cheapest.
 * @throws AuditError `strategy/model` for a model that is no candidate of the task
 */
export function planStrategies(wanted: readonly StrategyConfig[], ladder: readonly PlannedCandidate[], label: string): readonly PlannedStrategy[] {
  const able = ladder.filter(({ unfit, price }) => !unfit && price).map(({ model }) => model.ref)
  const known = ladder.map(({ model }) => model.ref)
  const planned = wanted.flatMap(({ kind, models }): readonly PlannedStrategy[] => {
    const missing = models?.find((model) => !known.includes(model))
    if (missing !== undefined) {
      throw new AuditError('strategy/model', `strategies: ${kind} names ${missing}, which is no candidate of task "${label}" that is cheaper than its incumbent.${didYouMean(missing, known)}`, `Name one of: ${known.join(', ') || 'none there is'}.`)
    }
    const chosen = models ?? (kind === 'agreement' ? able.slice(0, 2) : able.slice(-1))
    return chosen.length === (kind === 'agreement' ? 2 : 1) && chosen.every((model) => able.includes(model)) ? [{ kind, models: chosen }] : []
  })
  return planned.filter((one, at) => planned.findIndex(({ kind, models }) => kind === one.kind && models.join(' ') === one.models.join(' ')) === at)
}

/** @throws AuditError `strategy/rule` where strategies cannot be tested under the rule */
export function assertStrategyRule(label: string, rule: { readonly design?: string; readonly population: number | null }): void {
  const refuse = (why: string): never => {
    throw new AuditError('strategy/rule', `strategies: task "${label}" ${why}`, 'Take strategies out of the configuration, or change that setting.')
  }
  if (rule.design === 'fixed') refuse('has a fixed design, whose number of samples a strategy would not keep')
  if (rule.population !== null) refuse('is decided for its logged cases alone, and strategies are for traffic')
}
