import type { TaskResult } from './result.js'
import type { StrategyResult } from './strategy.js'

/** The strategy that a task moves to; undefined where it moves to a single model or stays. */
export function decidedStrategy({ decision: { family }, strategies = [] }: TaskResult): StrategyResult | undefined {
  return family && strategies.find(({ kind, models, viable }) => viable && kind === family.kind && models.join('\n') === family.models.join('\n'))
}
