import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { openaiRequest } from '../openai/request.js'
import { messageOutput } from '../openai/response.js'
import { recordUsage } from '../plain/usage.js'
import { readCall } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { nameOf } from '../read/field.js'

const FORMAT = 'fine-tune'
/** The name of a model that nobody states; `models: { unknown: { as: … } }` in the configuration says which it was. */
const UNKNOWN_MODEL = 'unknown'

/**
 * Conversations that end with the answer, as fine-tuning takes them; of preference pairs the preferred answer. Without model,
 * tokens and time: their tasks are found, their cost is not known.
 */
export const fineTune: Adapter = {
  name: FORMAT,
  detect: (record) => isConversation(record) || (isJsonObject(record['input']) && Array.isArray(record['input']['messages']) && Array.isArray(record['preferred_output'])),
  parse: (record, source) => {
    if ('preferred_output' in record) {
      const input = isJsonObject(record['input']) ? record['input'] : {}
      return [answered(record, source, { ...input }, lastAnswer(listOf(record['preferred_output'])).answer)]
    }
    const { before, answer } = lastAnswer(listOf(record['messages']))
    return [answered(record, source, { ...record, messages: before }, answer)]
  },
}

function answered(record: JsonObject, source: SourceRef, request: JsonObject, answer: JsonObject): ParsedRecord {
  return readCall({ format: FORMAT, source, record, requestModel: nameOf(record['model']) ?? UNKNOWN_MODEL, usage: recordUsage(record) }, () => ({ request: openaiRequest(request), output: messageOutput(answer, undefined) }))
}

/** The last message of the assistant that is trained on (`weight` is not 0), and what stands before it. */
function lastAnswer(messages: readonly JsonValue[]): { readonly before: readonly JsonValue[]; readonly answer: JsonObject } {
  const at = messages.findLastIndex((message) => isJsonObject(message) && message['role'] === 'assistant' && message['weight'] !== 0)
  const answer = messages[at]
  if (!isJsonObject(answer)) throw new Excluded('no-output', 'no message of the assistant is an answer to train on')
  return { before: messages.slice(0, at), answer }
}

function isConversation(record: JsonObject): boolean {
  const messages = record['messages']
  if (!Array.isArray(messages) || ['request', 'response', 'choices', 'output', 'completion'].some((key) => key in record)) return false
  return messages.some((message: JsonValue) => isJsonObject(message) && message['role'] === 'assistant') && isJsonObject(messages.at(-1)) && (messages.at(-1) as JsonObject)['role'] === 'assistant'
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
