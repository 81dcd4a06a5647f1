import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { readCount, statedCount } from '../read/number.js'
import { hourOf, inclusiveUsage } from '../read/usage.js'

/** Tokens of a LiteLLM record: `prompt_tokens` includes what came from and went to a cache, whatever the provider. */
export function litellmUsage(record: JsonObject, metadata: JsonObject): Usage {
  const [whole, additional] = ['usage_object', 'additional_usage_values'].map((key) => objectIn(metadata, key)) as [JsonObject, JsonObject]
  const details = [objectIn(whole, 'prompt_tokens_details'), objectIn(additional, 'prompt_tokens_details')]
  const first = (...values: readonly (JsonValue | undefined)[]): number | undefined => values.map(readCount).find((count) => count !== undefined)
  return inclusiveUsage({
    input: statedCount(record['prompt_tokens']),
    output: statedCount(record['completion_tokens']),
    cacheRead: first(whole['cache_read_input_tokens'], additional['cache_read_input_tokens'], ...details.map((one) => one['cached_tokens'])),
    cacheWrite: first(whole['cache_creation_input_tokens'], additional['cache_creation_input_tokens'], ...details.map((one) => one['cache_creation_tokens'])),
    cacheWriteHour: details.map((one) => hourOf(one['cache_creation_token_details'])).find((count) => count !== undefined) ?? hourOf(whole['cache_creation']),
    reasoning: first(objectIn(whole, 'completion_tokens_details')['reasoning_tokens'], objectIn(additional, 'completion_tokens_details')['reasoning_tokens']),
  })
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}
