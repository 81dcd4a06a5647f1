import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/domain/json.js'
import type { ToolDefinition } from '../../src/domain/message.js'
import { validators } from '../../src/validators/index.js'

/** Function calls in the manner of public sets: expected answers list what each argument may be, '' where it may be left out. */
const tools: readonly ToolDefinition[] = [
  { name: 'math.area', parameters: { type: 'dict', required: ['base', 'height'], properties: { base: { type: 'integer' }, height: { type: 'float' }, unit: { type: 'string', description: 'Default is cm' } } } },
  { name: 'trip_book', parameters: { type: 'dict', required: ['city', 'dates'], properties: { city: { type: 'string' }, dates: { type: 'array', items: { type: 'string' } }, guest: { type: 'dict', properties: { age: { type: 'integer' }, name: { type: 'string' } } }, pets: { type: 'boolean' } } } },
  { name: 'derive', parameters: { type: 'dict', required: ['function'], properties: { function: { type: 'string' }, at: { type: 'any' } } } },
]
const area = [{ 'math.area': { base: [10], height: [5], unit: ['cm', ''] } }]
const trip = [{ trip_book: { city: ['New York', 'New York, NY', 'NYC'], dates: [['2024-05-01', '2024-05-03']], guest: [{ age: [30], name: ['Ann Lee', ''] }, ''], pets: [true, ''] } }]
const derive = [{ derive: { function: ['3x**2 + 2', 'lambda x: 3*(x**2) + 2'], at: ['', 1] } }]

const call = (name: string, given: object) => ({ name, arguments: JSON.stringify(given) })
const score = (gold: JsonValue, ...calls: readonly { readonly name: string; readonly arguments: string }[]) => validators.tool_call.validate({ text: '', toolCalls: calls }, { gold }, { tools, input: 'Please.' }).value
const ofText = (gold: JsonValue, text: string, input?: string) => validators.tool_call.validate({ text, toolCalls: [] }, { gold }, { tools, ...(input === undefined ? {} : { input }) }).value

describe('calls as public sets expect them', () => {
  it.each([
    [area, 'math.area', { base: 10, height: 5 }, 1], [area, 'math_area', { base: 10, height: 5.0, unit: 'cm' }, 1], [area, 'math.area', { base: '10', height: 5 }, 0], [area, 'math.area', { base: 10.5, height: 5 }, 0], [area, 'math.area', { base: 10 }, 0],
    [area, 'math.area', { base: 10, height: 5, unit: 'm' }, 0], [area, 'math.area', { base: 10, height: 5, colour: 'red' }, 0], [area, 'area', { base: 10, height: 5 }, 0], [area, 'math.area', { base: true, height: 5 }, 0],
    [trip, 'trip_book', { city: 'new york ny', dates: ['2024-05-01', '2024-05-03'] }, 1], [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-03', '2024-05-01'] }, 0], [trip, 'trip_book', { city: 'NYC', dates: '2024-05-01' }, 0],
    [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'], guest: { age: 30 } }, 1], [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'], guest: { age: '30' } }, 0],
    [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'], guest: { name: 'Ann Lee' } }, 0], [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'], guest: { age: 30, vip: true } }, 0],
    [trip, 'trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'], pets: 'true' }, 0], [trip, 'trip_book', { city: 'Boston', dates: ['2024-05-01', '2024-05-03'] }, 0],
    [derive, 'derive', { function: '3x^2 + 2' }, 1], [derive, 'derive', { function: 'lambda x: 3*(x^2)+2' }, 1], [derive, 'derive', { function: '3x^3 + 2' }, 0], [derive, 'derive', { function: 'lambda x: 3*(x**3) + 2' }, 0],
  ] as const)('%j by %s(%j): %d', (gold, name, given, value) => {
    expect(score(gold as unknown as JsonValue, call(name, given))).toBe(value)
  })

  it('matches parallel calls in any order, each once', () => {
    const two = [...area, ...trip]
    const [a, b] = [call('math.area', { base: 10, height: 5 }), call('trip_book', { city: 'NYC', dates: ['2024-05-01', '2024-05-03'] })]
    expect([score(two, a, b), score(two, b, a), score(two, a, a), score(two, a), score(two, a, b, b)]).toEqual([1, 1, 0, 0, 0])
  })

  it('reads calls written as text where the form is asked for, or nobody knows what was', () => {
    const asked = 'Answer in the form [func_name1(params_name1=params_value1), func_name2(params)]'
    for (const text of ['[math.area(base=10, height=5)]', 'math.area(base=10, height=5.0)', '```python\n[math.area(base=10, height=5)]\n```', '<tool_call>\n{"name": "math.area", "arguments": {"base": 10, "height": 5}}\n</tool_call>', '[math.area(base=10, height=5, unit=cm)]']) {
      expect([ofText(area, text, asked), ofText(area, text), ofText(area, text, 'How large is it?')], text).toEqual([1, 1, 0])
    }
    expect(ofText([...area, ...derive], '<tool_call>{"name": "math.area", "arguments": {"base": 10, "height": 5}}</tool_call>\n<tool_call>{"name": "derive", "arguments": {"function": "3x**2 + 2"}}</tool_call>')).toBe(1)
    expect(ofText(area, 'I would call math.area(base=10, height=5).', asked)).toBe(0)
  })

  it('takes no call written as text for “no call”', () => {
    expect(ofText([], 'I have no tool for that.', 'Hi')).toBe(1)
    expect(ofText([], '[math.area(base=1, height=2)]', 'Hi')).toBe(0)
    expect(ofText([], '{"name": "math.area", "arguments": {}}', 'Hi')).toBe(0)
    expect(ofText([], 'print(x=1)', 'Write Python')).toBe(1)
  })
})
