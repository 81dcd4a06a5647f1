import { describe, expect, it } from 'vitest'
import { createMonitor } from '../../src/decide/index.js'
import type { LlmCall } from '../../src/domain/call.js'
import { matches } from '../../src/policy/condition.js'
import { drawCases } from '../../src/sample/eligible.js'
import { fieldAt } from '../../src/sample/field.js'
import { maySend } from '../../src/sample/constraint.js'
import { call } from '../support/call.js'

const draw = (calls: readonly LlmCall[], seed = 1) => drawCases(calls, { seed, isIncumbents: () => true })

/** 300 groups of twenty calls each and 100 calls that stand alone. */
function mixed(group: (g: number, member: number) => LlmCall): LlmCall[] {
  const grouped = Array.from({ length: 300 * 20 }, (_, n) => group(Math.floor(n / 20), n % 20))
  return [...grouped, ...Array.from({ length: 100 }, (_, n) => call(`alone-${n}`, `alone ${n}`))]
}

const conversations = mixed((g, member) => call(`c${g}-${member}`, `turn ${member} of ${g}`, { conversationId: `conversation-${g}` }))
const repeats = mixed((g, member) => call(`r${g}-${member}`, `repeated ${g}`))

describe('the drawn order', () => {
  it.each([['conversations', conversations], ['repeats', repeats]])('does not put large groups of %s first: a quarter of the cases is alone, so is a quarter of the first hundred', (_, calls) => {
    const alone = [1, 2, 3].map((seed) => draw(calls, seed).calls.slice(0, 100).filter((one) => one.call.id.startsWith('alone')).length)
    const mean = alone.reduce((sum, n) => sum + n, 0) / alone.length
    expect(mean, `alone among the first 100: ${alone.join(', ')}`).toBeGreaterThan(15)
  })

  it('does not certify a candidate that is five points worse because the calls it fails come last', () => {
    const wrong = Array.from({ length: 8 }, (_, seed) => {
      const drawn = draw(repeats, seed).calls
      const monitor = createMonitor({ margin: 0.03, alpha: 0.05, maxSamples: drawn.length, order: 'cheapest-first', futility: true, population: null }, 1, { truth: true })
      // A fifth of the calls that stand alone is answered wrong: 20 of 400 cases.
      for (const one of drawn) {
        const difference = /alone-\d*[05]$/.test(one.call.id) ? -1 : 0
        if (monitor.push({ nonInferiority: difference, reverse: difference }) !== 'undecided') break
      }
      return monitor.state === 'non-inferior'
    }).filter(Boolean).length
    expect(wrong, 'wrong "viable" in 8 seeds').toBeLessThanOrEqual(2)
  })

  it('does not depend on the name of the file or the line of a call without an id of its own', () => {
    const texts = Array.from({ length: 50 }, (_, n) => `case ${n}`)
    const order = (prefix: string, shift: number) => draw(texts.map((text, n) => call(`${prefix}:${((n + shift) % 50) + 1}`, text))).calls.map((one) => one.content)
    expect(order('./calls.jsonl', 0).join()).toBe(order('calls.jsonl', 7).join())
  })
})

describe('a field', () => {
  it('that only the prototype has is absent', () => {
    expect(fieldAt({ metadata: {} }, 'metadata.constructor')).toBeUndefined()
    expect(fieldAt({ metadata: {} }, 'metadata.toString')).toBeUndefined()
  })
})

describe('a constraint', () => {
  const conditions = [{ ne: 'public' }, { not_in: ['public', 'internal'] }] as const
  it.each(conditions)('with %o is read in the replay as the policy reads it, for a list and for null, too', (operator) => {
    for (const value of [['phi', 'billing'], { kind: 'phi' }, null]) {
      const fields = { metadata: { data_class: value } }
      const condition = { field: 'metadata.data_class', ...operator }
      const applies = matches(condition, fields)
      const sent = maySend(fields, { regions: [], compliance: [] }, [{ when: condition, require: { compliance: ['hipaa'], regions: [] } }])
      expect(sent, JSON.stringify(value)).toBe(!applies)
    }
  })
})
