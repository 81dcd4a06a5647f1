import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { JsonValue } from '../../src/domain/json.js'
import type { ChatRequest, ModelOutput } from '../../src/domain/message.js'
import { chooseValidator, findValidator } from '../../src/validators/index.js'
import type { ValidatorSample } from '../../src/validators/index.js'
import { isShare, share } from '../../src/validators/choose/sample.js'
import { calls, says } from './ask.js'

const TOPICS = ['billing', 'shipping', 'refund'] as const

function asks(text: string, more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: 'user', parts: [{ type: 'text', text }] }], ...more }
}

function log(count: number, output: (i: number) => string | ModelOutput, more: { readonly prompt?: string; readonly gold?: (i: number) => JsonValue; readonly request?: Partial<ChatRequest> } = {}): readonly ValidatorSample[] {
  return Array.from({ length: count }, (_, i) => {
    const given = output(i)
    return { request: asks(`${more.prompt ?? 'Question'} ${i}`, more.request), output: typeof given === 'string' ? says(given) : given, ...(more.gold ? { gold: more.gold(i) } : {}) }
  })
}

const prose = (i: number): string => `Thank you for writing. Your case number ${i * 37} has been looked at, and we found that the parcel ${i % 3 === 0 ? 'went astray in transit' : 'is on its way'}.\n\nBest regards,\n[Your Name]`
const letterOf = (i: number): string => 'ABCD'[i % 4] ?? 'A'

describe('chooseValidator', () => {
  it.each([
    ['letters in a box at the end of an explanation', log(40, (i) => `Step one: think about A and B. Step two: conclude.\n\n\\boxed{${letterOf(i)}}`), 'reasoning', 'label'],
    ['letters without an explanation', log(40, letterOf), 'classification', 'label'],
    ['brackets at the end of an explanation', log(40, (i) => `Check 2, then 3, then 5. ${i % 2 === 0 ? 'None divides it' : 'Two divides it'}.\n\n[${i % 2 === 0 ? 'Yes' : 'No'}]`, { prompt: 'Is it prime? Answer "[Yes]" or "[No]".' }), 'reasoning', 'label'],
    ['topics', log(40, (i) => TOPICS[i % 3] ?? ''), 'classification', 'label'],
    ['topics stated in words', log(40, (i) => `Category: ${TOPICS[i % 3]}\nReason: the customer wrote case ${i} so.`, { prompt: 'Sort into billing, shipping or refund:' }), 'extraction', 'label'],
    ['counts of few distinct values', log(40, (i) => `After thinking, \\boxed{${i % 5}}`), 'classification', 'number'],
    ['bare digits', log(40, (i) => String(i % 3)), 'classification', 'number'],
    ['ratings', log(40, (i) => `Rating: ${1 + (i % 5)}\nReason: it has ${i} typos.`, { prompt: 'Rate from 1 to 5:' }), 'classification', 'number'],
    ['words too varied to be labels', log(40, (i) => `word${String.fromCharCode(97 + (i % 20))}`), 'classification', 'exact'],
    ['calculations', log(40, (i) => `First ${i} * 3. So Ann has ${i * 3} apples in all.`), 'math', 'number'],
    ['JSON', log(40, (i) => JSON.stringify({ name: `n${i}`, total: i })), 'extraction', 'json'],
    ['fenced JSON', log(40, (i) => `\`\`\`json\n${JSON.stringify([i])}\n\`\`\``), 'extraction', 'json'],
    ['dates', log(40, (i) => `2024-01-${String((i % 28) + 1).padStart(2, '0')}`), 'extraction', 'date'],
    ['short names', log(40, (i) => `Person ${String.fromCharCode(65 + (i % 26))}${i} Smith`), 'extraction', 'exact'],
    ['boxed phrases', log(40, (i) => `\\boxed{City number ${i}x}\n\nIt is a large city with ${i} bridges.`), 'open_qa', 'label'],
    ['tool calls', log(40, (i) => calls(['weather', { city: `c${i}` }]), { request: { tools: [{ name: 'weather' }] } }), 'chat', 'tool_call'],
    ['a label in a sentence', log(40, (i) => `This ticket is about ${TOPICS[i % 3]}.`, { prompt: 'Which of billing, shipping, refund?' }), 'classification', 'label'],
    ['yes or no with a short reason', log(40, (i) => `${i % 2 === 0 ? 'Yes' : 'No'}, because of point ${i}.`, { prompt: 'Is it a complaint? Answer yes or no and explain.' }), 'classification', 'label'],
    ['lists of what was found', log(40, (i) => `- Ann ${i}th\n- Bo ${i * 3}rd`), 'extraction', 'extraction'],
    ['replies that rarely call a tool', log(40, (i) => (i % 10 === 0 ? calls(['weather', { city: `c${i}` }]) : prose(i)), { request: { tools: [{ name: 'weather' }] } }), 'chat', 'similarity'],
    ['letters to customers', log(40, prose), 'classification', 'similarity'],
    ['replies that begin alike', log(40, (i) => `${i % 2 === 0 ? 'Sure!' : 'Certainly!'} ${prose(i)}`), 'open_qa', 'similarity'],
    ['code', log(40, (i) => `\`\`\`python\ndef f${i}(x):\n    return x + ${i}\n\`\`\``), 'code', 'code'],
    ['queries, fenced or not', log(40, (i) => (i % 2 === 0 ? `SELECT id FROM orders WHERE amount > ${i};` : `\`\`\`sql\nselect id from orders limit ${i}\n\`\`\``)), 'code', 'sql'],
    ['sentences that begin like a query', log(40, (i) => `Select the ${i}th item in the menu and confirm that it is the one you want.`), 'generation', 'similarity'],
    ['summaries', log(40, prose), 'summarization', 'summary'],
    ['translations', log(40, (i) => `Guten Tag ${i}`), 'translation', 'translation'],
  ] as const)('%s → %s', (_, samples, taskType, name) => {
    const choice = chooseValidator(samples, taskType)
    expect(choice).toMatchObject({ name })
    expect(choice.readable).toBeGreaterThanOrEqual(0.95)
    expect(findValidator(choice.name).name).toBe(name)
  })

  it.each([
    ['records of people, who have names as calls do', (i: number) => ({ name: `Ann ${i}`, email: i % 2 === 0 ? null : `a${i}@example.com` }), (i: number) => JSON.stringify({ name: `Ann ${i}`, email: null }), 'json'],
    ['calls without arguments', (i: number) => ({ name: `get_${i % 3}`, type: 'function' }), (i: number) => calls([`get_${i % 3}`, {}]), 'tool_call'],
    ['records of several lines, of which the first is not all', (i: number) => `Topic: case ${i}\nStatus: ${i % 2 === 0 ? 'open' : 'closed'}`, (i: number) => `Topic: case ${i}\nStatus: open`, 'similarity'],
    ['versions, whose last zero counts', (i: number) => `${1 + (i % 3)}.${['1', '10', '2', '20'][i % 4]}`, (i: number) => `${1 + (i % 3)}.${['1', '10', '2', '20'][i % 4]}`, 'label'],
    ['amounts with and without cents', (i: number) => `${i + 1}.50`, (i: number) => `${i + 1}.5`, 'number'],
    ['pairs of numbers', (i: number) => `${40 + i}.25, ${i}.75`, (i: number) => `${40 + i}.25, ${i}.75`, 'label'],
    ['lists, not answers to choose from', (i: number) => [`d${i}`, `e${i}`], (i: number) => JSON.stringify([`d${i}`, `e${i}`]), 'json'],
  ] as const)('expected answers that are %s', (_, gold, output, name) => {
    expect(chooseValidator(log(40, output, { gold }), 'extraction').name).toBe(name)
  })

  it('what answers that are equal to a validator differ in is never a field, a line, a place or a version', () => {
    const scored = (gold: (i: number) => JsonValue, right: (i: number) => string, wrong: string): number | null => {
      const choice = chooseValidator(log(40, right, { gold }), 'extraction')
      return findValidator(choice.name).validate(says(wrong), { gold: gold(7) }, { ...choice.context, input: 'Question 7' }).value
    }
    const record = (i: number) => ({ name: `Ann ${i}`, email: null })
    expect(scored(record, (i) => JSON.stringify(record(i)), '{"name":"Ann 7","email":"x@example.com"}')).toBeLessThan(1)
    const lines = (i: number): string => `Topic: case ${i}\nStatus: ${i % 2 === 0 ? 'open' : 'closed'}`
    expect(scored(lines, lines, 'Topic: case 7\nStatus: open')).toBeLessThan(1)
    const version = (i: number): string => `${1 + (i % 3)}.${['1', '10', '2', '20'][i % 4]}`
    expect(scored(version, version, version(7).replace(/0$/, ''))).toBeLessThan(1)
    const point = (i: number): string => `${40 + i}.25, ${i}.75`
    expect(scored(point, point, '48.25, 7.75')).toBeLessThan(1)
  })

  it('takes an announced label for the label', () => {
    const choice = chooseValidator(log(90, (i) => `${i % 10 === 0 ? 'Topic: ' : ''}${TOPICS[i % 3]}`), 'classification')
    expect(choice).toMatchObject({ name: 'label', context: { labels: ['billing', 'refund', 'shipping'] } })
    const label = findValidator('label')
    expect(label.validate(says('Topic: billing'), { output: says('billing') }, choice.context).value).toBe(1)
    expect(label.validate(says('billing'), { output: says('Topic: billing') }, choice.context).value).toBe(1)
    expect(label.validate(says('Topic: billing'), { output: says('refund') }, choice.context).value).toBe(0)
  })

  it('learns the label of a sentence, so that one that stands alone agrees with it', () => {
    const samples = log(40, (i) => `This ticket is about ${TOPICS[i % 3]}.`, { prompt: 'Which of billing, shipping, refund?' })
    const { name, context } = chooseValidator(samples, 'classification')
    expect(context.labels).toEqual(['billing', 'refund', 'shipping'])
    const value = (text: string) => findValidator(name).validate(says(text), { output: says('This ticket is about refund.') }, context).value
    expect([value('refund'), value('It is about a refund.'), value('billing'), value('This ticket is about billing.')]).toEqual([1, 1, 0, 0])
  })

  it.each([
    ['letters', log(40, (i) => `Thus the answer is (${letterOf(i)}).`, { gold: letterOf }), 'label', ['A', 'B', 'C', 'D']],
    ['topics', log(40, (i) => `I would say ${TOPICS[i % 3]}.`, { gold: (i) => TOPICS[i % 3] ?? '' }), 'label', ['billing', 'refund', 'shipping']],
    ['booleans', log(40, (i) => (i % 2 === 0 ? 'Yes' : 'No'), { gold: (i) => i % 2 === 0 }), 'label', ['false', 'no', 'true', 'yes']],
    ['numbers as text', log(40, (i) => `It makes ${i * 7} in all.`, { gold: (i) => String(i * 7) }), 'number', undefined],
    ['numbers', log(40, (i) => `${i % 4}`, { gold: (i) => i % 4 }), 'number', undefined],
    ['objects', log(40, (i) => `{"a":${i}}`, { gold: (i) => ({ a: i }) }), 'json', undefined],
    ['calls', log(40, (i) => calls(['f', { a: i }]), { gold: (i) => [{ name: 'f', arguments: { a: i } }] }), 'tool_call', undefined],
    ['calls as JSON text among words', log(40, (i) => (i % 3 === 0 ? prose(i) : calls(['f', { a: i }])), { request: { tools: [{ name: 'f' }] }, gold: (i) => (i % 3 === 0 ? 'The parcel is on its way.' : `[{"name": "f", "arguments": {"a": ${i}}}]`) }), 'tool_call', undefined],
    ['calls as JSON text beside a mark for none', log(40, (i) => (i % 3 === 0 ? 'Which city?' : calls(['f', { a: i }])), { request: { tools: [{ name: 'f' }] }, gold: (i) => (i % 3 === 0 ? 'no_call' : `{"name": "f", "arguments": {"a": ${i}}}`) }), 'tool_call', undefined],
    ['dates', log(40, (i) => `On 2024-02-${10 + (i % 9)}.`, { gold: (i) => `2024-02-${10 + (i % 9)}` }), 'date', undefined],
    ['long texts', log(40, prose, { gold: prose }), 'similarity', undefined],
  ] as const)('expected answers that are %s', (_, samples, name, labels) => {
    const choice = chooseValidator(samples, 'chat')
    expect(choice.name).toBe(name)
    expect(choice.context.labels).toEqual(labels)
  })

  it('passes over a validator that no logged answer ever meets', () => {
    const choice = chooseValidator(log(40, (i) => `the ${['first', 'second'][i % 2]} one, as you can see in the text above`, { gold: (i) => ['1', '2'][i % 2] ?? '' }), 'classification')
    expect(choice.name).toBe('similarity')
    expect(choice.reason).toContain('passed over: number')
  })

  it('hands on tools and a schema that all requests share', () => {
    const schema = { type: 'object', required: ['a'] }
    const request = { responseFormat: { type: 'json_schema', name: 's', schema } } as const
    expect(chooseValidator(log(20, (i) => `{"a":${i}}`, { request }), 'extraction').context).toEqual({ schema })
    const tools = [{ name: 'b' }, { name: 'a', parameters: { type: 'object' } }]
    expect(chooseValidator(log(20, () => calls(['a', {}]), { request: { tools } }), 'tool_calling').context.tools?.map((tool) => tool.name)).toEqual(['a', 'b'])
  })

  it('does not depend on the order of the samples', () => {
    const mixed = [...log(20, (i) => `\\boxed{${letterOf(i)}}`), ...log(20, (i) => `The answer is ${letterOf(i)}.`), ...log(1, () => 'I cannot tell.')]
    const expected = chooseValidator(mixed, 'closed_qa')
    expect(expected.name).toBe('label')
    expect(expected.readable).toBeCloseTo(40 / 41)
    fc.assert(fc.property(fc.shuffledSubarray(mixed, { minLength: mixed.length }), (shuffled) => {
      expect(chooseValidator(shuffled, 'closed_qa')).toEqual(expected)
    }), { numRuns: 20 })
  })

  it('passes over a validator that cannot read enough of the log', () => {
    const broken: ModelOutput = { text: '', toolCalls: [{ name: 'f', arguments: '{' }] }
    const choice = chooseValidator(log(40, (i) => (i % 4 === 0 ? broken : calls(['f', { a: i }]))), 'tool_calling')
    expect(choice.name).toBe('similarity')
    expect(choice.reason).toContain('tool_call (reads 75 %)')
  })

  it('falls back to similarity below 95 % readable, and without samples', () => {
    expect(chooseValidator(log(40, (i) => (i % 10 === 0 ? prose(i) : `\\boxed{${letterOf(i)}}`)), 'closed_qa').name).toBe('similarity')
    expect(chooseValidator([], 'math').name).toBe('similarity')
  })
})

describe('isShare', () => {
  it('says what the share says, and asks no further than it must', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.constantFrom(0.2, 0.5, 0.95, 1), (items, least) => {
      let asked = 0
      const passes = (item: boolean): boolean => {
        asked += 1
        return item
      }
      expect(isShare(items, least, passes)).toBe(share(items, (item) => item) >= least)
      const failed = items.map((_, at) => items.slice(0, at + 1).filter((item) => !item).length).findIndex((none) => (items.length - none) / items.length < least)
      expect(asked).toBe(failed < 0 ? items.length : failed + 1)
    }))
  })
})

describe('a field that holds no expected answers', () => {
  const cited = (i: number): string => `§ ${100 + i} Abs. ${(i % 6) + 1} Nr. ${(i % 4) + 1} BGB`

  it('is met now and then, as are those of other cases: a score is no expected answer', () => {
    const { name, reason } = chooseValidator(log(120, cited, { gold: (i) => (i % 7 === 0 ? 0 : 1) }), 'open_qa')
    expect([name, reason]).toEqual(['similarity', expect.stringContaining('number (the logged answers do not meet their expected ones)') as string])
  })

  it('is told from hard questions, of which a few are answered rightly', () => {
    expect(chooseValidator(log(120, (i) => `So it is ${i % 8 === 0 ? i * 3 : i * 3 + 1}.`, { gold: (i) => i * 3 }), 'math').name).toBe('number')
    expect(chooseValidator(log(120, (i) => letterOf(i % 3 === 0 ? i : i + 1), { gold: letterOf }), 'reasoning').name).toBe('label')
  })

  it('whatever the order of the calls', () => {
    const scored = log(120, cited, { gold: (i) => (i % 7 === 0 ? 0 : 1) })
    expect(chooseValidator(scored.toReversed(), 'open_qa')).toEqual(chooseValidator(scored, 'open_qa'))
  })
})
