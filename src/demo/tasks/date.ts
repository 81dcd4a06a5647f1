import type { Random } from '../prng.js'
import { isoDate, monthNames, nthWeekday } from './calendar.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const ordinals = ['first', 'second', 'third', 'fourth'] as const

interface Written {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly text: string
}

function write(random: Random): Written {
  const [year, month, day] = [random.integer(2019, 2031), random.integer(1, 12), random.integer(1, 28)]
  const name = monthNames[month - 1]
  const form = random.integer(0, 4)
  if (form === 0) return { year, month, day, text: `${day} ${name} ${year}` }
  if (form === 1) return { year, month, day, text: `${name} ${day}, ${year}` }
  if (form === 2) return { year, month, day, text: `${day}.${month}.${year}, written the German way` }
  if (form === 3) return { year, month, day, text: `${month}/${day}/${year}, written the American way` }
  const [weekday, nth] = [random.integer(0, 6), random.integer(1, 4)]
  return { year, month, day: nthWeekday(year, month, weekday, nth), text: `the ${ordinals[nth - 1]} ${weekdays[weekday]} of ${name} ${year}` }
}

function ask(random: Random): Question {
  const { year, month, day, text } = write(random)
  const swapped = day <= 12 && day !== month ? isoDate(year, day, month) : isoDate(year, (month % 12) + 1, day)
  const subject = random.pick(['The delivery is due on', 'The contract ends on', 'The meeting was moved to', 'Payment is expected on'])
  const values = { right: isoDate(year, month, day), trap: swapped, slip: isoDate(year, month, day + 1) }
  return createQuestion(`${subject} ${text}.`, values, (value, style) => textOutput({
    terse: value,
    sentence: `The date is ${value}.`,
    steps: `The sentence names one day in the year ${value.slice(0, 4)}. In the wanted form that is:\n${value}`,
  }[style]))
}

/** Dates written in many ways, to be given as `YYYY-MM-DD`. */
export const date: TaskSource = {
  name: 'date normalising',
  system: (slots) => `Find the date in the sentence and give it as YYYY-MM-DD. The clerk ${slots.user} works on the calendar sheet of ${slots.date}.`,
  maxOutputTokens: 120,
  conversational: 0,
  ask,
}
