import type { JsonObject, JsonValue } from '../../domain/json.js'
import { plainName } from '../read/field.js'
import { readCount, statedCount } from '../read/number.js'
import type { Buckets } from '../transcript/bucket-usage.js'

/**
 * Langfuse's `usageDetails`: counts by the names that the sending library chose. `input` and `output` are meant to leave out what stands
 * beside them, and in several libraries do not.
 */
export function langfuseBuckets(details: JsonObject): Buckets {
  const sums: Record<'input' | 'cacheRead' | 'cacheWrite' | 'inputOther' | 'output' | 'reasoning' | 'outputOther' | 'total', number | undefined> = {
    input: undefined, cacheRead: undefined, cacheWrite: undefined, inputOther: undefined, output: undefined, reasoning: undefined, outputOther: undefined, total: undefined,
  }
  for (const [key, value] of Object.entries(details)) {
    const kind = kindOf(plainName(key))
    const count = kind === 'total' ? readCount(value as JsonValue) : statedCount(value as JsonValue)
    if (kind !== undefined && count !== undefined) sums[kind] = (sums[kind] ?? 0) + count
  }
  return sums
}

function kindOf(name: string): 'input' | 'cacheRead' | 'cacheWrite' | 'inputOther' | 'output' | 'reasoning' | 'outputOther' | 'total' | undefined {
  if (name === 'total' || name === 'totaltokens') return 'total'
  if (['input', 'inputtokens', 'prompttokens', 'prompt'].includes(name)) return 'input'
  if (['output', 'outputtokens', 'completiontokens', 'completion'].includes(name)) return 'output'
  if (name.includes('cache')) return /creation|write/.test(name) ? 'cacheWrite' : 'cacheRead'
  if (name.includes('reasoning') || name.includes('thinking') || name.includes('thoughts')) return 'reasoning'
  if (name.includes('input') || name.includes('prompt')) return 'inputOther'
  return name.includes('output') || name.includes('completion') ? 'outputOther' : undefined
}
