import type { JsonValue } from '../../../src/domain/json.js'

/**
 * Rows of tool calls whose right and wrong was written down by hand before any of them was scored. A call is right when an executor that holds it to the
 * schema would do what the expected call does; extra text beside a call does not count. Forms: calls as arrays, OpenAI and Anthropic messages, and text.
 */
export interface FreshCall {
  readonly tools: JsonValue
  readonly reference: JsonValue
  readonly output: JsonValue
  readonly right: 0 | 1
  readonly input?: string
}

const weather = { name: 'get_weather', description: 'Weather of a city', parameters: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'], default: 'celsius' }, days: { type: 'integer', default: 1 } } } }
const convert = { type: 'function', function: { name: 'convert_currency', parameters: { type: 'object', required: ['amount', 'from', 'to'], properties: { amount: { type: 'number' }, from: { type: 'string', description: 'ISO 4217 code' }, to: { type: 'string' } } } } }
const event = { name: 'create_event', input_schema: { type: 'object', required: ['title', 'start'], properties: { title: { type: 'string' }, start: { type: 'string', format: 'date-time' }, attendees: { type: 'array', items: { type: 'string' } }, location: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' }, zip: { type: 'string' } } }, reminder: { type: 'boolean' } } } }
const area = { name: 'geometry.area', parameters: { type: 'dict', required: ['base', 'height'], properties: { base: { type: 'integer' }, height: { type: 'float' }, unit: { type: 'string', description: 'Unit of length (default is cm)' } } } }
const search = { name: 'search_products', parameters: { type: 'object', required: ['query'], properties: { query: { type: 'string' }, filters: { type: 'object', properties: { brand: { type: 'string' }, max_price: { type: 'number' }, in_stock: { type: 'boolean' } } }, sort: { type: 'string', enum: ['price_asc', 'price_desc', 'rating'] }, limit: { type: 'integer', default: 10 } } } }
const flight = { name: 'book_flight', parameters: { type: 'object', required: ['origin', 'destination', 'date'], properties: { origin: { type: 'string' }, destination: { type: 'string' }, date: { type: 'string', format: 'date' }, passengers: { type: 'integer', default: 1 }, cabin: { type: 'string', enum: ['economy', 'business'] } } } }
const timer = { name: 'set_timer', parameters: { type: 'object', required: ['seconds'], properties: { seconds: { type: 'integer' } } } }
const now = { name: 'current_time', parameters: { type: 'object', properties: {} } }
const stats = { name: 'stats_mean', parameters: { type: 'dict', required: ['values'], properties: { values: { type: 'array', items: { type: 'float' } }, weights: { type: 'array', items: { type: 'float' } } } } }
const mail = { name: 'send_email', parameters: { type: 'object', required: ['to', 'subject'], properties: { to: { type: 'array', items: { type: 'string' } }, subject: { type: 'string' }, body: { type: 'string' } } } }
const all = [weather, convert, event, area, search, flight, timer, now, stats, mail]

type Args = Readonly<Record<string, JsonValue>>
const call = (name: string, args: Args): JsonValue => ({ name, arguments: args })
/** As OpenAI's chat completions give it. */
const openai = (calls: readonly (readonly [string, Args | string])[], content: string | null = null): JsonValue => ({ role: 'assistant', content, tool_calls: calls.map(([name, args], i) => ({ id: `call_${i}`, type: 'function', function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) } })) })
/** As Anthropic's messages give it. */
const anthropic = (calls: readonly (readonly [string, Args])[], text?: string): JsonValue => ({ role: 'assistant', content: [...(text === undefined ? [] : [{ type: 'text', text }]), ...calls.map(([name, input], i) => ({ type: 'tool_use', id: `toolu_${i}`, name, input }))] })

const paris = [call('get_weather', { city: 'Paris' })]
const parisF = [call('get_weather', { city: 'Paris', unit: 'fahrenheit', days: 3 })]
const eur = [call('convert_currency', { amount: 100, from: 'EUR', to: 'USD' })]
const standup = [call('create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } })]
const triangle: JsonValue = [{ 'geometry.area': { base: [10], height: [5], unit: ['cm', 'centimeters', ''] } }]
const shoes = [call('search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: true }, sort: 'price_asc' })]
const trip = [call('book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-07-09' })]
const two = [call('get_weather', { city: 'Paris' }), call('get_weather', { city: 'Rome' })]
const mixed = [call('get_weather', { city: 'Oslo' }), call('set_timer', { seconds: 300 })]
const mean: JsonValue = [{ stats_mean: { values: [[1, 2.5, 3]], weights: ['', [1, 1, 1]] } }]
const both = [call('send_email', { to: ['ann@x.org', 'bob@x.org'], subject: 'Hello', body: 'See you at 5 pm.' })]
const ASKED = 'Reply only with calls in the format [func_name1(param1=value1, param2=value2), func_name2(param=value)]. What is the weather in Paris?'

const rows: readonly (readonly [reference: JsonValue, output: JsonValue, right: 0 | 1, input?: string])[] = [
  // one call, its optional and defaulted arguments
  [paris, openai([['get_weather', { city: 'Paris' }]]), 1], [paris, anthropic([['get_weather', { city: 'Paris' }]]), 1], [paris, [call('get_weather', { city: 'Paris' })], 1],
  [paris, openai([['get_weather', { city: 'Paris', unit: 'celsius' }]]), 1], [paris, openai([['get_weather', { city: 'Paris', days: 1 }]]), 1], [paris, openai([['get_weather', { city: 'Paris', unit: 'celsius', days: 1 }]]), 1],
  [paris, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit' }]]), 0], [paris, openai([['get_weather', { city: 'Paris', days: 2 }]]), 0], [paris, openai([['get_weather', { city: 'Paris', country: 'FR' }]]), 0],
  [paris, openai([['get_weather', { city: 'paris' }]]), 1], [paris, openai([['get_weather', { city: 'Lyon' }]]), 0], [paris, openai([['get_weather', {}]]), 0], [paris, openai([['get_weather', { city: '' }]]), 0],
  [paris, openai([['get_weather', { city: null }]]), 0], [paris, openai([['get_weather', { city: ['Paris'] }]]), 0], [paris, openai([['get_weather', { location: 'Paris' }]]), 0], [paris, openai([['weather', { city: 'Paris' }]]), 0],
  [paris, openai([['getWeather', { city: 'Paris' }]]), 0], [paris, openai([['current_time', {}]]), 0], [paris, openai([['get_weather', { city: 'Paris' }], ['current_time', {}]]), 0], [paris, openai([['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Paris' }]]), 0],
  [paris, openai([['get_weather', { city: 'Paris', unit: null }]]), 1], [paris, openai([['get_weather', '{"city": "Paris"']]), 0], [paris, openai([['get_weather', '{"city": "Paris"}}']]), 0], [paris, openai([['get_weather', 'Paris']]), 0],
  [paris, openai([['get_weather', '{\n  "city": "Paris"\n}']]), 1], [paris, openai([['get_weather', '{"city":"\\u0050aris"}']]), 1], [paris, openai([['get_weather', { city: 'Paris' }]], 'Let me look that up for you.'), 1],
  [paris, anthropic([['get_weather', { city: 'Paris' }]], 'I will check the weather in Paris.'), 1], [paris, anthropic([['get_weather', { city: 'Rome' }]], 'I will check the weather in Paris.'), 0],
  [parisF, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit', days: 3 }]]), 1], [parisF, openai([['get_weather', { days: 3, unit: 'fahrenheit', city: 'Paris' }]]), 1], [parisF, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit', days: '3' }]]), 0],
  [parisF, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit', days: 3.5 }]]), 0], [parisF, openai([['get_weather', '{"city":"Paris","unit":"fahrenheit","days":3.0}']]), 1], [parisF, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit' }]]), 0],
  [parisF, openai([['get_weather', { city: 'Paris', days: 3 }]]), 0], [parisF, openai([['get_weather', { city: 'Paris', unit: 'F', days: 3 }]]), 0], [parisF, openai([['get_weather', { city: 'Paris', unit: 'kelvin', days: 3 }]]), 0], [parisF, openai([['get_weather', { city: 'Paris', unit: 'fahrenheit', days: 30 }]]), 0],
  [[call('get_weather', { city: 'Paris', unit: 'celsius' })], openai([['get_weather', { city: 'Paris' }]]), 1], [[call('get_weather', { city: 'Paris', days: 1 })], anthropic([['get_weather', { city: 'Paris' }]]), 1],
  // numbers
  [eur, openai([['convert_currency', { amount: 100, from: 'EUR', to: 'USD' }]]), 1], [eur, openai([['convert_currency', '{"amount": 100.0, "from": "EUR", "to": "USD"}']]), 1], [eur, openai([['convert_currency', '{"amount": 1e2, "from": "EUR", "to": "USD"}']]), 1],
  [eur, openai([['convert_currency', { amount: '100', from: 'EUR', to: 'USD' }]]), 0], [eur, openai([['convert_currency', { amount: 100, from: 'USD', to: 'EUR' }]]), 0], [eur, openai([['convert_currency', { amount: 1000, from: 'EUR', to: 'USD' }]]), 0],
  [eur, openai([['convert_currency', { amount: 100.01, from: 'EUR', to: 'USD' }]]), 0], [eur, openai([['convert_currency', { amount: -100, from: 'EUR', to: 'USD' }]]), 0], [eur, openai([['convert_currency', { amount: 100, from: 'Euro', to: 'USD' }]]), 0], [eur, openai([['convert_currency', { amount: true, from: 'EUR', to: 'USD' }]]), 0],
  // nested objects, arrays, dates
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 1],
  [standup, anthropic([['create_event', { start: '2024-05-01T09:00:00Z', title: 'Standup', location: { zip: '01234', city: 'Springfield', street: '1 Main St' }, attendees: ['ann@x.org', 'bob@x.org'] }]]), 1],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: 1234 } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '1234' } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'] }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T21:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: 'May 1st 2024, 9 am', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: 'ann@x.org, bob@x.org', location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: '1 Main St, Springfield 01234' }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234', floor: 2 } }]]), 0],
  [standup, openai([['create_event', { title: 'Standup', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' }, reminder: true }]]), 0],
  [standup, openai([['create_event', { title: 'Retro', start: '2024-05-01T09:00:00Z', attendees: ['ann@x.org', 'bob@x.org'], location: { street: '1 Main St', city: 'Springfield', zip: '01234' } }]]), 0],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00+02:00' })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00+02:00' }]]), 1], [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00+02:00' })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00-02:00' }]]), 0],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: true })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: true }]]), 1],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: true })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: 'true' }]]), 0],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: true })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: 1 }]]), 0],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: true })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: false }]]), 0],
  [[call('create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: false })], openai([['create_event', { title: 'Lunch', start: '2024-05-01T12:00:00Z', reminder: false }]]), 1],
  // lists of accepted values
  [triangle, openai([['geometry.area', { base: 10, height: 5 }]]), 1], [triangle, openai([['geometry_area', { base: 10, height: 5 }]]), 1], [triangle, openai([['geometry.area', { base: 10, height: 5.0, unit: 'centimeters' }]]), 1], [triangle, openai([['geometry.area', { base: 10, height: 5, unit: 'm' }]]), 0],
  [triangle, openai([['geometry.area', { base: 10 }]]), 0], [triangle, openai([['geometry.area', { base: 5, height: 10 }]]), 0], [triangle, openai([['geometry.area', { base: 10.5, height: 5 }]]), 0], [triangle, openai([['geometry.area', { base: '10', height: '5' }]]), 0], [triangle, openai([['geometry.area', { base: [10], height: [5] }]]), 0],
  [triangle, openai([['geometry.perimeter', { base: 10, height: 5 }]]), 0], [triangle, openai([['geometry.area', { base: 10, height: 5, unit: 'CM' }]]), 1], [triangle, openai([['geometry.area', { base: 10, height: 5, shape: 'triangle' }]]), 0],
  [mean, openai([['stats_mean', { values: [1, 2.5, 3] }]]), 1], [mean, openai([['stats_mean', { values: [1, 2.5, 3], weights: [1, 1, 1] }]]), 1], [mean, openai([['stats_mean', { values: [3, 2.5, 1] }]]), 0], [mean, openai([['stats_mean', { values: [1, 2.5, 3, 3] }]]), 0], [mean, openai([['stats_mean', { values: ['1', '2.5', '3'] }]]), 0], [mean, openai([['stats_mean', { values: '[1, 2.5, 3]' }]]), 0], [mean, openai([['stats_mean', { values: [1, 2, 3] }]]), 0], [mean, openai([['stats_mean', { values: [1, 2.5, 3], weights: [1, 2, 1] }]]), 0],
  // filters in an object, enums
  [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: true }, sort: 'price_asc' }]]), 1], [shoes, openai([['search_products', { query: 'Running Shoes', filters: { in_stock: true, max_price: 99.5, brand: 'acme' }, sort: 'price_asc', limit: 10 }]]), 1],
  [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: true }, sort: 'price_desc' }]]), 0], [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99, in_stock: true }, sort: 'price_asc' }]]), 0], [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5 }, sort: 'price_asc' }]]), 0],
  [shoes, openai([['search_products', { query: 'running shoes', brand: 'Acme', max_price: 99.5, in_stock: true, sort: 'price_asc' }]]), 0], [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: 'yes' }, sort: 'price_asc' }]]), 0], [shoes, openai([['search_products', { query: 'walking shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: true }, sort: 'price_asc' }]]), 0],
  [shoes, openai([['search_products', { query: 'running shoes', filters: '{"brand":"Acme","max_price":99.5,"in_stock":true}', sort: 'price_asc' }]]), 0], [shoes, openai([['search_products', { query: 'running shoes', filters: { brand: 'Acme', max_price: 99.5, in_stock: true }, sort: 'price_asc', limit: 20 }]]), 0],
  // dates
  [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-07-09' }]]), 1], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-07-09', passengers: 1 }]]), 1], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-09-07' }]]), 0], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '09/07/2024' }]]), 0],
  [trip, openai([['book_flight', { origin: 'LHR', destination: 'JFK', date: '2024-07-09' }]]), 0], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2025-07-09' }]]), 0], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-07-09', cabin: 'business' }]]), 0], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: '2024-07-09', passengers: 2 }]]), 0], [trip, openai([['book_flight', { origin: 'JFK', destination: 'LHR', date: 'tomorrow' }]]), 0],
  // parallel calls
  [two, openai([['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Rome' }]]), 1], [two, openai([['get_weather', { city: 'Rome' }], ['get_weather', { city: 'Paris' }]]), 1], [two, anthropic([['get_weather', { city: 'Rome' }], ['get_weather', { city: 'Paris', unit: 'celsius' }]], 'Both at once.'), 1],
  [two, openai([['get_weather', { city: 'Paris' }]]), 0], [two, openai([['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Paris' }]]), 0], [two, openai([['get_weather', { city: 'Paris, Rome' }]]), 0], [two, openai([['get_weather', { city: 'Paris' }], ['get_weather', { city: 'Rome' }], ['get_weather', { city: 'Oslo' }]]), 0], [two, openai([['get_weather', { city: 'Paris' }], ['current_time', { city: 'Rome' }]]), 0],
  [mixed, openai([['set_timer', { seconds: 300 }], ['get_weather', { city: 'Oslo' }]]), 1], [mixed, anthropic([['get_weather', { city: 'Oslo' }], ['set_timer', { seconds: 300 }]]), 1], [mixed, openai([['set_timer', { seconds: 5 }], ['get_weather', { city: 'Oslo' }]]), 0], [mixed, openai([['set_timer', { seconds: 300 }]]), 0], [mixed, openai([['set_timer', { seconds: 300, city: 'Oslo' }], ['get_weather', { city: 'Oslo' }]]), 0],
  [[call('current_time', {})], openai([['current_time', {}]]), 1], [[call('current_time', {})], openai([['current_time', '']]), 1], [[call('current_time', {})], anthropic([['current_time', {}]]), 1], [[call('current_time', {})], openai([['current_time', { zone: 'UTC' }]]), 0], [[call('current_time', {})], openai([], 'It is 5 pm.'), 0],
  [both, openai([['send_email', { to: ['ann@x.org', 'bob@x.org'], subject: 'Hello', body: 'See you at 5 pm.' }]]), 1], [both, openai([['send_email', { to: ['ann@x.org', 'bob@x.org'], subject: 'Hello', body: 'See you at 6 pm.' }]]), 0], [both, openai([['send_email', { to: ['ann@x.org', 'eve@x.org'], subject: 'Hello', body: 'See you at 5 pm.' }]]), 0], [both, openai([['send_email', { to: ['ann@x.org'], subject: 'Hello', body: 'See you at 5 pm.' }], ['send_email', { to: ['bob@x.org'], subject: 'Hello', body: 'See you at 5 pm.' }]]), 0], [both, openai([['send_email', { to: ['ann@x.org', 'bob@x.org'], subject: 'Hello' }]]), 0],
  // no call
  [[], openai([], 'I cannot do that with the tools I have.'), 1], [[], 'Which city do you mean?', 1], [[], anthropic([], 'Which city do you mean?'), 1], [[], openai([['get_weather', { city: 'Paris' }]]), 0], [[], anthropic([['get_weather', { city: 'Paris' }]], 'One moment.'), 0], [[], '[get_weather(city="Paris")]', 0, ASKED], [[], '{"name": "get_weather", "arguments": {"city": "Paris"}}', 0], [[], 'No function is suited to this question.', 1, ASKED],
  [paris, 'The weather in Paris is nice.', 0], [paris, openai([], 'get_weather'), 0], [paris, openai([], 'I would need to call get_weather for Paris.'), 0], [paris, '', 0],
  // calls in the text
  [paris, '[get_weather(city="Paris")]', 1, ASKED], [paris, "[get_weather(city='Paris')]", 1, ASKED], [paris, 'get_weather(city="Paris")', 1, ASKED], [paris, '```\n[get_weather(city="Paris")]\n```', 1, ASKED], [paris, '[get_weather(city="Paris", unit="celsius")]', 1, ASKED], [paris, '[get_weather(city="Rome")]', 0, ASKED], [paris, '[get_weather(city="Paris"), get_weather(city="Rome")]', 0, ASKED], [paris, '[get_weather(town="Paris")]', 0, ASKED], [paris, '[get_weather(city="Paris"', 0, ASKED],
  [two, '[get_weather(city="Rome"), get_weather(city="Paris")]', 1, ASKED], [two, '[get_weather(city="Rome")]\n[get_weather(city="Paris")]', 1, ASKED], [paris, '[get_weather(city="Paris", days="1")]', 0, ASKED], [parisF, '[get_weather(city="Paris", unit="fahrenheit", days=3)]', 1, ASKED], [parisF, '[get_weather("Paris", "fahrenheit", 3)]', 0, ASKED],
  [standup, '[create_event(title="Standup", start="2024-05-01T09:00:00Z", attendees=["ann@x.org", "bob@x.org"], location={"street": "1 Main St", "city": "Springfield", "zip": "01234"})]', 1, ASKED], [triangle, '[geometry.area(base=10, height=5.0)]', 1, ASKED],
  [paris, '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>', 1, ASKED], [paris, '{"name": "get_weather", "parameters": {"city": "Paris"}}', 1, ASKED], [paris, '<think>Weather of Paris, so get_weather(city="Rome")? No.</think>[get_weather(city="Paris")]', 1, ASKED], [paris, '<think>[get_weather(city="Paris")]</think>I cannot do that.', 0, ASKED],
]

export const FRESH_CALLS: readonly FreshCall[] = rows.map(([reference, output, right, input]) => ({ tools: all, reference, output, right, ...(input === undefined ? {} : { input }) }))
