import type { SourceName } from './tasks/sources.js'

/**
 * What models can do at a task. `reach` is the share of its cases, from the easiest on, that lie within a model's skill;
 * beyond it every model falls into the case's trap, so that equal models fail on the same cases. `slips` counts the easy
 * cases that a model gets wrong by carelessness, each model others: the only discordance between models of equal reach.
 */
export interface TaskSkill {
  readonly incumbent: string
  /** False: the log carries no expected answer, and the incumbent's logged one is the reference. */
  readonly hasGold: boolean
  /** Of both incumbents. */
  readonly reach: number
  /** Of the candidates whose reach is less than the incumbents'. */
  readonly short: Readonly<Record<string, number>>
}

const [flagshipOne, flagshipTwo] = ['sim-openai/flagship-1', 'sim-anthropic/flagship-2'] as const
const [nano, swift, small, medium] = ['sim-openai/nano-1', 'sim-anthropic/swift-2', 'sim-openai/small-1', 'sim-anthropic/medium-2'] as const

/** A shortfall is at least ten points and a graded score would still see most of it: no candidate is near the margin. */
export const skills: Readonly<Record<SourceName, TaskSkill>> = {
  arithmetic: { incumbent: flagshipOne, hasGold: true, reach: 0.965, short: { [nano]: 0.55, [swift]: 0.74 } },
  ticket: { incumbent: flagshipOne, hasGold: true, reach: 0.97, short: {} },
  invoice: { incumbent: flagshipOne, hasGold: true, reach: 0.975, short: { [nano]: 0.62 } },
  date: { incumbent: flagshipTwo, hasGold: true, reach: 0.98, short: { [nano]: 0.83 } },
  tool: { incumbent: flagshipOne, hasGold: true, reach: 0.96, short: { [nano]: 0.6, [swift]: 0.76, [small]: 0.85 } },
  unit: { incumbent: flagshipTwo, hasGold: true, reach: 0.97, short: {} },
  translation: { incumbent: flagshipTwo, hasGold: false, reach: 0.97, short: { [nano]: 0.57, [swift]: 0.71 } },
  policyCheck: { incumbent: flagshipTwo, hasGold: true, reach: 0.97, short: { [nano]: 0.58, [swift]: 0.7, [small]: 0.78, [medium]: 0.85 } },
}

/** Slips a model makes among all cases of a task; without gold every slip of either arm counts as a disagreement. */
export function slipsOf(skill: TaskSkill, model: string): number {
  if (!skill.hasGold) return 1
  if (model === flagshipOne || model === flagshipTwo) return 3
  return model === medium ? 1 : 2
}
