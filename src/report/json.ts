import { isJsonObject } from '../domain/json.js'
import type { AuditResult } from '../domain/result.js'
import type { InspectResult } from '../domain/inspect.js'

/** The order in which fields stand; others follow by name. */
const ORDER = [
  'schemaVersion', 'runId', 'seed', 'id', 'label', 'taskType', 'model', 'verdict', 'reason', 'viable', 'notViableBecause', 'trials', 'failed', 'unscored', 'score', 'incumbentScore',
  'difference', 'strategy', 'calls', 'share', 'costUsd', 'projectedCostUsd', 'savingUsd', 'savingInterval', 'savingShare', 'savingPerDayUsd', 'mostSavingUsd', 'members', 'incumbent', 'rule', 'margin', 'alpha', 'maxSamples',
  'validator', 'control', 'target', 'eligible', 'excluded', 'formats', 'interval', 'eValue', 'morePlanned', 'costPerCallUsd', 'latencyMs', 'p50', 'p95', 'p99', 'message', 'candidates', 'strategies', 'decision',
  'replayCalls', 'replayCostUsd', 'cachedCalls', 'wallMs', 'input', 'tasks', 'other', 'totals', 'policy', 'stoppedBy', 'warnings',
]
const RANK = new Map(ORDER.map((key, at) => [key, at]))

/**
 * A result as JSON: the same result gives the same bytes whatever the order of its keys. Infinite numbers become the largest
 * finite one, NaN becomes null; control and direction-changing characters are escaped, so that the text can be shown in a terminal.
 */
export function renderJson(result: AuditResult | InspectResult): string {
  return `${JSON.stringify(ordered(result), null, 2).replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}

function ordered(value: unknown): unknown {
  if (typeof value === 'number') return Number.isNaN(value) ? null : Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)) + 0
  if (Array.isArray(value)) return value.map((item: unknown) => ordered(item))
  if (!isJsonObject(value)) return value
  const rank = (key: string): number => RANK.get(key) ?? ORDER.length
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(([key, item]) => [key, ordered(item)]))
}
