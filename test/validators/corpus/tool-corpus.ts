import type { JsonObject, JsonValue } from '../../../src/domain/json.js'
import type { ModelOutput, ToolDefinition } from '../../../src/domain/message.js'

/** One answer to a request with tools, and whether it is right, known from how it was made. */
export interface ToolAnswer {
  readonly kind: string
  readonly tools: readonly ToolDefinition[]
  readonly gold: JsonValue
  readonly output: ModelOutput
  readonly isRight: boolean
}

interface Call {
  readonly name: string
  readonly arguments: JsonObject
}

type Draw = () => number

/** mulberry32: uniform in [0,1), the same for the same seed. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const CITIES = ['New York', 'Los Angeles', 'São Paulo', 'Zürich', 'St. Gallen', 'Kuala Lumpur', 'Aix-en-Provence']
const TOPICS = ['late parcel', 'double charge', 'password reset', 'broken screen', 'cancel my plan']
const UNITS = ['celsius', 'fahrenheit']

/** Tools with required, defaulted, described, typed, nested and enumerated parameters. */
const TOOLS: readonly ToolDefinition[] = [
  { name: 'weather.forecast', parameters: { type: 'object', required: ['city', 'days'], properties: {
    city: { type: 'string' }, days: { type: 'integer' }, unit: { type: 'string', enum: UNITS, default: 'celsius' }, detail: { type: 'boolean', description: 'Hour by hour. Default is false.' } } } },
  { name: 'tickets_search', parameters: { type: 'object', required: ['query', 'tags'], properties: {
    query: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, limit: { type: 'integer', description: "How many at most; defaults to 20." }, page: { type: 'integer', default: 1 } } } },
  { name: 'files_move', parameters: { type: 'object', required: ['from', 'to'], properties: { from: { type: 'string' }, to: { type: 'string' }, mode: { type: 'string', description: "Default is 'keep'." } } } },
  { name: 'invoice_create', parameters: { type: 'object', required: ['amount', 'customer'], properties: {
    amount: { type: 'number' }, customer: { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string' }, name: { type: 'string' } } }, lines: { type: 'array', items: { type: 'object' } } } } },
]

function makeCall(draw: Draw, at: number): Call {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T
  const whole = (most: number) => 1 + Math.floor(draw() * most)
  switch (at) {
    case 0: return { name: 'weather.forecast', arguments: { city: pick(CITIES), days: 1 + whole(13), unit: pick(UNITS), detail: draw() < 0.5 } }
    case 1: return { name: 'tickets_search', arguments: { query: pick(TOPICS), tags: ['open', pick(['urgent', 'vip']), `team ${whole(9)}`], limit: 20 + whole(70), page: 1 + whole(8) } }
    case 2: return { name: 'files_move', arguments: { from: `/home/user${whole(99)}/Report.txt`, to: `/archive/${2000 + whole(25)}/Report.txt`, mode: pick(['replace', 'number']) } }
    default: return { name: 'invoice_create', arguments: { amount: Math.round(draw() * 1e5) / 100 + 1, customer: { id: `Ab${1000 + whole(8999)}Xz`, name: pick(['Ann Lee', 'Bo Chan', 'Cy Diaz']) }, lines: [{ sku: `k${whole(99)}`, n: whole(9) }] } }
  }
}

function outputOf(calls: readonly Call[], text = ''): ModelOutput {
  return { text, toolCalls: calls.map(({ name, arguments: given }) => ({ name, arguments: JSON.stringify(given) })) }
}

const withArguments = (call: Call, more: JsonObject): Call => ({ ...call, arguments: Object.fromEntries(Object.entries({ ...call.arguments, ...more }).filter(([, value]) => value !== undefined)) })
const reversedKeys = (call: Call): Call => ({ ...call, arguments: Object.fromEntries(Object.entries(call.arguments).toReversed()) })
const without = (call: Call, key: string): Call => withArguments(call, { [key]: undefined })

type Change = readonly [kind: string, isRight: boolean, tool: number, change: (call: Call) => { readonly gold?: readonly Call[]; readonly output: readonly Call[] | ModelOutput }]

const CHANGES: readonly Change[] = [
  ['the same', true, 0, (call) => ({ output: [call] })],
  ['keys in another order', true, 1, (call) => ({ output: [reversedKeys(call)] })],
  ['name with _ for .', true, 0, (call) => ({ output: [{ ...call, name: 'weather_forecast' }] })],
  ['default spelled out', true, 0, (call) => ({ gold: [without(call, 'unit')], output: [withArguments(call, { unit: 'celsius' })] })],
  ['default left out', true, 1, (call) => ({ gold: [withArguments(call, { page: 1 })], output: [without(call, 'page')] })],
  ['described default spelled out', true, 1, (call) => ({ gold: [without(call, 'limit')], output: [withArguments(call, { limit: 20 })] })],
  ['described default left out', true, 2, (call) => ({ gold: [withArguments(call, { mode: 'keep' })], output: [without(call, 'mode')] })],
  ['described false spelled out', true, 0, (call) => ({ gold: [without(call, 'detail')], output: [withArguments(call, { detail: false })] })],
  ['null for an optional', true, 3, (call) => ({ gold: [without(call, 'lines')], output: [withArguments(call, { lines: null })] })],
  ['decomposed letters', true, 0, (call) => ({ output: [withArguments(call, { city: String(call.arguments['city']).normalize('NFD') })] })],
  ['other case of a phrase', true, 1, (call) => ({ output: [withArguments(call, { query: String(call.arguments['query']).toUpperCase() })] })],
  ['two calls, other order', true, 0, (call) => ({ gold: [call, withArguments(call, { days: 1 })], output: [withArguments(call, { days: 1 }), call] })],
  ['words beside the call', true, 2, (call) => ({ output: outputOf([call], 'Let me do that.') })],
  ['no call expected, none made', true, 0, () => ({ gold: [], output: { text: 'Which city do you mean?', toolCalls: [] } })],
  ['another number', false, 0, (call) => ({ output: [withArguments(call, { days: Number(call.arguments['days']) + 1 })] })],
  ['another amount', false, 3, (call) => ({ output: [withArguments(call, { amount: Number(call.arguments['amount']) + 0.01 })] })],
  ['another city', false, 0, (call) => ({ output: [withArguments(call, { city: `${String(call.arguments['city'])} North` })] })],
  ['another enum value', false, 0, (call) => ({ output: [withArguments(call, { unit: call.arguments['unit'] === 'celsius' ? 'fahrenheit' : 'celsius' })] })],
  ['optional differs from the default', false, 1, (call) => ({ gold: [without(call, 'page')], output: [call] })],
  ['optional left out that is not the default', false, 1, (call) => ({ output: [without(call, 'page')] })],
  ['required left out', false, 0, (call) => ({ output: [without(call, 'city')] })],
  ['unknown argument', false, 2, (call) => ({ output: [withArguments(call, { force: true })] })],
  ['number as text', false, 0, (call) => ({ output: [withArguments(call, { days: String(call.arguments['days']) })] })],
  ['boolean as text', false, 0, (call) => ({ output: [withArguments(call, { detail: String(call.arguments['detail']) })] })],
  ['list in another order', false, 1, (call) => ({ output: [withArguments(call, { tags: (call.arguments['tags'] as readonly JsonValue[]).toReversed() })] })],
  ['list cut short', false, 1, (call) => ({ output: [withArguments(call, { tags: (call.arguments['tags'] as readonly JsonValue[]).slice(1) })] })],
  ['other case of a path', false, 2, (call) => ({ output: [withArguments(call, { from: String(call.arguments['from']).toLowerCase() })] })],
  ['other case of an id', false, 3, (call) => ({ output: [withArguments(call, { customer: { ...(call.arguments['customer'] as JsonObject), id: String((call.arguments['customer'] as JsonObject)['id']).toLowerCase() } })] })],
  ['nested field differs', false, 3, (call) => ({ output: [withArguments(call, { customer: { ...(call.arguments['customer'] as JsonObject), name: 'Di Evans' } })] })],
  ['from and to swapped', false, 2, (call) => ({ output: [withArguments(call, { from: call.arguments['to'], to: call.arguments['from'] })] })],
  ['another function', false, 2, (call) => ({ output: [{ ...call, name: 'files_copy' }] })],
  ['one call twice for two', false, 0, (call) => ({ gold: [call, withArguments(call, { days: 1 })], output: [call, call] })],
  ['one call of two', false, 0, (call) => ({ gold: [call, withArguments(call, { days: 1 })], output: [call] })],
  ['one call too many', false, 1, (call) => ({ output: [call, call] })],
  ['a call where none was due', false, 0, (call) => ({ gold: [], output: [call] })],
  ['no call where one was due', false, 0, () => ({ output: { text: 'It will be sunny.', toolCalls: [] } })],
  ['the call in words', false, 0, (call) => ({ output: { text: `${call.name}(${JSON.stringify(call.arguments)})`, toolCalls: [] } })],
  ['arguments cut off', false, 1, (call) => ({ output: { text: '', toolCalls: [{ name: call.name, arguments: JSON.stringify(call.arguments).slice(0, -8) }] } })],
]

/** `count` answers, every kind about as often. */
export function toolCorpus(count: number, seed: number): readonly ToolAnswer[] {
  const draw = drawFrom(seed)
  return Array.from({ length: count }, (_, i): ToolAnswer => {
    const [kind, isRight, tool, change] = CHANGES[i % CHANGES.length] as Change
    const call = makeCall(draw, tool)
    const { gold = [call], output } = change(call)
    return { kind, isRight, tools: TOOLS, gold: gold as unknown as JsonValue, output: 'toolCalls' in output ? output : outputOf(output) }
  })
}
