import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { fieldOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readCount } from '../read/number.js'
import { anthropicUsage, geminiUsage, inclusiveUsage, openaiUsage, responsesUsage } from '../read/usage.js'
import { PLAIN_COLUMNS } from './columns.js'

const USAGE = ['usage', 'tokenusage']

/** Tokens that a record states in columns of its own or in a `usage` of any provider or SDK; {} when it states none. */
export function recordUsage(record: JsonObject): Usage {
  const nested = objectOf(fieldOf(record, USAGE))
  if (!nested) return columnsUsage(record)
  if ('promptTokenCount' in nested || 'prompt_token_count' in nested) return geminiUsage(nested)
  if ('input_tokens_details' in nested || 'output_tokens_details' in nested) return responsesUsage(nested)
  if ('prompt_tokens' in nested) return openaiUsage(nested)
  return 'input_tokens' in nested ? anthropicUsage(nested) : columnsUsage(nested)
}

function columnsUsage(row: JsonObject): Usage {
  return inclusiveUsage({
    input: readCount(fieldOf(row, PLAIN_COLUMNS.inputTokens)),
    output: readCount(fieldOf(row, PLAIN_COLUMNS.outputTokens)),
    cacheRead: readCount(fieldOf(row, PLAIN_COLUMNS.cachedTokens)),
    reasoning: readCount(fieldOf(row, PLAIN_COLUMNS.reasoningTokens)),
  })
}
