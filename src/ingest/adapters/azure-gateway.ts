import type { JsonObject } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import { azureRow } from '../azure/row.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import { jsonOf } from '../read/json-text.js'
import { readNumber } from '../read/number.js'
import { readTime } from '../read/time.js'
import { wireOf } from '../wire/wires.js'
import { readWire } from '../wire/read-wire.js'

const FORMAT = 'azure-gateway'
const CHAT = /\/(?:chat\/completions|responses|messages|completions)\b|:(?:stream)?generateContent\b/i
const IN_PATH = /\/(?:deployments|models)\/([\w.~%-]{1,120})(?=[:/?]|$)/

/** Azure API Management's log of all requests, whose bodies are there where its diagnostics were set to keep them. */
export const azureGateway: Adapter = {
  name: FORMAT,
  promptColumns: ['backendrequestbody'],
  detect: (record) => (record['Category'] ?? record['category']) === 'GatewayLogs' || ('CorrelationId' in record && ('BackendRequestBody' in record || 'BackendResponseBody' in record)),
  parse: (record, source) => {
    const row = azureRow(record)
    const url = nameOf(row['BackendUrl']) ?? nameOf(row['Url']) ?? ''
    const [asked, answered] = [body(row, 'Request'), body(row, 'Response')]
    if (!CHAT.test(url) && !CHAT.test(nameOf(row['Url']) ?? '')) throw new Excluded('not-a-call', 'a request to another endpoint than chat')
    refuseFailure({ status: row['ResponseCode'] ?? row['BackendResponseCode'] ?? null }, isJsonObject(answered) ? answered : undefined)
    if (/^hit$/i.test(nameOf(row['Cache']) ?? '')) throw new Excluded('cached', 'answered by the cache of the gateway')
    const deployment = IN_PATH.exec(url)?.[1]
    const stated = isJsonObject(answered) || typeof answered === 'string' ? wireOf({}, answered)?.known(answered) : undefined
    const own: Known = {
      format: FORMAT,
      source,
      record: { id: row['CorrelationId'] },
      provider: 'azure',
      requestModel: deployment ?? (isJsonObject(asked) ? nameOf(asked['model']) : undefined),
      responseModel: stated?.responseModel,
      usage: stated?.usage,
      startedAt: readTime(row['TimeGenerated']),
      latencyMs: readNumber(row['TotalTime'] ?? row['DurationMs'] ?? row['BackendTime']),
    }
    if (isBlank(asked)) return refuseTextless(own, 'no-text', 'the gateway does not log bodies')
    if (!isJsonObject(asked)) return refuseTextless(own, 'truncated', 'the body of the request is cut: gateways keep no more than some kilobytes of one')
    return [readWire(asked, answered, own)]
  },
}

/** What went to the backend, else what came to the gateway. */
function body(row: JsonObject, side: 'Request' | 'Response'): ReturnType<typeof jsonOf> {
  const own = row[`Backend${side}Body`]
  return jsonOf(isBlank(own) ? row[`${side}Body`] : own)
}
