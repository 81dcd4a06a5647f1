import type { DemoCase } from './case.js'
import { canonicalJson } from '../text/canonical.js'
import { demoModels } from './models.js'
import type { DemoModel } from './models.js'
import { chooseAnswer } from './reply.js'
import { sources } from './tasks/sources.js'
import type { DemoWorld } from './world.js'

/** What is true of a candidate at a task, over all distinct cases of the world. */
export interface TrueStanding {
  readonly task: string
  readonly incumbent: string
  readonly model: string
  /** Mean of candidate − incumbent, in [-1,1]; each scores 1 when it is right, or, without gold, when it agrees with the incumbent. */
  readonly trueDifference: number
  /** Share of the cases in which the two scores differ, in [0,1]. */
  readonly discordance: number
  /** Whether the true difference lies above −margin. */
  readonly viable: boolean
}

function modelOf(ref: string): DemoModel {
  const model = demoModels.find((each) => each.ref === ref)
  if (model === undefined) throw new RangeError(`no such model: ${ref}`)
  return model
}

function differenceAt(item: DemoCase, incumbent: DemoModel, candidate: DemoModel, hasGold: boolean): number {
  const [served, tried] = [incumbent, candidate].map((model) => canonicalJson(chooseAnswer(item, model).value))
  const reference = hasGold ? canonicalJson(item.question.right.value) : served
  return Number(tried === reference) - Number(served === reference)
}

/** The truth about every candidate at every task, in the world's order; `margin` in (0,1) is the largest accepted loss. */
export function truthOf(world: DemoWorld, margin = 0.03): readonly TrueStanding[] {
  return world.tasks.flatMap(({ name, incumbent, hasGold, candidates }) => {
    const cases = [...world.cases.values()].filter(({ source }) => sources[source].name === name)
    return candidates.map(({ model }): TrueStanding => {
      const differences = cases.map((item) => differenceAt(item, modelOf(incumbent), modelOf(model), hasGold))
      const trueDifference = differences.reduce((sum, difference) => sum + difference, 0) / cases.length
      const discordance = differences.filter((difference) => difference !== 0).length / cases.length
      return { task: name, incumbent, model, trueDifference, discordance, viable: trueDifference > -margin }
    })
  })
}
