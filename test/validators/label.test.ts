import { describe, expect, it } from 'vitest'
import { validators } from '../../src/validators/index.js'
import { says, valueOf } from './ask.js'

const { label } = validators
const letters = { labels: ['A', 'B', 'C', 'D'] }
const topics = { labels: ['billing', 'shipping', 'refund', 'not_spam', 'spam'] }
const answers = { labels: ['Yes', 'No'] }

describe('announced labels', () => {
  const moods = { labels: ['positive', 'neutral', 'negative'] }
  it.each(['Stimmung: neutral', 'Sentiment: neutral.', '**Mood:** Neutral', 'Overall mood : neutral', '感情：neutral'])('reads neutral in %j', (output) => {
    expect(valueOf(label, output, 'neutral', moods)).toBe(1)
    expect(valueOf(label, output, 'positive', moods)).toBe(0)
  })

  it.each(['Not: neutral', 'Wrong: neutral', 'Rejected: neutral', 'positive: neutral', 'keine: neutral'])('reads no neutral in %j', (output) => {
    expect(valueOf(label, output, 'neutral', moods)).toBe(0)
  })
})

describe('option letters', () => {
  it.each([
    'B', 'b', ' B. ', '(B)', '[B]', '**B**', '`B`', '\\boxed{B}', '$\\boxed{\\text{B}}$', '\\(\\boxed{B}\\)', '\\boxed{{B}}', '\\boxed{B. Paris}',
    '(B). Receiver of news', 'B) text', 'B. text', 'B: text', '**B.** text', '**B. text**', 'The answer is: B', 'The answer is B.', 'the answer is (b).', 'Final answer: B', 'Final Answer: **B**',
    '**Final Answer**\nB', 'The correct answer, all things considered, is option B', 'The answer is:\n\n$$\\text{B}$$', 'Answer: B) text', 'B is the correct answer.', 'Option (B) is the best choice',
    'The answer is B because A is wrong.', 'First I thought the answer is A. But the answer is B.', 'The answer is not A but B.', 'It could be A or C.\nThe answer is B', 'Reasoning about A and C.\n\nB',
    'The correct choice is B', '#### B', 'The best answer is easement (B)', 'The answer is B, as A fails.', 'Ｂ', '\u200eB\u200f', 'A. one is wrong\n\nFinal answer: B',
    'We refer to articles. The capital is Paris. The answer is (B).',
  ])('reads B in %j', (output) => {
    expect(valueOf(label, output, 'B', letters)).toBe(1)
    expect(valueOf(label, output, 'B')).toBe(1)
    expect(valueOf(label, output, 'C', letters)).toBe(0)
  })

  it.each([
    ['a truncated answer with the letter early', "Let us look at option B first. It says that taxes rise, and"],
    ['an answer that lists all', 'A. one\nB. two\nC. three\nD. four'],
    ['a statement of all', 'The answers are (A), (B), (C), (D).'],
    ['two at once', 'The answer is B or C.'],
    ['two at once, joined', 'The answer is (B) and (D)'],
    ['two at once, with a comma', 'The answer is (B, C)'],
    ['two at once, with a slash', 'Final answer: B/C'],
    ['a denial', 'The answer is not B but C.'],
    ['another denial', 'B is incorrect. The answer is C.'],
    ['a revoked statement', 'The answer is C. To say that the answer is B is wrong.'],
    ['a later statement', 'The answer is (B).\n\nFinal answer: The answer is (D).'],
    ['a later letter outside the set', 'The answer is B. Wait. The answer is F.'],
    ['a refusal', "I'm sorry, I can't help with that."],
    ['a provider error', 'Error: 429 Too Many Requests. B. Try again later'],
    ['an error object', '{"error": {"message": "answer: B"}}'],
    ['a word', 'Because'],
    ['prose', 'Both vitamin B and vitamin C matter.'],
    ['a summary of many questions', 'Summing up the answers:\nB. False\nC. True'],
  ])('reads no B in %s', (_, output) => {
    expect(valueOf(label, output, 'B', letters)).toBe(0)
  })

  it.each(['A common mistake is to add.', 'The answer is a function of time.', 'The answer is A common fallacy.', 'A', ' (A) ', 'The answer is A.', 'The answer is A because it is.'])('tells the letter from the article in %j', (output) => {
    const isLetter = !/common|function/.test(output)
    expect(valueOf(label, output, 'A', letters)).toBe(isLetter ? 1 : 0)
  })

  it('takes the first of several listed options for no answer', () => {
    expect(valueOf(label, 'A. one\nB. two', 'A', letters)).toBe(0)
    expect(valueOf(label, 'A. one is the one.\nIt is so.', 'A', letters)).toBe(1)
  })

  it('reads a gold with its option text, and takes any of several golds', () => {
    expect(valueOf(label, 'B', '(B). Receiver of news', letters)).toBe(1)
    expect(valueOf(label, 'C', ['B', 'C'], letters)).toBe(1)
    expect(valueOf(label, 'D', ['B', 'C'], letters)).toBe(0)
  })

  it('does not trust the last line of an answer that was cut', () => {
    expect(label.validate(says('Let us see.\nB', { finishReason: 'length' }), { gold: 'B' }, letters).value).toBe(0)
    expect(label.validate(says('Let us see.\nB', { finishReason: 'stop' }), { gold: 'B' }, letters).value).toBe(1)
  })
})

describe('words', () => {
  it.each(['billing', 'Billing.', '**billing**', '"billing"', 'Category: billing', 'The category is **Billing**.', 'Label -> billing', 'This ticket is about billing.', 'billing\n\nThe customer asks about an invoice.',
    'billing - the invoice is wrong', 'It is not shipping but billing.', 'The answer is billing rather than shipping.', '{"label": "billing"}', 'I first thought shipping.\n\nbilling', '\\boxed{billing}'])('reads billing in %j', (output) => {
    expect(valueOf(label, output, 'billing', topics)).toBe(1)
    expect(valueOf(label, output, 'shipping', topics)).toBe(0)
  })

  it.each(['billing or shipping', 'billing, shipping, refund', 'Category: billing/shipping', 'The category is billing and shipping.', 'billing: invoices\nshipping: parcels\nrefund: money', 'not billing', 'The category is not billing.', 'nonbilling', 'billings',
    `${'The customer wrote a long letter. '.repeat(10)}It mentions billing once and then goes on about the weather`])('reads no billing in %j', (output) => {
    expect(valueOf(label, output, 'billing', topics)).toBe(0)
  })

  it('takes the longer label where one holds the other', () => {
    expect(valueOf(label, 'This is not spam.', 'not_spam', topics)).toBe(1)
    expect(valueOf(label, 'This is not spam.', 'spam', topics)).toBe(0)
    expect(valueOf(label, 'This is a refund request.', 'refund request', { labels: ['refund', 'refund request'] })).toBe(1)
    expect(valueOf(label, 'non-toxic', 'toxic', { labels: ['toxic', 'safe'] })).toBe(0)
  })

  it('without a known set compares short phrases, and only those', () => {
    expect(valueOf(label, 'The category is billing.', 'billing')).toBe(1)
    expect(valueOf(label, '\\boxed{{Pearl Fulton}}\n\nBertha is drawn to her.', 'Pearl Fulton')).toBe(1)
    expect(valueOf(label, 'billing or shipping', 'billing')).toBe(0)
    expect(valueOf(label, 'Perhaps billing; perhaps shipping.', 'billing')).toBe(0)
  })

  it('reads a label that a regular expression would trip over', () => {
    const labels = ['C++', 'C#', '(a|b)*', '[x]']
    expect(valueOf(label, 'The language is C++.', 'C++', { labels })).toBe(1)
    expect(valueOf(label, 'The language is C#.', 'C++', { labels })).toBe(0)
    expect(valueOf(label, 'ababab', '(a|b)*', { labels })).toBe(0)
  })
})

describe('yes and no', () => {
  it.each([['Step 1: it is odd.\n\nAnswer: [No]', 'No'], ['No, because 7 divides it.', 'No'], ['[Yes]', 'yes'], ['The answer is [Yes]. To say [No] is wrong.', 'Yes'], ['The answer is [No] is incorrect. The correct answer is [Yes].', 'Yes'], ['true', true], ['Yes.', true], ['no', false]])('%j is %j', (output, gold) => {
    expect(valueOf(label, output, gold)).toBe(1)
  })

  it.each(['[Yes] or [No]', 'The answer is "[Yes]" if 7 is prime or "[No]" if it is not.', 'There is no remainder, so we go on dividing', 'Yes and no', 'Yes/No', 'No remainder so far'])('%j is neither', (output) => {
    expect([valueOf(label, output, 'Yes', answers), valueOf(label, output, 'No', answers)]).toEqual([0, 0])
  })

  it('demands the brackets that a prompt quotes, unless the logged answer lacks them too', () => {
    const asked = { ...answers, input: 'Is 7 prime? Think and then answer "[Yes]" or "[No]".' }
    expect(valueOf(label, 'Yes', 'Yes', asked)).toBe(0)
    expect(valueOf(label, 'So: [Yes]', 'Yes', asked)).toBe(1)
    expect(label.validate(says('Yes'), { output: says('Yes') }, asked).value).toBe(1)
    expect(label.validate(says('Yes'), { output: says('[Yes]') }, asked).value).toBe(0)
    expect(valueOf(label, 'Yes', 'Yes', { ...answers, input: 'Answer [Yes/No]' })).toBe(1)
    expect(valueOf(label, 'Yes', 'Yes', { ...answers, input: 'Write "[Yes]" when it is.' })).toBe(1)
  })
})

describe('words of an option', () => {
  const options = 'What is 3 · 5?\nA. 8\nB. 15\nC. 10\n'
  const asked = (input: string) => ({ labels: ['A', 'B', 'C'], input: `${options}${input}` })

  it('stand for its letter where the prompt leaves the form open', () => {
    expect(valueOf(label, 'It is 15.', 'B', asked(''))).toBe(1)
    expect(valueOf(label, 'It is 10.', 'B', asked(''))).toBe(0)
    expect(valueOf(label, 'Option B) 10', 'B', asked(''))).toBe(0)
  })

  it.each(['Provide the letter in \\boxed{X}.', 'Answer with the letter only.', 'Reply with just the letter.', 'Give a single letter.'])('are no letter where one is asked for: %s', (input) => {
    expect(valueOf(label, 'Thus \\boxed{15}.', 'B', asked(input))).toBe(0)
    expect(valueOf(label, '15', 'B', asked(input))).toBe(0)
    expect(valueOf(label, 'B', 'B', asked(input))).toBe(1)
  })
})

it('one line of an expected answer of several lines is not the answer', () => {
  const ofText = (text: string) => validators.label.validate(says(text), { gold: 'Topic: modem\nStatus: open\nOwner: Lea Haas' }, {}).value
  expect(ofText('Topic: modem\nStatus: open\nOwner: Lea Haas')).toBe(1)
  expect(ofText('Topic: modem\nStatus: closed\nOwner: Lea Haas')).toBe(0)
  expect(ofText('modem')).toBe(0)
})
