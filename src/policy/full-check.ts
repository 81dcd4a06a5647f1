import { isJsonObject } from '../domain/json.js'
import { checkPolicy } from './check.js'
import { API_VERSION, ID_PATTERN, PERIOD_PATTERN } from './document.js'
import { inWords, shortened } from './in-words.js'
import type { PolicyFault } from './in-words.js'
import { instantMs } from './instant.js'
import { PROVIDER_KINDS } from './provider-kind.js'
import { faultsOf, FLAG, kind, NUMBER, range, readable, TEXT } from './shape.js'
import type { Path, PolicyIssue, Shape } from './shape.js'

const COUNT = range(1, Number.MAX_SAFE_INTEGER, 1)
const PART = range(0, 1)
const NOT_NEGATIVE = range(0, Number.MAX_VALUE)
const PRICE = range(0, 1e6)
const WITHIN = kind('a number above 0 and below 1', (value) => typeof value === 'number' && value > 0 && value < 1)
const INTERVAL = kind('a list of two numbers, the lower one first', (value) => Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'number') && Number(value[0]) <= Number(value[1]))
const INSTANT = kind('a time of RFC 3339', (value) => typeof value === 'string' && !Number.isNaN(instantMs(value)))
const DAY = kind('a day such as 2027-01-31', (value) => typeof value === 'string' && !Number.isNaN(instantMs(`${value}T00:00:00Z`)))
/** Deeper parts are free texts of people, or conditions that are too deep already. */
const DEEPEST = 100
/** Nobody reads more at once. */
const MOST_FAULTS = 500

/** A list that is one, or is complained of elsewhere. */
const ONCE = kind('a list that names each once', (value) => !Array.isArray(value) || new Set(value).size === value.length)
const REQUIRED: Shape = { capabilities: ONCE, compliance: ONCE, regions: ONCE }

/** What people, clients and monitors read of a policy, and routing does not. */
const UNREAD: Shape = {
  metadata: { 'version!': COUNT, 'created_at!': INSTANT, generator: {}, source: {} },
  defaults: { token_counter: 'chars_div_4|o200k_base|cl100k_base' },
  providers: {
    '*': {
      regions: ONCE, compliance: ONCE, type: PROVIDER_KINDS.join('|'), api_version: TEXT,
      base_url: readable((text) => { if (new URL(text).username !== '' || new URL(text).password !== '') throw new Error('must be a URL without credentials') }),
      api_key_env: kind('the name of an environment variable, never a key', (value) => typeof value === 'string' && /^[A-Z_][A-Z0-9_]*$/.test(value)),
    },
  },
  models: (value, { path, depth, visit }) => {
    visit(value, { '*': { capabilities: ONCE, context_window: COUNT, omit_params: [TEXT], price_per_1m: { input: PRICE, output: PRICE, cache_read: PRICE } } }, path, depth)
    for (const key of isJsonObject(value) ? Object.keys(value) : []) visit(key, ID_PATTERN, [...path, key], depth)
    return undefined
  },
  constraints: [{ require: REQUIRED }, 0],
  routes: [{
    task_type: TEXT, require: REQUIRED, schedule: { days: ONCE }, fallback: [{ on: ONCE }, 0],
    escalate: { validation_failure: { json: FLAG, required: [TEXT, 0], max_attempts: range(1, 10, 1) } },
    rollout: {
      cutover: { steps: [range(0, 100)], min_n: COUNT, min_quality_ratio: NOT_NEGATIVE, max_cost_ratio: NOT_NEGATIVE, window: PERIOD_PATTERN },
      rollback: { quality_drop: PART, error_rate: PART, keep_previous: PERIOD_PATTERN },
    },
    evidence: {
      'n!': range(0, Number.MAX_SAFE_INTEGER, 1), 'metric!': TEXT, candidate: PART, incumbent: PART, difference: range(-1, 1), interval: INTERVAL, e_value: NOT_NEGATIVE, margin: WITHIN, alpha: WITHIN,
      cost_per_request_usd: { candidate: NOT_NEGATIVE, incumbent: NOT_NEGATIVE }, savings_usd: NUMBER, savings_interval_usd: INTERVAL, latency_p95_ms: NOT_NEGATIVE,
      target: 'traffic|log', model_snapshot: TEXT, price_date: DAY, decided_at: INSTANT, task_id: TEXT, run_id: TEXT,
    },
  }],
  alerts: [{ 'id!': ID_PATTERN, 'metric!': TEXT, change_percent: { above: NUMBER, below: NUMBER }, baseline: TEXT, 'window!': PERIOD_PATTERN, min_n: COUNT }, 0],
}

/** Numbers that JSON has no words for would be dropped or turned into null on their way to another runtime. */
function notFinite(value: unknown, path: Path, depth = 0): readonly PolicyIssue[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [{ path, message: 'must be a finite number' }]
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return []
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, [...path, Array.isArray(value) ? Number(key) : key], depth + 1))
}

/** What is wrong with a document of another version of the format; undefined where it is of this one, or of none. */
export function otherVersion(document: unknown): PolicyFault | undefined {
  const version = isJsonObject(document) ? document['apiVersion'] : undefined
  const [, number] = typeof version === 'string' ? (/^llm-routing-policy\/v(\d{1,6})([^]*)$/.exec(version) ?? []) : []
  if (number === undefined || version === API_VERSION) return undefined
  const path = ['apiVersion']
  const said = shortened(JSON.stringify(version).slice(1, -1))
  if (Number(number) > 1) return { path, message: `is ${said}, a later version than this program knows (${API_VERSION})`, way: 'Update the program: what such a policy means, this version cannot say.' }
  return { path, message: `is ${said}, a version that this program does not know (${API_VERSION})`, way: 'Write the policy anew with audit run, or take the program that wrote it.' }
}

/**
 * All faults of a document: those that the runtime refuses, then those of parts that routing does not read. Of a document of another version nothing but
 * that is said. Never throws.
 */
export function checkWholePolicy(document: unknown): readonly PolicyFault[] {
  const other = otherVersion(document)
  if (other !== undefined) return [other]
  const all = new Map<string, PolicyIssue>()
  for (const issue of [...checkPolicy(document), ...faultsOf(document, UNREAD), ...notFinite(document, [])]) {
    const place = JSON.stringify(issue.path)
    if (!all.has(place)) all.set(place, issue)
  }
  const said = [...all.values()].slice(0, MOST_FAULTS).map((issue) => inWords(issue, document))
  return all.size <= MOST_FAULTS ? said : [...said, { path: [], message: `has ${all.size - MOST_FAULTS} more faults`, way: 'Correct these first.' }]
}
