import type { Random } from '../prng.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

interface Conversion {
  readonly from: string
  readonly to: string
  readonly factor: number
}

const conversions: readonly Conversion[] = [
  { from: 'kg', to: 'lb', factor: 2.20462 },
  { from: 'km', to: 'miles', factor: 0.621371 },
  { from: 'cm', to: 'inches', factor: 0.393701 },
  { from: 'litres', to: 'US gallons', factor: 0.264172 },
  { from: 'm', to: 'feet', factor: 3.28084 },
]

const oneDecimal = (value: number): number => Math.round(value * 10) / 10

function ask(random: Random): Question {
  const { from, to, factor } = random.pick(conversions)
  const amount = random.integer(21, 1999) / 2
  const right = oneDecimal(amount * factor)
  const text = `How many ${to} are ${amount} ${from}? Round to one decimal place.`
  return createQuestion(text, { right, trap: oneDecimal(amount / factor), slip: oneDecimal(right + 1) }, (value, style) => textOutput({
    terse: value.toFixed(1),
    sentence: `${amount} ${from} are ${value.toFixed(1)} ${to}.`,
    steps: `One unit of the first is ${factor} of the second, and there are ${amount} of them.\nThe answer is ${value.toFixed(1)} ${to}.`,
  }[style]))
}

/** Unit conversions, asked without any system prompt. */
export const unit: TaskSource = { name: 'unit conversion', maxOutputTokens: 120, conversational: 0.1, ask }
