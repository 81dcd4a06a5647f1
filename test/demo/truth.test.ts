import { describe, expect, it } from 'vitest'
import { createMonitor } from '../../src/decide/index.js'
import type { DecisionRule } from '../../src/domain/verdict.js'
import { generateDemo, truthOf } from '../../src/demo/index.js'
import { demoModels } from '../../src/demo/models.js'
import { createRandom } from '../../src/demo/prng.js'
import { chooseAnswer } from '../../src/demo/reply.js'
import { sources } from '../../src/demo/tasks/sources.js'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)
const rule: DecisionRule = { margin: 0.03, alpha: 0.05, maxSamples: 1000, order: 'cheapest-first', futility: true, population: null }

describe.each(seeds)('the truth of seed %i', (seed) => {
  const world = generateDemo(seed)
  const truth = truthOf(world)

  it('leaves no candidate near the margin, and equal models with little discordance', () => {
    expect(truth).toHaveLength(32)
    for (const { trueDifference, discordance, viable } of truth) {
      if (viable) {
        expect(Math.abs(trueDifference)).toBeLessThanOrEqual(0.005)
        expect(discordance).toBeLessThanOrEqual(0.02)
      } else {
        expect(trueDifference).toBeLessThanOrEqual(-0.1)
        expect(trueDifference).toBeGreaterThanOrEqual(-0.45)
      }
    }
  })

  it('is what was designed', () => {
    for (const task of world.tasks) {
      const found = truth.filter((standing) => standing.task === task.name)
      expect(found.map(({ model, viable }) => ({ model, viable }))).toEqual(task.candidates)
      expect(found.find(({ viable }) => viable)?.model ?? null).toBe(task.cheapestViable)
    }
    expect(world.tasks.filter(({ cheapestViable }) => cheapestViable === null)).toHaveLength(1)
    expect(new Set(world.tasks.map(({ cheapestViable }) => cheapestViable)).size).toBe(5)
  })

  it('can be found by the decision: each ladder ends at the cheapest viable model', () => {
    const modelOf = (ref: string): (typeof demoModels)[number] => demoModels.find((model) => model.ref === ref) ?? demoModels[0]!
    for (const { name, incumbent, hasGold, candidates, cheapestViable } of world.tasks) {
      const firstTurns = new Map([...world.cases.values()].filter(({ source }) => sources[source].name === name).map((item) => [item.conversationId ?? item.key, item]))
      const order = createRandom(`${seed} ladder`).shuffle([...firstTurns.values()])
      const winner = candidates.find(({ model }) => {
        const monitor = createMonitor(rule, candidates.length, { truth: hasGold })
        for (const item of order) {
          const [served, tried] = [incumbent, model].map((ref) => JSON.stringify(chooseAnswer(item, modelOf(ref)).value))
          const reference = hasGold ? JSON.stringify(item.question.right.value) : served
          const difference = Number(tried === reference) - Number(served === reference)
          const state = monitor.push({ nonInferiority: difference, reverse: difference })
          if (state !== 'undecided') return state === 'non-inferior'
        }
        return false
      })
      expect({ name, winner: winner?.model ?? null }).toEqual({ name, winner: cheapestViable })
    }
  })
})

describe('truthOf', () => {
  it('counts wins and losses against the truth, or disagreements where there is none', () => {
    const standing = (task: string, model: string): readonly number[] => truthOf(generateDemo(1)).filter((found) => found.task === task && found.model === model).flatMap(({ trueDifference, discordance }) => [trueDifference * 600, discordance * 600].map(Math.round))
    // Both slip, 3 and 2 times, never on the same case.
    expect(standing('ticket label', 'sim-openai/nano-1')).toEqual([1, 5])
    // Beyond its reach (330 of 579) it loses 249 more.
    expect(standing('stock arithmetic', 'sim-openai/nano-1')).toEqual([1 - 249, 5 + 249])
    // Without gold a slip of either arm is a disagreement, and a mistake that both make is none.
    expect(standing('notice translation', 'sim-anthropic/medium-2')).toEqual([-2, 2])
    expect(standing('notice translation', 'sim-anthropic/swift-2')).toEqual([-2 - 156, 2 + 156])
  })

  it('judges by the margin it is given', () => {
    const world = generateDemo(1)
    expect(truthOf(world, 0.0001).filter(({ viable }) => viable).every(({ trueDifference }) => trueDifference > -0.0001)).toBe(true)
    expect(truthOf(world, 0.5).every(({ viable }) => viable)).toBe(true)
  })

  it('orders candidates by price, which rises in input and in output alike', () => {
    const candidates = demoModels.filter(({ incumbent }) => !incumbent)
    const dearest = candidates.at(-1)
    for (const [index, { price }] of candidates.entries()) {
      const next = candidates[index + 1]
      if (next) expect(price.input < next.price.input && price.output < next.price.output).toBe(true)
    }
    for (const { price } of demoModels.filter(({ incumbent }) => incumbent)) expect(price.input > (dearest?.price.input ?? 0) && price.output > (dearest?.price.output ?? 0)).toBe(true)
  })
})
