import type { Random } from '../prng.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

interface Topic {
  readonly label: string
  /** The label for which a weak reader takes it. */
  readonly mistakenFor: string
  readonly gist: string
  readonly complaints: readonly string[]
}

const topics: readonly Topic[] = [
  { label: 'billing', mistakenFor: 'returns', gist: 'money taken or owed', complaints: ['I was charged twice for order {o}.', 'The amount on the statement for {o} is higher than agreed.', 'Order {o} shows a fee that nobody explained to me.', 'My card was debited for {o}, yet I cancelled it in time.'] },
  { label: 'shipping', mistakenFor: 'billing', gist: 'a parcel on its way', complaints: ['Order {o} was due last week and has not come.', 'The tracking page of {o} has not moved for days.', 'The driver left {o} at the wrong door.', 'Can {o} still go to our other office?'] },
  { label: 'returns', mistakenFor: 'shipping', gist: 'goods going back', complaints: ['I want to send {o} back, the colour is wrong.', 'How long may I keep {o} before it cannot go back?', 'I posted the goods of {o} to you and heard nothing since.', 'We ordered too many in {o} and would hand ten of them back.'] },
  { label: 'account', mistakenFor: 'technical', gist: 'signing in or personal data', complaints: ['I cannot sign in to see {o}.', 'Please change the e-mail address that belongs to {o}.', 'The reset link I asked for before placing {o} never came.', 'Who else in my team can see {o} when they log in?'] },
  { label: 'technical', mistakenFor: 'account', gist: 'a product that misbehaves', complaints: ['The printer from {o} stops after two pages.', 'The lamp of {o} flickers whenever it is dimmed.', 'The scanner in {o} is not found by the computer.', 'The label maker from {o} shows error 14 and beeps.'] },
]

const openers = ['Hello,', 'Hi there.', 'Good morning,', 'Second message about this:', 'Quick one:'] as const
const closers = ['Please help.', 'What can you do?', 'It is rather urgent.', 'Thanks in advance.', 'This is not the first time.'] as const

function ask(random: Random): Question {
  const topic = random.pick(topics)
  const order = `Q-${random.integer(10_000, 99_999)}`
  const slip = random.pick(topics.filter(({ label }) => label !== topic.label)).label
  const text = `${random.pick(openers)} ${random.pick(topic.complaints).replace('{o}', order)} ${random.pick(closers)}`
  return createQuestion(text, { right: topic.label, trap: topic.mistakenFor, slip }, (label, style) => textOutput({
    terse: label,
    sentence: `The label is: ${label}`,
    steps: `The ticket is about ${topics.find((each) => each.label === label)?.gist}.\nLabel: ${label}`,
  }[style]))
}

/** Support tickets to be given one of five labels. */
export const ticket: TaskSource = {
  name: 'ticket label',
  feature: 'ticket-triage',
  system: ({ date, user }) => `You sort the support tickets of Quillbrook Supplies. Reply with one label out of: ${topics.map(({ label }) => label).join(', ')}. Ticket of ${date}, sent by ${user}.`,
  maxOutputTokens: 60,
  conversational: 0,
  ask,
}
