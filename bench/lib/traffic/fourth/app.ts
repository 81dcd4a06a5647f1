import type { Message } from '../../../../src/domain/message.js'
import type { MadeCall } from '../application.js'
import type { LexiconName, Pen } from './hand.js'

/** One kind of work of a company, as its applications log it. */
export interface App {
  /** What is special about how it is logged. */
  readonly kind: string
  readonly task: string
  readonly branch: LexiconName
  /** `time` in [0,1): place of the call among those of its kind. */
  readonly make: (pen: Pen, time: number) => Omit<MadeCall, 'label'>
  /** Metadata beside user and environment; applications with an odd number in their list have none. */
  readonly says?: string
}

export const repeat = <T>(count: number, make: (at: number) => T): readonly T[] => Array.from({ length: count }, (_, at) => make(at))
export const said = (role: Message['role'], text: string): Message => ({ role, parts: [{ type: 'text', text }] })

/** Passages that retrieval found, nine tenths of a prompt. */
export const passages = (p: Pen, mark: (at: number) => string = (at) => `[${at + 1}] `): string => repeat(p.w.whole(4, 9), (at) => `${mark(at)}${p.text(3, 8)}`).join('\n\n')

/** Some examples as a loop of a templating engine writes them. */
export const shots = (p: Pen, from: number, to: number, answer: () => string, names: readonly [string, string] = ['Input', 'Output']): string => repeat(p.w.whole(from, to), () => `${names[0]}: ${p.text(1, 2)}\n${names[1]}: ${answer()}`).join('\n\n')

/** Turns of an agent: calls of tools and what they brought, and the request at the beginning. */
export function turns(p: Pen, system: string, request: string, tools: readonly string[]): Partial<MadeCall> {
  const steps = repeat(p.w.whole(0, 5), (at): readonly Message[] => {
    const id = `t${at}`
    return [{ role: 'assistant', parts: [{ type: 'tool_call', id, name: p.w.one(tools), arguments: JSON.stringify({ query: p.noun() }) }] }, { role: 'tool', parts: [{ type: 'tool_result', toolCallId: id, text: p.text(1, 4) }] }]
  }).flat()
  return { request: { messages: [said('system', system), said('user', request), ...steps], tools: tools.map((name) => ({ name })) }, system, user: request }
}
