import type { Random } from '../prng.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

const items = ['pens', 'folders', 'lamps', 'cables', 'notebooks', 'staplers', 'mugs', 'labels'] as const

function ask(random: Random): Question {
  const [boxes, each, lost, added] = [random.integer(3, 24), random.integer(6, 48), random.integer(2, 17), random.integer(3, 29)]
  const item = random.pick(items)
  const packed = boxes * each
  const right = packed - lost + added
  const text = `A delivery holds ${boxes} boxes with ${each} ${item} each. ${lost} of them arrive broken and ${added} spare ones are added. How many usable ${item} are there?`
  return createQuestion(text, { right, trap: packed + lost + added, slip: right + 10 }, (value, style) => textOutput({
    terse: `${value}`,
    sentence: `The answer is ${value}.`,
    steps: `First the boxes: ${boxes} × ${each} = ${packed}. Then I account for the ${lost} that go and the ${added} that come.\nAnswer: ${value}`,
  }[style]))
}

/** Word problems on stock; the answer is a whole number. */
export const arithmetic: TaskSource = {
  name: 'stock arithmetic',
  system: ({ date, user }) => `You keep the stock books of Quillbrook Supplies. Today is ${date}, the request comes from ${user}. Work the problem out and put the final number last.`,
  maxOutputTokens: 300,
  conversational: 0,
  ask,
}
