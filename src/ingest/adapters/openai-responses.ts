import { isJsonObject } from '../../domain/json.js'
import type { Adapter, Deferred } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseFailure } from '../read/failure.js'
import { isBlank, nameOf } from '../read/field.js'
import type { Pair } from '../read/pair.js'
import { settleChains } from '../responses/chain.js'
import { responsesKnown } from '../responses/response.js'
import { responsesWire } from '../responses/wire.js'
import { pairAdapter, pairOf } from '../wire/pair-adapter.js'

const FORMAT = responsesWire.name
const pairs = pairAdapter(responsesWire)

/**
 * Requests and responses of OpenAI's Responses API, whole or streamed. A request with `previous_response_id` holds its last
 * turn only: it waits until the responses before it are found, wherever they stand in the log.
 */
export const openaiResponses: Adapter = {
  ...pairs,
  parse: (record, source) => {
    const pair = pairOf(record)
    const id = responsesKnown(pair.response).responseId
    const previous = nameOf(pair.request['previous_response_id'])
    const part = (keys: readonly (string | undefined)[], isNote: boolean): Deferred => ({ kind: 'deferred', format: FORMAT, role: isNote ? 'earlier' : 'later', keys: keys.filter((key) => key !== undefined), source, record, ...(isNote && { isNote }) })
    if (previous !== undefined && isBlank(pair.request['conversation'])) {
      refuseFailure(record, pair.response)
      return [part([id, previous], false)]
    }
    const parsed = pairs.parse(record, source)
    return id === undefined || isUnstored(pair) ? parsed : [...parsed, part([id], true)]
  },
  settle: (parts) => settleChains(parts, (part) => pairOf(part.record), knownOf),
}

function knownOf({ source, record }: Deferred, { request, response }: Pair): Known {
  return { ...responsesKnown(response), format: FORMAT, source, record, requestModel: nameOf(request['model']) ?? nameOf(record['model']), requestMetadata: request['metadata'] }
}

/** What the provider did not store cannot be gone on from. */
function isUnstored({ request, response }: Pair): boolean {
  return request['store'] === false || (isJsonObject(response) && response['store'] === false)
}
