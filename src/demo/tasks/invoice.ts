import type { JsonObject } from '../../domain/json.js'
import type { Random } from '../prng.js'
import { isoDate } from './calendar.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

interface Invoice {
  readonly number: string
  readonly supplier: string
  readonly date: string
  readonly currency: string
  /** Without and with tax, in cents. */
  readonly netCents: number
  readonly totalCents: number
  readonly dueDays: number
}

const currencies = ['EUR', 'USD', 'GBP', 'CHF'] as const
const terms = [7, 14, 21, 30, 45, 60] as const

function draw(random: Random): Invoice {
  const netCents = random.integer(40, 9_000) * 50
  return {
    number: `INV-${random.integer(10_000, 99_999)}`,
    supplier: `Supplier ${random.integer(11, 98)}`,
    date: isoDate(2026, random.integer(1, 12), random.integer(1, 28)),
    currency: random.pick(currencies),
    netCents,
    totalCents: netCents + netCents / 10,
    dueDays: random.pick(terms),
  }
}

/** The quoted earlier invoice shares no field with the one that is asked for: whoever reads it has nothing right. */
function drawOther(random: Random, one: Invoice): Invoice {
  const other = draw(random)
  const clash = (Object.keys(other) as (keyof Invoice)[]).some((key) => other[key] === one[key]) || other.netCents === one.totalCents || other.totalCents === one.netCents
  return clash ? drawOther(random, one) : other
}

const money = (cents: number): string => (cents / 100).toFixed(2)

function print(invoice: Invoice): string {
  return [
    `Invoice ${invoice.number}`, `From: ${invoice.supplier}`, `Issued: ${invoice.date}`,
    `Net ${money(invoice.netCents)} ${invoice.currency}`, `Tax 10 % ${money(invoice.totalCents - invoice.netCents)} ${invoice.currency}`,
    `To pay ${money(invoice.totalCents)} ${invoice.currency}`, `Payable within ${invoice.dueDays} days`,
  ].join('\n')
}

function fields(invoice: Invoice): JsonObject {
  return { invoice_number: invoice.number, supplier: invoice.supplier, date: invoice.date, currency: invoice.currency, total: invoice.totalCents / 100, due_days: invoice.dueDays }
}

function ask(random: Random): Question {
  const invoice = draw(random)
  const earlier = drawOther(random, invoice)
  const text = `${print(invoice)}\n\n> quoted from an earlier message\n${print(earlier).replaceAll(/^/gm, '> ')}`
  const values = { right: fields(invoice), trap: fields(earlier), slip: { ...fields(invoice), total: invoice.netCents / 100, date: earlier.date, due_days: earlier.dueDays } }
  return createQuestion(text, values, (value, style) => textOutput(JSON.stringify(value, null, style === 'terse' ? 0 : 2)))
}

const properties: JsonObject = {
  invoice_number: { type: 'string' }, supplier: { type: 'string' }, date: { type: 'string' },
  currency: { type: 'string' }, total: { type: 'number' }, due_days: { type: 'integer' },
}

/** Invoices to be read into a JSON object of six fields. */
export const invoice: TaskSource = {
  name: 'invoice extraction',
  feature: 'invoice-reader',
  system: ({ date, user }) => `Extract the invoice at the top of the message as JSON; quoted text below it does not count. Dates as YYYY-MM-DD, total with tax. Received ${date} for ${user}.`,
  responseFormat: { type: 'json_schema', name: 'invoice', strict: true, schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } },
  conversational: 0,
  ask,
}
