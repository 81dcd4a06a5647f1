import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { readCount } from './number.js'

const isSome = (value: JsonValue | undefined): boolean => (readCount(value) ?? 0) > 0

const firstObject = (one: JsonValue | undefined, other: JsonValue | undefined): JsonObject | undefined => (isJsonObject(one) ? one : isJsonObject(other) ? other : undefined)

/**
 * True where the usage of an API counts what pays no rate of text tokens: audio, images that were made, searches. Images in a prompt pay as text does.
 */
export function hasSurcharge(usage: JsonValue | undefined): boolean {
  if (!isJsonObject(usage)) return false
  const input = firstObject(usage['prompt_tokens_details'], usage['input_tokens_details'])
  const output = firstObject(usage['completion_tokens_details'], usage['output_tokens_details'])
  if (isSome(input?.['audio_tokens']) || isSome(output?.['audio_tokens']) || isSome(output?.['image_tokens'])) return true
  if (isSome(usage['num_search_queries']) || isSome(usage['num_sources_used'])) return true
  return isJsonObject(usage['server_tool_use']) && isSome(usage['server_tool_use']['web_search_requests'])
}
