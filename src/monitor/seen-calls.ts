import type { LlmCall } from '../domain/call.js'
import { textOf } from '../domain/message.js'
import { hashText } from '../text/hash-text.js'

/** So many calls are known again: exports that overlap by more count twice what lies further back. */
export const MOST_SEEN = 100_000
const MOST_TEXT = 2_000
const BYTES = 4

/** Tells records that say again what another one said: rows that stand twice in a log, exports that overlap, a file given under two names. */
export interface SeenCalls {
  /** True for a call that was among the last 100,000; it is among them from now on. `apart` tells calls from each other that are alike otherwise. Of calls that were never seen one in 40,000 is taken for another. */
  isRepeat(call: LlmCall, apart?: string): boolean
  /** Base64 of 32 bits a call, the oldest first. */
  state(): string
}

/**
 * What makes a call this one, besides what it answered: its own id with its time or latency, else when it was and what it asked. Undefined where the log has neither: ids may be those of
 * questions that are asked again, and two calls that are alike may well be two.
 */
function nameOf({ id, source, startedAt, latencyMs, request }: LlmCall): string | undefined {
  if (id !== `${source.file}:${source.line}`) return startedAt === undefined && latencyMs === undefined ? undefined : `${id} ${startedAt ?? ''} ${latencyMs ?? ''}`
  return startedAt === undefined ? undefined : `${startedAt} ${textOf(request.messages).slice(-MOST_TEXT)}`
}

export function createSeenCalls(from = ''): SeenCalls {
  const bytes = Buffer.from(from, 'base64')
  const ring = new Uint32Array(MOST_SEEN)
  const seen = new Set<number>()
  let [next, count] = [0, 0]
  const add = (key: number): void => {
    if (count === MOST_SEEN) seen.delete(ring[next] ?? 0)
    else count += 1
    ring[next] = key
    seen.add(key)
    next = (next + 1) % MOST_SEEN
  }
  for (let at = 0; at + BYTES <= bytes.length; at += BYTES) add(bytes.readUInt32LE(at))
  return {
    isRepeat(call, apart = '') {
      const name = nameOf(call)
      if (name === undefined) return false
      const { requestModel, responseModel, usage, output } = call
      // One id may stand for all attempts at a request: another model, or another answer, is another call.
      const [key] = hashText(`${name}\n${apart}\n${requestModel}\n${responseModel ?? ''}\n${usage.outputTokens ?? ''}\n${output.text.slice(0, MOST_TEXT)}\n${output.toolCalls.map(({ name: tool, arguments: text }) => `${tool} ${text.slice(0, MOST_TEXT)}`).join('\n')}`)
      if (seen.has(key)) return true
      add(key)
      return false
    },
    state() {
      const out = Buffer.alloc(count * BYTES)
      const first = count === MOST_SEEN ? next : 0
      for (let at = 0; at < count; at++) out.writeUInt32LE(ring[(first + at) % MOST_SEEN] ?? 0, at * BYTES)
      return out.toString('base64')
    },
  }
}
