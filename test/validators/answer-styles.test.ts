import { describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { says, valueOf } from './ask.js'
import { LETTER_STYLES, NUMBER_STYLES } from './corpus/answer-styles.js'

const { choice, number, label } = validators

describe('ways of putting an answer', () => {
  it('takes no text for a letter that it does not give', () => {
    const wrong = LETTER_STYLES.flatMap(([text, letter]) => ['A', 'B', 'C', 'D', 'E'].filter((each) => each !== letter && valueOf(choice, text, each) === 1).map((each) => [text, each]))
    expect(wrong).toEqual([])
  })

  it('takes no text for a number that it does not give', () => {
    expect(NUMBER_STYLES.filter(([text, gold, value]) => value === 0 && valueOf(number, text, gold) === 1)).toEqual([])
  })

  it('reads nineteen of twenty', () => {
    const letters = LETTER_STYLES.filter(([, letter]) => letter !== null)
    const numbers = NUMBER_STYLES.filter(([, , value]) => value === 1)
    const missed = [...letters.filter(([text, letter]) => valueOf(choice, text, letter ?? '') !== 1), ...numbers.filter(([text, gold]) => valueOf(number, text, gold) !== 1)]
    expect(missed.length).toBeLessThanOrEqual(0.1 * (letters.length + numbers.length))
  })
})

describe('what a model thinks aloud', () => {
  it.each([
    ['<think>The answer is (A).</think>The answer is (B).'], ['<think>A? <think>B?</think> The answer is A.</think>\n\nB'], ['The answer is A.</think>B'], ['<THINKING>The answer is A</THINKING>\n(B)'], ['◁think▷A◁/think▷B'],
  ])('is no answer: %j', (text) => {
    expect([valueOf(choice, text, 'A'), valueOf(choice, text, 'B')]).toEqual([0, 1])
  })

  it('leaves nothing of a thought that never ended', () => {
    expect(valueOf(choice, '<think>The answer is (B).', 'B')).toBe(0)
    expect(valueOf(number, '<think>so it is 42', 42)).toBe(0)
    expect(valueOf(label, '<think>billing', 'billing', { labels: ['billing', 'refund'] })).toBe(0)
  })

  it('reads on where the word only stands in the text', () => {
    expect(valueOf(number, 'I think <b>42</b>', 42)).toBe(1)
    expect(choice.validate(says('Use the <thinking-cap>. The answer is B'), { gold: 'B' }, {}).value).toBe(1)
  })
})
