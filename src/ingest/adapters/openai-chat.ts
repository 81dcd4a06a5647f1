import type { Adapter } from '../adapter.js'
import { openaiRequest } from '../openai/request.js'
import { completionKnown, isChatCompletion, openaiResponse } from '../openai/response.js'
import { readCall } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { refuseFailure } from '../read/failure.js'
import { nameOf } from '../read/field.js'
import { findPair, PAIR_COLUMNS } from '../read/pair.js'

/** Requests and responses of OpenAI's chat completions, or of a server that speaks them, in any envelope. */
export const openaiChat: Adapter = {
  name: 'openai-chat',
  promptColumns: PAIR_COLUMNS,
  detect: (record) => {
    const pair = findPair(record)
    if (!pair) return false
    return isChatCompletion(pair.response) || 'messages' in pair.request
  },
  parse: (record, source) => {
    const pair = findPair(record)
    if (!pair) throw new Excluded('unknown-format', 'the record has no request')
    refuseFailure(record, pair.response)
    const { usage, responseModel, responseId, startedAt, serviceTier, costUsd } = completionKnown(pair.response)
    return [readCall({
      usage, responseModel, responseId, startedAt, serviceTier, costUsd,
      format: 'openai-chat',
      source,
      record,
      requestModel: nameOf(pair.request['model']) ?? nameOf(record['model']),
      requestMetadata: pair.request['metadata'],
    }, () => {
      const facts = openaiResponse(pair.response)
      return { request: openaiRequest(pair.request), output: facts.output, usage: facts.usage, responseModel: facts.responseModel, responseId: facts.responseId, startedAt: facts.startedAt, serviceTier: facts.serviceTier, costUsd: facts.costUsd }
    })]
  },
}
