import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/demo/prng.js'
import { sources } from '../../src/demo/tasks/sources.js'
import type { Question, Style, TaskSource } from '../../src/demo/tasks/question.js'

const styles: readonly Style[] = ['terse', 'sentence', 'steps']

function questionsOf(source: TaskSource, count = 1500): readonly Question[] {
  const random = createRandom(`questions of ${source.name}`)
  return Array.from({ length: count }, () => source.ask(random))
}

const numbersIn = (text: string): readonly number[] => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)

describe.each(Object.entries<TaskSource>(sources))('%s', (_, source) => {
  const questions = questionsOf(source)

  it('has wrong answers that are wrong, in value and in every wording', () => {
    for (const { right, trap, slip } of questions) {
      const truths = new Set([JSON.stringify(right.value), ...styles.map((style) => JSON.stringify(right.say(style)))])
      for (const wrong of [trap, slip]) {
        const said = [JSON.stringify(wrong.value), ...styles.map((style) => JSON.stringify(wrong.say(style)))]
        expect(said.filter((text) => truths.has(text))).toEqual([])
      }
    }
  })

  it('asks enough distinct questions', () => {
    expect(new Set(questions.map(({ text }) => text)).size).toBeGreaterThan(600)
  })

  it('ends every wording with the value it stands for', () => {
    for (const { right, trap, slip } of questions.slice(0, 300)) {
      for (const { value, say } of [right, trap, slip]) {
        for (const style of styles) {
          const { text, toolCalls } = say(style)
          if (Array.isArray(value)) expect(toolCalls.map((call) => ({ name: call.name, arguments: JSON.parse(call.arguments) as unknown }))).toEqual(value)
          else if (typeof value === 'object') expect(JSON.parse(text)).toEqual(value)
          else if (typeof value === 'number') expect(numbersIn(text).at(-1)).toBe(value)
          else expect(text.replace(/\.$/, '').endsWith(String(value).replace(/\.$/, ''))).toBe(true)
        }
      }
    }
  })
})

describe('the true answer, computed once more from the text alone', () => {
  it('arithmetic', () => {
    for (const { text, right } of questionsOf(sources.arithmetic)) {
      const [boxes, each, lost, added] = numbersIn(text)
      expect(right.value).toBe((boxes ?? 0) * (each ?? 0) - (lost ?? 0) + (added ?? 0))
    }
  })

  it('unit conversion', () => {
    const inMetric: Readonly<Record<string, number>> = { lb: 0.45359237, miles: 1.609344, inches: 2.54, 'US gallons': 3.785411784, feet: 0.3048 }
    for (const { text, right } of questionsOf(sources.unit)) {
      const to = Object.keys(inMetric).find((unit) => text.includes(` ${unit}`)) ?? ''
      const exact = (numbersIn(text)[0] ?? 0) / (inMetric[to] ?? Number.NaN)
      expect(Math.abs(Number(right.value) - exact)).toBeLessThan(0.06)
    }
  })

  it('date normalising', () => {
    for (const { text, right } of questionsOf(sources.date)) {
      const [, day, month, year] = /(\d+)\.(\d+)\.(\d{4})/.exec(text) ?? []
      const [, usMonth, usDay, usYear] = /(\d+)\/(\d+)\/(\d{4})/.exec(text) ?? []
      const weekday = /the (first|second|third|fourth) (\w+) of (\w+) (\d{4})/.exec(text)
      const iso = (y: unknown, m: unknown, d: unknown): string => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
      if (day) expect(right.value).toBe(iso(year, month, day))
      else if (usDay) expect(right.value).toBe(iso(usYear, usMonth, usDay))
      else {
        const found = new Date(`${String(right.value)}T00:00:00Z`)
        const long = (options: Intl.DateTimeFormatOptions): string => found.toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' })
        expect(text).toContain(long({ month: 'long' }))
        expect(text).toContain(long({ year: 'numeric' }))
        if (weekday) {
          expect(weekday[2]).toBe(long({ weekday: 'long' }))
          expect(['first', 'second', 'third', 'fourth'][Math.ceil(found.getUTCDate() / 7) - 1]).toBe(weekday[1])
        } else expect(numbersIn(text)).toContain(found.getUTCDate())
      }
    }
  })

  it('expense policy check', () => {
    const perUnit: Readonly<Record<string, number>> = { hotel: 180, meals: 45, train: 120, parking: 25 }
    const verdicts = questionsOf(sources.policyCheck).map(({ text, right }) => {
      const [, kind, count, claimed, receipt] = /Claim: (\w+), (\d+) \w+, (\d+) USD in total, receipt (\w+)/.exec(text) ?? []
      const within = Number(claimed) <= Number(count) * (perUnit[kind ?? ''] ?? Number.NaN) && receipt === 'attached'
      expect(right.value).toBe(within ? 'Yes' : 'No')
      return within
    })
    const share = verdicts.filter(Boolean).length / verdicts.length
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.7)
  })

  it('invoice extraction: the first invoice, with tax, and nothing of the quoted one', () => {
    for (const { text, right, trap } of questionsOf(sources.invoice, 300)) {
      const [top = ''] = text.split('\n\n')
      const value = right.value as Readonly<Record<string, string | number>>
      for (const key of ['invoice_number', 'supplier', 'date', 'currency', 'due_days']) expect(top).toContain(String(value[key]))
      expect(top).toContain(`To pay ${Number(value['total']).toFixed(2)} `)
      const other = trap.value as Readonly<Record<string, string | number>>
      for (const key of Object.keys(value)) expect(other[key]).not.toBe(value[key])
    }
  })

  it('order desk tools: arguments from the text, and sometimes no call at all', () => {
    const questions = questionsOf(sources.tool)
    const quiet = questions.filter(({ right }) => Array.isArray(right.value) && right.value.length === 0)
    expect(quiet.length / questions.length).toBeGreaterThan(0.05)
    for (const { text, right } of questions) {
      const [call] = right.value as readonly { readonly name: string; readonly arguments: Readonly<Record<string, string | number>> }[]
      if (call === undefined) continue
      expect(text).toContain(call.arguments['order_id'])
      expect(call.name).toBe(/back for order/.test(text) ? 'refund_order' : /collected on/.test(text) ? 'schedule_pickup' : 'get_order_status')
      if (call.name === 'refund_order') expect(text).toContain(`${Number(call.arguments['amount']).toFixed(2)} USD`)
    }
  })
})
