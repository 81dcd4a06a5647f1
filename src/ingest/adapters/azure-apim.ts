import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter, Deferred } from '../adapter.js'
import { azureRow } from '../azure/row.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { readNumber, statedCount } from '../read/number.js'
import { inclusiveUsage } from '../read/usage.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'azure-apim'

/**
 * Azure API Management's log of language models. Request and answer may lie in entries of their own, large bodies in several, put
 * together by SequenceNumber.
 */
export const azureApim: Adapter = {
  name: FORMAT,
  promptColumns: ['requestmessages'],
  detect: (record) => isRow(record) || isStored(record),
  parse: (record, source) => {
    const row = isRow(record) ? record : azureRow(record)
    if (/embedding|image|audio|speech|transcription/i.test(nameOf(row['OperationName']) ?? '')) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
    return [{ kind: 'deferred', format: FORMAT, role: 'row', keys: [nameOf(row['CorrelationId']) ?? `${source.file}:${source.line}`], record: row, source }]
  },
  settle: (parts) => {
    const rows = parts.toSorted((a, b) => numberOf(a) - numberOf(b))
    const first = rows[0]
    if (!first) return []
    const known = knownOf(rows, first)
    if (!isWhole(rows, 'RequestMessages') || !isWhole(rows, 'ResponseMessages')) return refuseTextless(known, 'truncated', 'some rows of a body that lies in several are not in the log (SequenceNumber)')
    const [request, response] = [joined(rows, 'RequestMessages'), joined(rows, 'ResponseMessages')]
    if (isBlank(request) && isBlank(response)) return refuseTextless(known, 'no-text', 'the gateway does not log messages')
    if (typeof request === 'string') return refuseTextless(known, 'truncated', 'the messages are cut: their JSON ends too early')
    return [readWire(requestOf(request, first.record), responseOf(response), known)]
  },
}

function isRow(record: JsonObject): boolean {
  return 'CorrelationId' in record && ('RequestMessages' in record || 'ResponseMessages' in record || ('PromptTokens' in record && 'DeploymentName' in record))
}

/** As a storage account or event hub gets it. */
function isStored(record: JsonObject): boolean {
  return (record['category'] ?? record['Category']) === 'GatewayLlmLogs' && 'properties' in record
}

/** True when the rows that hold a piece of a body follow one another from the first on; a body that is nowhere is no gap, unless all rows begin late. */
function isWhole(rows: readonly Deferred[], key: string): boolean {
  const held = rows.filter(({ record }) => !isBlank(record[key]))
  const numbers = [...new Set((held.length > 0 ? held : rows).map(numberOf))]
  const first = numbers[0] ?? 0
  const start = rows[0] ? numberOf(rows[0]) : 0
  // Pieces of the answer may go on counting where those of the request end.
  return start <= 1 && (first <= 1 || rows.some((row) => numberOf(row) === first - 1)) && numbers.every((number, index) => number === first + index)
}

function numberOf({ record }: Deferred): number {
  return readNumber(record['SequenceNumber']) ?? 0
}

/** The pieces of a body: texts that are one JSON text together, or lists that are one list. */
function joined(rows: readonly Deferred[], key: string): JsonValue | undefined {
  const pieces = [...new Map(rows.filter(({ record }) => !isBlank(record[key])).map((row) => [numberOf(row), row.record[key]])).values()]
  if (pieces.length === 0) return undefined
  if (pieces.length === 1) return jsonOf(pieces[0])
  if (pieces.every((piece) => typeof piece === 'string')) {
    const whole = jsonOf(pieces.join(''))
    if (typeof whole !== 'string') return whole
  }
  const lists = pieces.map(jsonOf)
  return lists.every((list) => Array.isArray(list)) ? lists.flat() : pieces.map(String).join('')
}

function requestOf(request: JsonValue | undefined, record: JsonObject): JsonObject {
  if (isJsonObject(request) && ('messages' in request || 'input' in request)) return request
  return { model: record['ModelName'] ?? null, messages: Array.isArray(request) ? request : request === undefined ? null : [request] }
}

/** A list of messages, of which the last is the answer, or a response as it came. */
function responseOf(response: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(response)) return response
  const last = response.findLast((message: JsonValue) => isJsonObject(message) && 'content' in message)
  return last ?? response
}

/** Every row repeats the counts: they are taken once. */
function knownOf(rows: readonly Deferred[], first: Deferred): Known {
  const most = (key: string): number | undefined => {
    const counts = rows.map(({ record }) => statedCount(record[key])).filter((count) => count !== undefined)
    return counts.length > 0 ? Math.max(...counts) : undefined
  }
  const { record } = first
  return {
    format: FORMAT,
    source: first.source,
    record: { id: record['CorrelationId'], timestamp: record['TimeGenerated'], metadata: { ...textOf(record, 'DeploymentName'), ...textOf(record, 'Region'), ...textOf(record, 'OperationName') } },
    provider: 'azure',
    requestModel: nameOf(record['ModelName']) ?? nameOf(record['DeploymentName']),
    usage: inclusiveUsage({ input: most('PromptTokens'), output: most('CompletionTokens') }),
  }
}

function textOf(record: JsonObject, key: string): JsonObject {
  const name = nameOf(record[key])
  return name === undefined ? {} : { [key]: name }
}
