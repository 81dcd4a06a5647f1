import type { ParsedRecord } from '../../domain/call.js'
import { isJsonObject } from '../../domain/json.js'
import type { Message } from '../../domain/message.js'
import type { Deferred } from '../adapter.js'
import { excludedBy, Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'
import type { Known } from '../read/draft.js'
import { readCall } from '../read/draft.js'
import type { Pair } from '../read/pair.js'
import { inputMessages, itemMessages } from './items.js'
import { refuseElsewhere, refuseStoredContext, responsesRequest } from './request.js'
import { responsesKnown, responsesResponse } from './response.js'

/** Each turn holds all before it: the texts of a conversation grow with the square of its turns. */
const MOST_TURNS = 500

interface Turn {
  readonly part: Deferred
  readonly pair: Pair
  readonly previous: string | undefined
}

/**
 * Calls that go on from an earlier response, with the earlier turns put before their input. Calls whose chain is not wholly
 * in the log are excluded as `context-missing`.
 * @param pairOf the request and response of a part
 * @param known what is known of a part's call
 */
export function settleChains(parts: readonly Deferred[], pairOf: (part: Deferred) => Pair, known: (part: Deferred, pair: Pair) => Known): readonly ParsedRecord[] {
  const turns = parts.map((part): Turn => {
    const pair = pairOf(part)
    return { part, pair, previous: nameOf(pair.request['previous_response_id']) }
  })
  const byId = new Map<string, Turn>()
  for (const turn of turns) {
    const id = responsesKnown(turn.pair.response).responseId
    if (id !== undefined && !byId.has(id)) byId.set(id, turn)
  }
  return turns.filter(({ part }) => !part.isNote).map((turn) => {
    try {
      return readCall(known(turn.part, turn.pair), () => {
        refuseElsewhere(turn.pair.request)
        const earlier = historyOf(turn, byId)
        return { request: responsesRequest(turn.pair.request, earlier), output: responsesResponse(turn.pair.response).output }
      })
    } catch (error) {
      return excludedBy(error, turn.part.source, turn.part.format)
    }
  })
}

/** The turns before this one, oldest first; instructions do not carry over. Throws Excluded when the chain is broken. */
function historyOf(turn: Turn, byId: ReadonlyMap<string, Turn>): readonly Message[] {
  const chain = new Set<Turn>()
  for (let at: Turn | undefined = turn; at?.previous !== undefined;) {
    const parent = byId.get(at.previous)
    if (!parent || parent === turn || chain.has(parent)) refuseStoredContext(turn.pair.request)
    if (!parent) break
    if (chain.size === MOST_TURNS) throw new Excluded('context-missing', `the request goes on from more than ${MOST_TURNS} earlier responses`)
    chain.add(parent)
    at = parent
  }
  return [...chain].reverse().flatMap(({ pair }) => {
    refuseElsewhere(pair.request)
    const output = isJsonObject(pair.response) ? pair.response['output'] : undefined
    const answer = Array.isArray(output) ? itemMessages(output) : [{ role: 'assistant' as const, parts: [{ type: 'text' as const, text: responsesResponse(pair.response).output.text }] }]
    return [...inputMessages(pair.request['input']), ...answer]
  })
}
