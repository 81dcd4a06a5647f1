import type { ParsedRecord, SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { openaiRequest } from '../openai/request.js'
import { messageOutput } from '../openai/response.js'
import { PLAIN_COLUMNS } from '../plain/columns.js'
import { recordUsage } from '../plain/usage.js'
import { readCall } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { fieldOf, nameOf } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { UNKNOWN_MODEL } from '../read/unknown-model.js'
import { transcriptRequest } from '../transcript/request.js'
import { transcriptResponse } from '../transcript/response.js'

const FORMAT = 'fine-tune'

/** What one example says: the whole conversation up to the answer, and the answer. */
interface Example {
  readonly request: JsonObject
  readonly answer: JsonObject
}

/**
 * Conversations that end with the answer, as fine-tuning takes them; of preference pairs the preferred answer. Without model,
 * tokens and time: their tasks are found, their cost is not known.
 */
export const fineTune: Adapter = {
  name: FORMAT,
  promptColumns: ['chosen'],
  detect: (record) => isConversation(record) || isPreference(record) || isChoice(record),
  parse: (record, source) => [answered(record, source, exampleOf(record))],
}

function exampleOf(record: JsonObject): Example {
  if (isPreference(record)) {
    const given = record['input']
    const input: JsonObject = isJsonObject(given) ? given : { messages: given ?? null }
    return { request: input, answer: lastAnswer(listOf(record['preferred_output'])).answer }
  }
  if (isChoice(record)) return chosenExample(record)
  const { before, answer } = lastAnswer(turnsOf(record) ?? [])
  return { request: { ...record, [Array.isArray(record['messages']) ? 'messages' : 'contents']: before }, answer }
}

/** The prompt may stand in a field of its own, as text or messages, or in front of the chosen answer. */
function chosenExample(record: JsonObject): Example {
  const chosen = jsonOf(record['chosen'])
  const given = jsonOf(fieldOf(record, PLAIN_COLUMNS.prompt))
  const system = fieldOf(record, PLAIN_COLUMNS.system)
  const prompt: readonly JsonValue[] = Array.isArray(given) ? given : given === undefined ? [] : [{ role: 'user', content: typeof given === 'string' ? given : JSON.stringify(given) }]
  const { before, answer } = lastAnswer(isTurns(chosen) ? chosen : [isJsonObject(chosen) && 'content' in chosen ? { ...chosen, role: 'assistant' } : { role: 'assistant', content: record['chosen'] ?? null }])
  return { request: { messages: before.length > 0 ? before : prompt, ...(system !== undefined && { system }) }, answer }
}

function answered(record: JsonObject, source: SourceRef, { request, answer }: Example): ParsedRecord {
  return readCall({ format: FORMAT, source, record, requestModel: nameOf(record['model']) ?? UNKNOWN_MODEL, usage: recordUsage(record) }, () =>
    isOpenai(request, answer) ? { request: openaiRequest(request), output: messageOutput(answer, undefined) } : { request: transcriptRequest(request), output: transcriptResponse(answer).output })
}

/** Other providers keep the system prompt beside the messages, and parts without a type. */
function isOpenai(request: JsonObject, answer: JsonObject): boolean {
  if (['system', 'contents', 'systemInstruction', 'system_instruction'].some((key) => key in request)) return false
  return [...listOf(request['messages']), answer].every((message) => !isJsonObject(message) || (message['role'] !== 'model' && (!Array.isArray(message['content']) || message['content'].every((part: JsonValue) => isJsonObject(part) && typeof part['type'] === 'string'))))
}

/** The last message of the assistant that is trained on (`weight` is not 0), and what stands before it. */
function lastAnswer(messages: readonly JsonValue[]): { readonly before: readonly JsonValue[]; readonly answer: JsonObject } {
  const at = messages.findLastIndex((message) => isAnswer(message) && message['weight'] !== 0)
  const answer = messages[at]
  if (!isJsonObject(answer)) throw new Excluded('no-output', 'no message of the assistant is an answer to train on')
  return { before: messages.slice(0, at), answer }
}

const isTurns = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value) && value.every((turn: JsonValue) => isJsonObject(turn) && 'role' in turn)

const isAnswer = (message: JsonValue | undefined): message is JsonObject => isJsonObject(message) && (message['role'] === 'assistant' || message['role'] === 'model')

const turnsOf = (record: JsonObject): readonly JsonValue[] | undefined => [record['messages'], record['contents']].find((turns) => Array.isArray(turns))

function isConversation(record: JsonObject): boolean {
  const turns = turnsOf(record)
  if (turns === undefined || ['request', 'response', 'choices', 'candidates', 'output', 'completion'].some((key) => key in record)) return false
  return isAnswer(turns.at(-1))
}

function isPreference(record: JsonObject): boolean {
  const input = record['input']
  return (isJsonObject(input) ? Array.isArray(input['messages']) : isTurns(input)) && typeof record['preferred_output'] === 'object' && record['preferred_output'] !== null
}

function isChoice(record: JsonObject): boolean {
  return 'chosen' in record && 'rejected' in record
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : isJsonObject(value) ? [value] : []
}
