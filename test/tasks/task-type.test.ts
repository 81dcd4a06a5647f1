import { describe, expect, it } from 'vitest'
import type { TaskType } from '../../src/domain/task.js'
import { findTasks } from '../../src/tasks/find-tasks.js'
import { outputShape, shapeDistance } from '../../src/tasks/output-shape.js'
import { company, sentence, times, traffic } from './traffic.js'
import type { Ask } from './traffic.js'

const typeOf = (ask: Ask): TaskType | undefined => findTasks(traffic(times(12, (n) => ({ ...ask, user: `${ask.user ?? ''} ${sentence(n)}` })))).tasks[0]?.taskType

describe('task type', () => {
  it.each<[TaskType, Ask]>([
    ['classification', { system: 'Name the mood of the letter: glad, sad or angry.', answer: 'glad' }],
    ['extraction', { system: 'Read the order form.', answer: '{"name":"x"}' }],
    ['extraction', { system: 'Extract the date of delivery.', answer: 'the third of March' }],
    ['summarization', { system: 'Summarize the report in two lines.', answer: 'It went well.' }],
    ['translation', { system: 'Translate into Danish.', answer: 'Godt.' }],
    ['rewrite', { system: 'Rewrite the letter so that it is polite.', answer: 'Dear all' }],
    ['code', { system: 'Help the developer.', answer: '```js\n1\n```' }],
    ['math', { user: 'Reckon.', answer: '42' }],
    ['closed_qa', { user: 'Multiple-choice question:\nA. x\nB. y\n', answer: 'B' }],
    ['open_qa', { user: 'Why is it so that', answer: 'Nobody has ever found out, though many people tried hard to.' }],
    ['tool_calling', { system: 'Book rooms.', answer: '', toolCalls: [{ name: 'book', arguments: '{}' }], request: { tools: [{ name: 'book' }] } }],
  ])('%s', (type, ask) => { expect(typeOf(ask)).toBe(type) })

  it('is given for every task', () => {
    expect(findTasks(traffic(...company())).tasks.map((task) => task.taskType).sort()).toEqual(['classification', 'generation', 'math', 'summarization', 'tool_calling', 'translation'])
  })
})

describe('output shape', () => {
  it.each([
    ['', 'empty'], ['{"a":1}', 'json'], ['```json\n[1]\n```', 'json'], ['{broken', 'label'], ['12,5 %', 'number'], ['$14,000', 'number'], ['(B). Receiver of news', 'label'],
    ['def f():\n  return 1', 'code'], ['This one is a plain sentence of some length.', 'sentence'], ['One line is not\nenough for all that has to be said here.', 'prose'],
  ])('%j is %s', (text, shape) => { expect(outputShape({ text, toolCalls: [] })).toBe(shape) })

  it('is a distance between 0 and 1', () => {
    expect(shapeDistance(['label', 'label'], ['label'])).toBe(0)
    expect(shapeDistance(['label'], ['json'])).toBe(1)
    expect(shapeDistance(['label', 'json'], ['json'])).toBeCloseTo(0.5)
  })
})
