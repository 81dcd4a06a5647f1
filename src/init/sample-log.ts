import type { LlmCall } from '../domain/call.js'
import type { JsonValue } from '../domain/json.js'
import { readRecords, redactCall, REDACT_RULES } from '../ingest/index.js'

/** Calls that are looked at for metadata: enough for a field of one call in a hundred to be seen. */
const SAMPLE = 2000
/** Of them: calls that are searched for personal data, which takes longer. */
const SEARCHED = 300
const MOST_VALUES = 20

/** What the first calls of a log carry beside prompt and answer. */
export interface LogSample {
  readonly calls: number
  /** By metadata field: calls that have it, and how often each of its values (of at most 20, short ones) occurs. */
  readonly fields: ReadonlyMap<string, { readonly calls: number; readonly values: ReadonlyMap<string | boolean, number> }>
  /** Kinds of personal data and secrets that occur. */
  readonly personal: readonly (typeof REDACT_RULES)[number][]
}

function isValue(value: JsonValue | undefined): value is string | boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && value.length <= 60)
}

function holds(call: LlmCall, rule: (typeof REDACT_RULES)[number]): boolean {
  return JSON.stringify(redactCall(call, [rule])) !== JSON.stringify(call)
}

/** Reads the first usable calls of the logs. @throws AuditError for input that cannot be read */
export async function sampleLog(inputs: readonly string[], signal: AbortSignal): Promise<LogSample> {
  const fields = new Map<string, { calls: number; values: Map<string | boolean, number> }>()
  const personal = new Set<(typeof REDACT_RULES)[number]>()
  let calls = 0
  for await (const record of readRecords(inputs, { signal })) {
    if (record.kind !== 'call') continue
    calls++
    for (const [name, value] of Object.entries(record.call.metadata)) {
      const field = fields.get(name) ?? { calls: 0, values: new Map<string | boolean, number>() }
      field.calls++
      if (isValue(value) && (field.values.has(value) || field.values.size < MOST_VALUES)) field.values.set(value, (field.values.get(value) ?? 0) + 1)
      fields.set(name, field)
    }
    if (calls <= SEARCHED) for (const rule of REDACT_RULES) if (!personal.has(rule) && holds(record.call, rule)) personal.add(rule)
    if (calls >= SAMPLE) break
  }
  return { calls, fields, personal: REDACT_RULES.filter((rule) => personal.has(rule)) }
}
