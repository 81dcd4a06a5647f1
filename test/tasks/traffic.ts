import type { LlmCall } from '../../src/domain/call.js'
import type { JsonObject } from '../../src/domain/json.js'
import type { ChatRequest, ModelOutput } from '../../src/domain/message.js'
import type { PromptDocument } from '../../src/tasks/document.js'
import { promptDocuments } from '../../src/tasks/document.js'

export interface Ask {
  readonly system?: string
  readonly user?: string
  readonly answer?: string
  readonly toolCalls?: ModelOutput['toolCalls']
  readonly metadata?: JsonObject
  readonly request?: Partial<ChatRequest>
}

/** One logged call. */
export function call(ask: Ask, at = 0): LlmCall {
  const said = (role: 'system' | 'user', text: string | undefined) => (text === undefined ? [] : [{ role, parts: [{ type: 'text' as const, text }] }])
  return {
    id: `c${at}`,
    source: { file: 'traffic.jsonl', line: at + 1 },
    format: 'openai-chat',
    requestModel: 'large',
    request: { messages: [...said('system', ask.system), ...said('user', ask.user)], ...ask.request },
    output: { text: ask.answer ?? 'Fine.', toolCalls: ask.toolCalls ?? [] },
    usage: {},
    tags: [],
    metadata: ask.metadata ?? {},
  }
}

/** Numbers the calls of several askers. */
export function traffic(...asks: readonly (readonly Ask[])[]): readonly LlmCall[] {
  return asks.flat().map(call)
}

const NOUNS = 'kettle lantern bicycle harbour meadow violin pepper cabinet glacier ticket blanket orchard compass saddle marble window teapot anchor ladder thimble'.split(' ')
const VERBS = 'broke arrived vanished rattled shone cracked leaked folded melted jammed'.split(' ')
const PLACES = 'attic garden cellar station market kitchen balcony workshop library stable'.split(' ')
const PEOPLE = 'Amara Bela Chidi Dorte Emre Fumiko Goran Hedda Ivo Jolan'.split(' ')

const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? ''

/** A whole number that looks random, the same for the same arguments. */
export function dice(n: number, salt: number, sides: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39)
  return ((x ^ (x >>> 15)) >>> 0) % sides
}

/** A sentence that differs from its neighbours. */
export function sentence(n: number): string {
  const any = (list: readonly string[], salt: number): string => pick(list, dice(n, salt, list.length))
  return `${any(PEOPLE, 1)} says the ${any(NOUNS, 2)} in the ${any(PLACES, 3)} ${any(VERBS, 4)} beside a ${any(NOUNS, 5)}`
}

/** Words in no order that means anything. */
export function babble(n: number, length: number): string {
  const all = [...NOUNS, ...VERBS, ...PLACES, ...'why how who can does tell explain suggest imagine describe if when never again under over without against many few'.split(' ')]
  return Array.from({ length }, (_, at) => pick(all, dice(n, at, all.length))).join(' ')
}

export const times = (count: number, ask: (n: number) => Ask): readonly Ask[] => Array.from({ length: count }, (_, n) => ask(n))

/** Six applications: two edited prompts, slots of several kinds, a tag, tools, and prompts in the user text alone. */
export function company(scale = 1, from = 0): readonly (readonly Ask[])[] {
  const n = (count: number): number => count * scale
  const asks = (count: number, ask: (k: number) => Ask): readonly Ask[] => times(n(count), (k) => ask(k + from))
  return [
    asks(60, (k) => ({ system: k % 3 === 0
      ? `You sort support tickets for the repair desk. Agent ${pick(PEOPLE, k)} is on duty, today is 2026-03-${10 + (k % 18)}. Answer with one label: hardware, billing or other.`
      : `You sort support tickets for the repair desk. Agent ${pick(PEOPLE, k)} is on duty, today is 2026-03-${10 + (k % 18)}. Answer with exactly one label: hardware, billing or other. Never explain.`,
      user: sentence(k), answer: pick(['hardware', 'billing', 'other'], k) })),
    asks(40, (k) => ({ system: `Condense the customer report below into two sentences for the morning briefing. Account a_${k * 17 + 5}.`, user: `${sentence(k)}. ${sentence(k + 50)}.`, answer: `${sentence(k)}. Then it was mended by someone who knew how, and the customer went home content with the work that was done for them.\nAll is well.` })),
    asks(30, (k) => ({ user: `Translate the following note into Danish, keeping names as they are:\n${sentence(k)}`, answer: sentence(k + 9) })),
    asks(30, (k) => ({ metadata: { feature: 'slogan-maker', user: `u_${k}` }, system: 'You invent slogans.', user: `Slogan about ${sentence(k)}`, answer: `Never without a ${pick(NOUNS, k)}!` })),
    asks(24, (k) => ({ system: 'You book rooms for the guests of the inn.', user: sentence(k + 3), answer: '', toolCalls: [{ name: 'book', arguments: '{}' }], request: { tools: [{ name: 'book' }, { name: 'cancel' }] } })),
    asks(20, (k) => ({ user: `How many screws are left in a box of ${k + 300} after ${k * 3 + 7} were taken out? Reply with the number alone.`, answer: String(k) })),
  ]
}

/** Deterministic shuffle (Fisher and Yates) driven by a linear congruential generator. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const list = [...items]
  let state = seed >>> 0
  for (let at = list.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const other = state % (at + 1)
    const [a, b] = [list[at] as T, list[other] as T]
    list[at] = b
    list[other] = a
  }
  return list
}

/** The documents of some asks, in the order of their keys. */
export function documentsOf(...asks: readonly (readonly Ask[])[]): readonly PromptDocument[] {
  return promptDocuments(traffic(...asks).map((one) => ({ call: one, weight: 1 })), () => undefined)
}
