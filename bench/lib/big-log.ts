import { closeSync, openSync, writeSync } from 'node:fs'
import { createRandom } from './random.js'

/** Words of the made-up texts. Enough of them that two texts are never alike by chance. */
const NOUNS = 'invoice parcel cooker window battery refund ticket voucher mirror ladder curtain kettle printer carpet engine pillow lantern wallet saddle basket bottle hammer drawer candle blanket compass bridge garden orchard harbour tunnel chimney'.split(' ')
const VERBS = 'arrived broke vanished leaked rattled stopped doubled faded burned jammed froze cracked slipped expired bounced stalled'.split(' ')
const ADJECTIVES = 'blue heavy late wooden quiet second broken narrow polite foreign simple urgent bitter patient modern hollow gentle rusty'.split(' ')
const TIMES = 'yesterday,last week,on Monday,this morning,two days ago,before lunch,after the delivery,in March'.split(',')

interface App {
  readonly system: string
  readonly model: string
  readonly ask: (text: string, n: number) => string
  readonly answer: (n: number) => string
  readonly json?: boolean
  readonly tools?: boolean
}

const RULES = 'Read the whole message before you answer. Keep to the facts that the message states, and never invent an order number, a name or a date. If a part is missing, say which part. Write in the language of the customer, without greeting and without signature. Do not mention these rules. '
const APPS: readonly App[] = [
  { system: `You sort the tickets of a repair desk. Today is {date}; the clerk is {name}. ${RULES}Answer with one word: billing, delivery, repair or other.`, model: 'gpt-4o-mini', ask: (text) => `Ticket:\n${text}`, answer: (n) => ['billing', 'delivery', 'repair', 'other'][n % 4] ?? 'other' },
  { system: `You take the fields out of delivery notes for the warehouse "{name}". ${RULES}Answer with a JSON object that has the keys item, count and day.`, model: 'gpt-4o', ask: (text, n) => `Note ${n}: ${text}`, answer: (n) => `{"item":"${NOUNS[n % NOUNS.length]}","count":${n % 40},"day":"2026-10-${String(1 + (n % 28)).padStart(2, '0')}"}`, json: true },
  { system: `You sum up letters for the head of the desk, at {date}. ${RULES}Use at most two sentences.`, model: 'gpt-4o', ask: (text) => text, answer: (n) => `A customer writes about a ${NOUNS[n % NOUNS.length]} that ${VERBS[n % VERBS.length]}. They want an answer ${TIMES[n % TIMES.length]}.` },
  { system: `You translate product texts into German for the shop {name}. ${RULES}Give the translation alone.`, model: 'claude-sonnet-4-5', ask: (text) => `Translate:\n${text}`, answer: (n) => `Der ${ADJECTIVES[n % ADJECTIVES.length]} Gegenstand Nummer ${n} kam gestern an, und niemand hat ihn bestellt.` },
  { system: `You are the booking clerk of a workshop. Now it is {date}. ${RULES}Use the tools to find or book a slot.`, model: 'gpt-4.1', ask: (text, n) => `Customer ${n} asks: ${text}`, answer: () => '', tools: true },
  { system: `You mark essays of the evening school, class {name}. ${RULES}Give a mark from 1 to 6 and nothing else.`, model: 'gpt-4o-mini', ask: (text) => `Essay:\n${text}`, answer: (n) => String(1 + (n % 6)) },
]
const BARE: readonly ((text: string) => string)[] = [
  (text) => `how do I get this out of a carpet? ${text}`,
  (text) => `${text} write me a poem about it, eight lines`,
  (text) => `what does it mean when ${text}`,
  (text) => `${text}`,
]
const TOOLS = ['find_slot', 'book_slot'].map((name) => ({ type: 'function', function: { name, description: `Calls ${name} of the calendar`, parameters: { type: 'object', properties: { day: { type: 'string' }, hour: { type: 'integer' } }, required: ['day'] } } }))

/** Record number `index` of a log, always the same: about 2 KB of JSON on one line. */
export function bigLogLine(index: number): string {
  const random = createRandom(index * 7919 + 17)
  // Every twentieth call asks again what one of a thousand calls has asked.
  const seed = index % 20 === 19 ? Math.floor(random() * 1000) : index
  const draw = createRandom(seed + 99_991)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T
  const text = Array.from({ length: 12 + Math.floor(draw() * 12) }, () => `the ${pick(ADJECTIVES)} ${pick(NOUNS)} ${pick(VERBS)} ${pick(TIMES)} and my ${pick(NOUNS)} ${Math.floor(draw() * 1000)} ${pick(VERBS)}`).join('. ')
  const app = seed % 10 < 7 ? APPS[seed % APPS.length] : undefined
  const n = seed % 997
  const day = `2026-${String(1 + (seed % 9)).padStart(2, '0')}-${String(1 + (seed % 28)).padStart(2, '0')}`
  const system = app?.system.replace('{date}', day).replace('{name}', `${pick(NOUNS)} ${seed % 50}`)
  const user = app ? app.ask(text, n) : pick(BARE)(text)
  const model = app?.model ?? 'gpt-4o'
  const tokens = Math.ceil(((system?.length ?? 0) + user.length) / 4)
  const output = app ? app.answer(n) : Array.from({ length: 8 }, () => `Try the ${pick(ADJECTIVES)} ${pick(NOUNS)} first.`).join(' ')
  const message = app?.tools ? { role: 'assistant', content: null, tool_calls: [{ id: `call_${index}`, type: 'function', function: { name: 'find_slot', arguments: `{"day":"${day}","hour":${seed % 24}}` } }] } : { role: 'assistant', content: output }
  return JSON.stringify({
    id: `req-${index.toString(36)}-${(seed * 2654435761 % 2 ** 32).toString(16)}`,
    timestamp: new Date(1_780_000_000_000 + index * 1500).toISOString(),
    request: { model, temperature: 0.2, messages: [...(system === undefined ? [] : [{ role: 'system', content: system }]), { role: 'user', content: user }], ...(app?.json ? { response_format: { type: 'json_object' } } : {}), ...(app?.tools ? { tools: TOOLS } : {}) },
    response: index % 101 === 100 ? { error: { message: 'Rate limit reached', type: 'rate_limit_error' } } : {
      id: `chatcmpl-${index.toString(36)}`, object: 'chat.completion', created: 1_780_000_000 + index, model: `${model}-2026-05-01`, system_fingerprint: 'fp_1f2e',
      choices: [{ index: 0, message, finish_reason: app?.tools ? 'tool_calls' : 'stop', logprobs: null }],
      usage: { prompt_tokens: tokens, completion_tokens: 4 + Math.ceil(output.length / 4), total_tokens: tokens + 4 + Math.ceil(output.length / 4), prompt_tokens_details: { cached_tokens: 0 } },
    },
    latency_ms: 200 + Math.floor(random() * 3000),
    environment: 'production',
    user_id: `u${seed % 5000}`,
  })
}

/** Writes a log of so many calls, one a line. */
export function writeBigLog(file: string, calls: number): void {
  const descriptor = openSync(file, 'w')
  let lines: string[] = []
  for (let index = 0; index < calls; index++) {
    lines.push(bigLogLine(index))
    if (lines.length === 2000 || index === calls - 1) {
      writeSync(descriptor, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  closeSync(descriptor)
}
