import { describe, expect, it } from 'vitest'
import { generateCases } from '../../src/demo/cases.js'
import { demoModels } from '../../src/demo/models.js'
import { chooseAnswer, replyOf } from '../../src/demo/reply.js'
import { skills, slipsOf } from '../../src/demo/skill.js'
import type { SourceName } from '../../src/demo/tasks/sources.js'

const cases = [...generateCases(2).values()]
const names = Object.keys(skills) as SourceName[]

describe('chooseAnswer', () => {
  it('fails the hardest cases of each model, all of them in the same way, and slips on easy ones of its own', () => {
    for (const name of names) {
      const own = cases.filter(({ source }) => source === name).toSorted((a, b) => a.rank - b.rank)
      expect(own.map(({ rank }) => rank)).toEqual(own.map((_, index) => index))
      const slipped = new Map<string, string>()
      for (const model of demoModels) {
        const answers = own.map((item) => chooseAnswer(item, model))
        const firstTrap = own.findIndex((item, index) => answers[index] === item.question.trap)
        expect(firstTrap).toBe(Math.round((skills[name].short[model.ref] ?? skills[name].reach) * 600))
        for (const [index, item] of own.entries()) {
          expect(answers[index] === item.question.trap).toBe(index >= firstTrap)
          if (answers[index] !== item.question.slip) continue
          expect(slipped.has(item.key)).toBe(false)
          slipped.set(item.key, model.ref)
        }
        expect([...slipped.values()].filter((ref) => ref === model.ref)).toHaveLength(slipsOf(skills[name], model.ref))
      }
    }
  })

  it('keeps what is hard apart from when it was asked', () => {
    for (const name of names) {
      const own = cases.filter(({ source }) => source === name)
      const meanRank = own.slice(0, 300).reduce((sum, { rank }) => sum + rank, 0) / 300
      expect(Math.abs(meanRank - 299.5)).toBeLessThan(40)
    }
  })
})

describe('replyOf', () => {
  it('says the same whenever it is asked', () => {
    for (const item of cases.slice(0, 50)) for (const model of demoModels) expect(replyOf(2, item, model)).toEqual(replyOf(2, item, model))
  })

  it('words its answers in every style that a model has', () => {
    for (const model of demoModels) {
      const sums = cases.filter(({ source }) => source === 'arithmetic').map((item) => replyOf(2, item, model).text)
      const found = { terse: sums.some((text) => /^\d+$/.test(text)), sentence: sums.some((text) => text.startsWith('The answer')), steps: sums.some((text) => text.startsWith('First')) }
      expect(found).toEqual({ terse: model.styles.includes('terse'), sentence: model.styles.includes('sentence'), steps: model.styles.includes('steps') })
    }
  })

  it('leaves no style behind where the task wants bare output', () => {
    for (const item of cases.filter(({ source }) => source === 'translation').slice(0, 100)) {
      for (const model of demoModels) expect(replyOf(2, item, model).text).toBe(chooseAnswer(item, model).value)
    }
  })
})
