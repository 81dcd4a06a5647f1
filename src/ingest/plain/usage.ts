import type { Usage } from '../../domain/call.js'
import type { JsonObject } from '../../domain/json.js'
import { fieldOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { readCount, statedCount } from '../read/number.js'
import { anthropicUsage, geminiUsage, inclusiveUsage, openaiUsage, responsesUsage } from '../read/usage.js'
import { PLAIN_COLUMNS } from './columns.js'

const USAGE = ['usage', 'tokenusage', 'tokens', 'tokencounts']

/** Tokens that a record states in columns of its own or in a `usage` of any provider or SDK; {} when it states none. */
export function recordUsage(record: JsonObject): Usage {
  const nested = objectOf(fieldOf(record, USAGE))
  const told = nested ? nestedUsage(nested) : {}
  return Object.keys(told).length > 0 ? told : columnsUsage(record)
}

/** Tokens in a `usage` of any provider or SDK; {} where it holds none that is known. */
export function nestedUsage(nested: JsonObject): Usage {
  if ('promptTokenCount' in nested || 'prompt_token_count' in nested) return geminiUsage(nested)
  if ('input_tokens_details' in nested || 'output_tokens_details' in nested) return responsesUsage(nested)
  if ('prompt_tokens' in nested) return openaiUsage(nested)
  if ('input_tokens' in nested) return anthropicUsage(nested)
  const columns = columnsUsage(nested)
  return Object.keys(columns).length > 0 ? columns : sidesUsage(nested)
}

const SIDES = { input: ['prompt', 'input', 'in'], output: ['completion', 'output', 'out'], reasoning: ['reasoning', 'thoughts', 'thinking'], total: ['total'] } as const

/** `{prompt: 40, completion: 8}`; where a cache is counted too, whether the input holds it is not known. */
function sidesUsage(nested: JsonObject): Usage {
  const count = (side: keyof typeof SIDES): number | undefined => statedCount(fieldOf(nested, SIDES[side]))
  const isCached = Object.keys(nested).some((key) => /cache/i.test(key))
  return inclusiveUsage({ input: isCached ? undefined : count('input'), output: count('output'), reasoning: count('reasoning'), total: isCached ? undefined : count('total') })
}

function columnsUsage(row: JsonObject): Usage {
  if (isAnthropics(row)) return anthropicUsage(row)
  return inclusiveUsage({
    input: statedCount(fieldOf(row, PLAIN_COLUMNS.inputTokens)),
    output: statedCount(fieldOf(row, PLAIN_COLUMNS.outputTokens)),
    cacheRead: statedCount(fieldOf(row, PLAIN_COLUMNS.cachedTokens)),
    reasoning: statedCount(fieldOf(row, PLAIN_COLUMNS.reasoningTokens)),
  })
}

/** Columns as Anthropic's usage has them, whose input leaves the cache out, unless a total says that it is inside. */
function isAnthropics(row: JsonObject): boolean {
  if (!('input_tokens' in row && 'output_tokens' in row && 'cache_creation_input_tokens' in row)) return false
  const [input, output, total] = [row['input_tokens'], row['output_tokens'], row['total_tokens']].map(readCount)
  return total === undefined || input === undefined || output === undefined || total !== input + output
}
