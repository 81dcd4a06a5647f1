import type { LlmCall } from '../domain/call.js'
import type { Message, ModelOutput, Part } from '../domain/message.js'
import { createPieceHash } from '../text/hash-text.js'

/** A conversation up to an answer as two words, both 0 for none; the lowest bit says that little was said until then. */
export type Turn = readonly [number, number]

export interface Turns {
  /** What the call leaves behind: its messages and its answer. */
  readonly own: Turn
  /** What it goes on from: its messages up to the last answer in them. */
  readonly before: Turn
}

const NONE: Turn = [0, 0]
/** Below so many characters, system prompt apart, an opening is a commonplace that many conversations may share. */
const SHORT = 160
/** Of a text so many characters at either end are looked at, besides its length. */
const END = 80

/** What a part says, written alike whether it was logged as an answer or sent back as history: without ids, spaces at its ends or in arguments. */
function said(part: Part | Omit<Extract<Part, { readonly type: 'tool_call' }>, 'id'>): string {
  if (part.type === 'text' || part.type === 'tool_result') return part.text.trim()
  if (part.type === 'tool_call') return `${part.name}(${part.arguments.replace(/\s+/g, '')})`
  return part.type === 'image' ? part.url : part.data
}

const saidIn = ({ parts }: Pick<Message, 'parts'>): string => (parts.length === 1 && parts[0] ? said(parts[0]) : parts.map(said).filter((text) => text !== '').join('\n'))
const answered = ({ text, toolCalls }: ModelOutput): string => [text.trim(), ...toolCalls.map((call) => said({ type: 'tool_call', ...call }))].filter((one) => one !== '').join('\n')

const turn = createPieceHash()

function addEnds(text: string): void {
  turn.add('\n')
  if (text.length <= 2 * END) turn.add(text)
  else {
    turn.add(text, 0, END)
    turn.add(text, text.length - END)
  }
}

/** The roles and lengths of all that was said, and the ends of its beginning and of the last exchange: conversations are hardly taken for one by chance. */
function turnOf(shape: string, characters: number, opening: string, asked: string, answer: string): Turn {
  turn.start()
  turn.add(shape)
  turn.add(`a${answer.length}`)
  addEnds(opening)
  addEnds(asked)
  addEnds(answer)
  const [high, low] = turn.finish()
  return [high, ((low & ~1) | (characters + answer.length < SHORT ? 1 : 0)) >>> 0]
}

/**
 * Tells which call goes on from which, where nothing but the messages says so: a call whose messages begin with those of another and its
 * answer. System prompts are left out, for they may hold the time.
 */
export function turnsOf({ request, output }: Pick<LlmCall, 'request' | 'output'>): Turns {
  const answer = answered(output)
  if (request.purpose === 'embedding' || answer === '') return { own: NONE, before: NONE }
  let [shape, characters, opening, asked] = ['', 0, '', '']
  let before = NONE
  const spoken = request.messages.filter(({ role }) => role !== 'system')
  // An answer at the very end was begun for the model: nothing goes on from it yet.
  const last = spoken.findLastIndex(({ role }, at) => role === 'assistant' && at < spoken.length - 1)
  spoken.forEach((message, at) => {
    const text = saidIn(message)
    if (at === 0) opening = text
    if (at === last && at > 0) before = turnOf(shape, characters, opening, asked, text)
    characters += text.length
    shape += `${message.role.charAt(0)}${text.length}`
    asked = text
  })
  return { own: spoken.length === 0 ? NONE : turnOf(shape, characters, opening, asked, answer), before }
}
