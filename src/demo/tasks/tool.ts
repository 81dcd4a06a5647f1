import type { JsonObject } from '../../domain/json.js'
import type { ModelOutput, ToolDefinition } from '../../domain/message.js'
import type { Random } from '../prng.js'
import { isoDate, monthNames } from './calendar.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, Style, TaskSource } from './question.js'

const order: JsonObject = { type: 'string', description: 'Like Q-12345' }

const tools: readonly ToolDefinition[] = [
  { name: 'get_order_status', description: 'Looks up where an order is.', parameters: { type: 'object', properties: { order_id: order }, required: ['order_id'] } },
  { name: 'schedule_pickup', description: 'Sends a driver for an order on a day.', parameters: { type: 'object', properties: { order_id: order, date: { type: 'string', description: 'YYYY-MM-DD' } }, required: ['order_id', 'date'] } },
  { name: 'refund_order', description: 'Pays money back.', parameters: { type: 'object', properties: { order_id: order, amount: { type: 'number' }, reason: { type: 'string', enum: ['damaged', 'late', 'wrong_item'] } }, required: ['order_id', 'amount', 'reason'] } },
]

const reasons = [['damaged', 'it came damaged'], ['late', 'it came far too late'], ['wrong_item', 'it was the wrong item']] as const

/** The calls that answer a request; none is an answer, too. */
type Calls = readonly { readonly name: string; readonly arguments: JsonObject }[]

function say(calls: Calls, style: Style): ModelOutput {
  if (calls.length === 0) return textOutput(style === 'terse' ? 'You are welcome.' : 'You are welcome. Nothing else needs to be done.')
  const reorder = (entries: [string, unknown][]): [string, unknown][] => (style === 'steps' ? entries.toReversed() : entries)
  return {
    text: '',
    toolCalls: calls.map((call) => ({ name: call.name, arguments: JSON.stringify(Object.fromEntries(reorder(Object.entries(call.arguments)))) })),
    finishReason: 'tool_calls',
  }
}

function ask(random: Random): Question {
  const digits = random.integer(10_000, 99_998)
  const [id, wrongId] = [`Q-${digits}`, `Q-${digits + 1}`]
  const status: Calls = [{ name: 'get_order_status', arguments: { order_id: id } }]
  const kind = random.unit()
  if (kind < 0.12) {
    const text = random.pick([`Thank you, order ${id} has arrived and all is well.`, `Just to let you know: ${id} is here, no need to do anything.`])
    return createQuestion<Calls>(text, { right: [], trap: status, slip: [{ name: 'get_order_status', arguments: { order_id: wrongId } }] }, say)
  }
  if (kind < 0.42) {
    const text = random.pick([`Where is order ${id}?`, `Has ${id} left the warehouse yet?`, `Please check how far order ${id} has come.`])
    return createQuestion<Calls>(text, { right: status, trap: [], slip: [{ name: 'get_order_status', arguments: { order_id: wrongId } }] }, say)
  }
  if (kind < 0.7) {
    const [month, day] = [random.integer(1, 12), random.integer(1, 28)]
    const pickup = (orderId: string, date: string): Calls => [{ name: 'schedule_pickup', arguments: { order_id: orderId, date } }]
    const text = `Please have order ${id} collected on ${day} ${monthNames[month - 1]} 2027.`
    return createQuestion<Calls>(text, { right: pickup(id, isoDate(2027, month, day)), trap: pickup(id, isoDate(2026, month, day)), slip: pickup(wrongId, isoDate(2027, month, day)) }, say)
  }
  const [[reason, words], [otherReason]] = random.shuffle(reasons) as readonly [(typeof reasons)[number], (typeof reasons)[number]]
  const cents = random.integer(10, 400) * 25
  const refund = (orderId: string, amount: number, why: string): Calls => [{ name: 'refund_order', arguments: { order_id: orderId, amount, reason: why } }]
  const text = `I want ${(cents / 100).toFixed(2)} USD back for order ${id}, ${words}.`
  return createQuestion<Calls>(text, { right: refund(id, cents / 100, reason), trap: refund(id, cents, otherReason), slip: refund(wrongId, cents / 100, reason) }, say)
}

/** Requests to be turned into a call of one of three tools, or into none. */
export const tool: TaskSource = {
  name: 'order desk tools',
  feature: 'order-desk',
  system: ({ date, user }) => `You run the order desk of Quillbrook Supplies and may call tools; call none when nothing is asked. Date: ${date}. Customer: ${user}.`,
  tools,
  maxOutputTokens: 250,
  conversational: 0.1,
  ask,
}
