import type { SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { Adapter } from '../adapter.js'
import type { Known } from '../read/draft.js'
import { refuseTextless } from '../read/draft.js'
import { Excluded } from '../read/excluded.js'
import { isBlank, nameOf } from '../read/field.js'
import { readNumber, readUsd, statedCount } from '../read/number.js'
import { readServiceTier } from '../read/service-tier.js'
import { readTime } from '../read/time.js'
import { inclusiveUsage } from '../read/usage.js'

const FORMAT = 'openrouter'

/** OpenRouter's activity export and its generation API: tokens and cost without any text, so for the cost baseline only. */
export const openrouter: Adapter = {
  name: FORMAT,
  knownBy: ['generationid', 'modelpermaslug'],
  detect: (record) => isActivity(record) || isAggregate(record) || isGeneration(generationOf(record)),
  parse: (record, source) => {
    if (isAggregate(record)) throw new Excluded('not-a-call', 'a sum over a day, not a call')
    const row = isActivity(record) ? record : generationOf(record)
    const known = isActivity(record) ? activity(row, source) : generation(row, source)
    const isCancelled = row['cancelled'] === true || row['cancelled'] === 'true'
    if (isCancelled && !known.usage?.outputTokens) throw new Excluded('error', 'cancelled before an answer')
    return refuseTextless(known, 'no-text', 'this export has no prompts and answers')
  },
}

function activity(row: JsonObject, source: SourceRef): Known {
  return {
    format: FORMAT,
    source,
    record: {},
    provider: 'openrouter',
    requestModel: nameOf(row['model_permaslug']),
    usage: inclusiveUsage({ input: statedCount(row['tokens_prompt']), output: statedCount(row['tokens_completion']), cacheRead: statedCount(row['tokens_cached']), reasoning: statedCount(row['tokens_reasoning']) }),
    costUsd: costOf(row['cost_total'], row['byok_usage_inference']),
    startedAt: readTime(row['created_at']),
    latencyMs: readNumber(row['generation_time_ms']),
    timeToFirstTokenMs: readNumber(row['time_to_first_token_ms']),
  }
}

/** `tokens_*` count with one tokenizer for all models; `native_tokens_*` are what is billed. */
function generation(row: JsonObject, source: SourceRef): Known {
  const times = [readNumber(row['latency']), readNumber(row['generation_time'])].filter((ms) => ms !== undefined)
  return {
    format: FORMAT,
    source,
    record: {},
    provider: 'openrouter',
    requestModel: nameOf(row['model']),
    usage: inclusiveUsage({ input: statedCount(row['native_tokens_prompt']), output: statedCount(row['native_tokens_completion']), cacheRead: statedCount(row['native_tokens_cached']), reasoning: statedCount(row['native_tokens_reasoning']) }),
    costUsd: costOf(row['total_cost'], row['is_byok'] === true ? row['upstream_inference_cost'] : undefined),
    startedAt: readTime(row['created_at']),
    latencyMs: times.length > 0 ? Math.max(...times) : undefined,
    serviceTier: readServiceTier(row['service_tier']),
  }
}

/** With a key of one's own the provider bills the inference, and the router its fee at most. */
function costOf(total: JsonValue | undefined, own: JsonValue | undefined): number | undefined {
  const [all, inference] = [readUsd(total), readUsd(own)]
  // A cost that is none says nothing of what the other leaves out.
  if ((all === undefined && !isBlank(total)) || (inference === undefined && !isBlank(own))) return undefined
  return all === undefined ? inference : Math.max(all, inference ?? 0)
}

function isActivity(record: JsonObject): boolean {
  return 'generation_id' in record && 'model_permaslug' in record
}

function isAggregate(record: JsonObject): boolean {
  return 'model_permaslug' in record && 'requests' in record && 'date' in record
}

/** Its client libraries write names in camel case. */
function generationOf(record: JsonObject): JsonObject {
  const row = isJsonObject(record['data']) ? record['data'] : record
  if (!('nativeTokensPrompt' in row)) return row
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]))
}

function isGeneration(row: JsonObject): boolean {
  return 'native_tokens_prompt' in row && 'total_cost' in row
}
