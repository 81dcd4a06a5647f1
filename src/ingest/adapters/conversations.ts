import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { arrayOf } from '../read/json-text.js'
import { readTime } from '../read/time.js'
import { UNKNOWN_MODEL } from '../read/unknown-model.js'
import { factsRecord } from '../transcript/facts.js'
import { bareMessage, roleOf } from '../transcript/messages.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'conversations'

const turnsOf = (record: JsonObject): readonly JsonValue[] | undefined => arrayOf(record['conversations'] ?? record['conversation'])

/**
 * Data sets of whole conversations (ShareGPT, WildChat, LMSYS-Chat). The first answer of a conversation and what was said before it
 * become its call: one call a conversation, since the turns of one are no independent cases, and later turns build on answers
 * of the logged model. `turns` in the metadata says how many answers there were.
 */
export const conversations: Adapter = {
  name: FORMAT,
  promptColumns: ['conversations', 'conversation'],
  detect: (record) => {
    const first = turnsOf(record)?.[0]
    return isJsonObject(first) && (('from' in first && 'value' in first) || ('role' in first && 'content' in first)) && !('messages' in record)
  },
  parse: (record, source) => {
    const turns = (turnsOf(record) ?? []).map(bareMessage)
    const roles = turns.map((turn) => (turn === undefined ? undefined : roleOf(turn)))
    const answer = roles.indexOf('assistant')
    const question = roles.indexOf('user')
    if (question < 0) throw new Excluded('no-prompt', 'nobody asks anything in the conversation')
    if (answer < 0) throw new Excluded('no-output', 'the conversation holds no answer')
    if (answer < question) throw new Excluded('context-missing', 'the conversation begins in the middle: its first answer has no question')
    const first = turns[answer]
    return [factsRecord({
      format: FORMAT,
      source,
      id: nameOf(record['id'] ?? record['conversation_id'] ?? record['conversation_hash']),
      requestModel: nameOf(record['model']) ?? UNKNOWN_MODEL,
      usage: {},
      startedAt: readTime(record['timestamp'] ?? record['tstamp'] ?? first?.['timestamp']),
      metadata: {
        turns: roles.filter((role) => role === 'assistant').length,
        ...(!isBlank(record['language']) && { language: record['language'] }),
      },
    }, () => ({
      request: transcriptRequest(turns.slice(0, answer).map((turn) => turn ?? null)),
      response: transcriptResponse(first === undefined ? null : { role: 'assistant', content: first['value'] ?? first['content'] ?? null }),
    }))]
  },
}
