import { describe, expect, it } from 'vitest'
import { createGenerator } from '../../src/decide/generator.js'
import { findRule } from '../../src/learn/find-rule.js'
import { learnRoute, type LessonInput } from '../../src/learn/lesson.js'
import type { Unit } from '../../src/learn/unit.js'
import { policyText } from '../monitor/scene.js'
import { workspace } from '../support/workspace.js'
import { learned, toldLog } from './scene.js'

const unit = (n: number, failed: boolean, text: string): Unit => ({ key: `k${n}`, digest: `d${n}`, text, inputTokens: 40, failed })

describe('a rule that holds of failures', () => {
  /** A word that stands in a share of the failures, and in another share of the good answers. */
  const told = (inFailures: number, inGood: number): LessonInput => {
    const uniform = createGenerator(3)
    const units = Array.from({ length: 6000 }, (_, n) => { const failed = n % 3 === 0; return unit(n, failed, uniform() < (failed ? inFailures : inGood) ? 'the harbour' : 'the kettle') })
    return { route: 'sort', signal: 'said', from: 'a', to: 'b', units, traffic: units, remembered: [], upgrade: [], mostShare: 0.9, isDearer: true }
  }

  it('1.5 times as often as of good answers is proposed, and one that does by less is too little, however certain', () => {
    const little = learnRoute(told(0.52, 0.4), 0.05).lesson
    expect(little.measured?.pValue).toBeLessThan(1e-6)
    expect([little.verdict, little.reason]).toEqual(['refuse', expect.stringMatching(/^too little: it holds of failures 1\.[23]\d times as often as of good answers, and 1\.5 are asked for/u) as string])
    expect(learnRoute(told(0.8, 0.4), 0.05).lesson.verdict).toBe('propose')
  })
})

it('a rule is found in the fewer of logs whose failures have nothing in common', () => {
  const words = ['amber', 'azure', 'coral', 'cream', 'ebony', 'ivory', 'khaki', 'lilac', 'mauve', 'ochre', 'pearl', 'umber'] as const
  let found = 0
  for (let seed = 1; seed <= 16; seed++) {
    const uniform = createGenerator(seed)
    const pick = (): string => words[Math.floor(uniform() * words.length)] ?? ''
    const units = Array.from({ length: 160 }, (_, n): Unit => ({ ...unit(n, uniform() < 0.3, `${pick()} ${pick()} ${pick()}`), inputTokens: Math.floor(uniform() * 400) }))
    if (findRule({ units, traffic: units, mostShare: 0.4 }) !== undefined) found += 1
  }
  // Six families, each of which about one log in twenty lets pass by chance: three in ten at most, and no more than half of 16. Nearly all would have a rule if any separation would do.
  expect(found).toBeLessThanOrEqual(8)
})

describe('a model at the same price', () => {
  const scene = async (price: string) => {
    using space = workspace()
    space.write('p.yaml', policyText().replace('price_per_1m: { input: 10, output: 30 }', `price_per_1m: ${price}`))
    space.write('calls.jsonl', toldLog({ calls: 1200, bad: (prompt) => (prompt.includes('harbour') ? 0.8 : 0.05) }))
    return (await learned(space)).result.lessons[0]
  }

  it('is no upgrade, whatever its tier; one that is dearer in one of both is', async () => {
    expect(await scene('{ input: 1, output: 3 }')).toMatchObject({ verdict: 'refuse', reason: expect.stringContaining('is not shown to be dearer') as string, measured: null })
    expect(await scene('{ input: 1, output: 3.1 }')).toMatchObject({ verdict: 'propose' })
  })
})
