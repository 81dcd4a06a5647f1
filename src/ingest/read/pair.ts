import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { jsonOf } from './json-text.js'
import { plainName } from './plain-name.js'
import { keysUnder } from './shape.js'

/** Request and response of one call, out of whatever envelope holds them. `response` is text where it is no JSON (SSE, say). */
export interface Pair {
  readonly request: JsonObject
  readonly response: JsonValue | undefined
}

/** Names without case and separators: warehouses and portals write them as they like. */
const SIDES: readonly (readonly [readonly [string], readonly [string]])[] = [
  [['request'], ['response']], [['requestbody'], ['responsebody']], [['req'], ['res']],
  [['request'], ['output']], [['body'], ['response']], [['input'], ['output']], [['kwargs'], ['response']],
  [['requestjson'], ['responsejson']], [['requestpayload'], ['responsepayload']],
  [['rawrequest'], ['rawresponse']], [['llmrequest'], ['llmresponse']], [['payload'], ['response']], [['params'], ['response']],
]

/** Where the response stands when it is not under the name that goes with the request's. */
const OTHER_RESPONSES: readonly string[] = ['response', 'output', 'result', 'completion', 'chunks', 'responsechunks', 'responsebody', 'respbody', 'responsejson', 'responsepayload', 'upstreamresponsebody']

const ANSWERS: readonly string[] = ['response', 'output', 'completion', 'answer', 'choices']

/** Names of the sides that hold the prompt, as CSV columns (without case and separators). */
export const PAIR_COLUMNS: readonly string[] = ['contents', 'request', 'requestbody', 'req', 'body', 'messages', 'requestjson', 'requestpayload', 'rawrequest', 'llmrequest']

/** How far a side may be wrapped: `{status, headers, body}`, HAR's `postData.text` and `content.text`. */
const BODY_PATHS: readonly (readonly string[])[] = [['body'], ['postData', 'text'], ['content', 'text'], ['chunks']]
const BODY_KEYS: readonly string[] = ['messages', 'model', 'choices', 'error', 'usage', 'contents', 'candidates', 'usageMetadata']

let last: { readonly record: JsonObject; readonly pair: Pair | undefined } | undefined

/** The pair of a record; undefined when the record has none. That of the last record is remembered, since every adapter asks. */
export function findPair(record: JsonObject): Pair | undefined {
  if (last?.record === record) return last.pair
  const pair = search(record) ?? (isJsonObject(record['body']) ? search(record['body']) : undefined)
  last = { record, pair }
  return pair
}

function search(record: JsonObject): Pair | undefined {
  for (const [requestName, responseName] of SIDES) {
    const [requestKey] = keysUnder(record, requestName)
    if (requestKey === undefined) continue
    const request = bodyOf(record[requestKey])
    if (!isJsonObject(request) || !isRequest(request, requestName[0])) continue
    const [responseKey] = keysUnder(record, responseName)
    const response = bodyOf((responseKey === undefined ? undefined : record[responseKey]) ?? otherResponse(record, responseKey !== undefined))
    // What holds its own answer is no request but a record, around which an application put an envelope.
    if (response === undefined && keysUnder(request, ANSWERS).length > 0) continue
    return { request, response }
  }
  return searchFlat(record)
}

/** Text counts where no response is said to be missing, and never as a `result`, which may be a word about the call. */
function otherResponse(record: JsonObject, isMissing: boolean): JsonValue | undefined {
  const key = keysUnder(record, OTHER_RESPONSES).find((name) => {
    const side = jsonOf(record[name])
    return (typeof side === 'object' && side !== null) || (typeof side === 'string' && !isMissing && plainName(name) !== 'result')
  })
  return key === undefined ? undefined : record[key]
}

/** A record that is the request itself, with the response beside its fields or under a name. */
function searchFlat(record: JsonObject): Pair | undefined {
  const [isChat, isGemini] = [Array.isArray(record['messages']), Array.isArray(record['contents']) || (typeof record['contents'] === 'string' && 'model' in record)]
  const isMessage = isChat && Array.isArray(record['content']) && ('stop_reason' in record || record['type'] === 'message')
  if (isMessage || (isChat && Array.isArray(record['choices'])) || (isGemini && Array.isArray(record['candidates']))) return { request: record, response: record }
  if (!isChat && !isGemini && !('input' in record && 'model' in record)) return undefined
  const response = bodyOf(record['response'] ?? record['output'] ?? record['completion'])
  if (typeof response !== 'object' || response === null) return undefined
  const isRow = !isChat && !isGemini && !(isJsonObject(response) && response['object'] === 'response')
  return isRow ? undefined : { request: record, response }
}

/** `input` is a name of many things: only one that names its model is a whole request. */
function isRequest(object: JsonObject, key: string): boolean {
  return 'model' in object || Array.isArray(object['contents']) || (typeof object['inputs'] === 'string' && 'parameters' in object) || (typeof object['inputText'] === 'string' && 'textGenerationConfig' in object) || ('messages' in object && key !== 'input')
}

function bodyOf(value: JsonValue | undefined): JsonValue | undefined {
  const side = jsonOf(value)
  if (!isJsonObject(side) || BODY_KEYS.some((key) => key in side)) return side
  for (const path of BODY_PATHS) {
    const inner = path.reduce<JsonValue | undefined>((at, key) => (isJsonObject(at) ? at[key] : undefined), side)
    if (path[0] === 'content' && typeof inner === 'string' && isJsonObject(side['content']) && side['content']['encoding'] === 'base64') return jsonOf(Buffer.from(inner, 'base64').toString('utf8'))
    if (isJsonObject(inner) || typeof inner === 'string' || (Array.isArray(inner) && inner.length > 0)) return jsonOf(inner)
    if (path.length === 1 && path[0] !== undefined && path[0] in side && inner === null) return null
  }
  return side
}
