import { checkPolicy } from './check.js'
import { ID_PATTERN, PERIOD_PATTERN, TAG_PATTERN } from './document.js'
import { instantMs } from './instant.js'
import { PROVIDER_KINDS } from './provider-kind.js'
import { faultsOf, FLAG, kind, NUMBER, range, readable, TEXT } from './shape.js'
import type { PolicyIssue, Shape } from './shape.js'

const COUNT = range(1, Number.MAX_SAFE_INTEGER, 1)
const PART = range(0, 1)
const NOT_NEGATIVE = range(0, Number.MAX_VALUE)
const PRICE = range(0, 1e6)
const INTERVAL: Shape = [NUMBER]

/** What people, clients and monitors read of a policy, and routing does not. */
const UNREAD: Shape = {
  metadata: { 'version!': COUNT, 'created_at!': kind('a time of RFC 3339', (value) => typeof value === 'string' && !Number.isNaN(instantMs(value))), generator: {}, source: {} },
  defaults: { token_counter: 'chars_div_4|o200k_base|cl100k_base' },
  providers: {
    '*': {
      type: PROVIDER_KINDS.join('|'), api_version: TEXT,
      base_url: readable((text) => { if (new URL(text).username !== '' || new URL(text).password !== '') throw new Error('must be a URL without credentials') }),
      api_key_env: kind('the name of an environment variable, never a key', (value) => typeof value === 'string' && /^[A-Z_][A-Z0-9_]*$/.test(value)),
    },
  },
  models: { '*': { context_window: COUNT, price_per_1m: { input: PRICE, output: PRICE, cache_read: PRICE } } },
  routes: [{
    task_type: TEXT,
    escalate: { validation_failure: { json: FLAG, required: [TEXT, 0], max_attempts: range(1, 10, 1) } },
    rollout: {
      cutover: { steps: [range(0, 100)], min_n: COUNT, min_quality_ratio: NOT_NEGATIVE, max_cost_ratio: NOT_NEGATIVE, window: PERIOD_PATTERN },
      rollback: { quality_drop: PART, error_rate: PART, keep_previous: PERIOD_PATTERN },
    },
    evidence: { 'n!': range(0, Number.MAX_SAFE_INTEGER, 1), 'metric!': TEXT, candidate: PART, incumbent: PART, difference: range(-1, 1), interval: INTERVAL, margin: PART, alpha: PART },
  }],
  alerts: [{ 'id!': ID_PATTERN, 'metric!': TEXT, change_percent: { above: NUMBER, below: NUMBER }, baseline: TEXT, 'window!': PERIOD_PATTERN, min_n: COUNT }, 0],
}

/** The checks of the runtime are as short as they can be; people get to know what they ask for. */
const WORDS: readonly (readonly [terse: string, said: string])[] = [
  [`must match ${TEXT}`, 'must be a text that is not empty'],
  [`must match ${ID_PATTERN}`, 'must be an id: lower-case letters, digits, ".", "_", "-", at most 63'],
  [`must match ${TAG_PATTERN}`, 'must be lower-case letters, digits, "_" and "-"'],
  [`must match ${PERIOD_PATTERN}`, 'must be a length of time such as 15m, 1h, 1d or 1mo'],
  ['must match /^[^][^]/u', 'must be a text of two characters or more'],
  ['must be a time of RFC 3339', 'must be a time of RFC 3339, e.g. 2027-01-31T00:00:00Z'],
  [`must be a number from ${Number.MIN_VALUE} to ${Number.MAX_VALUE}`, 'must be an amount in USD above 0'],
  [`must be a number from ${-Number.MAX_VALUE} to ${Number.MAX_VALUE}`, 'must be a number'],
]

function inWords({ path, message }: PolicyIssue): PolicyIssue {
  const known = WORDS.find(([terse]) => terse === message)?.[1]
  const field = message.startsWith('must match /^(?:metadata') ? 'is not a field of a request: metadata.NAME, headers.NAME, user.…, prompt.…, tokens.…, request.… or env' : undefined
  return { path, message: known ?? field ?? (/^must match \/\^\(\?:(?:\(\?:)?\[01\]/.test(message) ? 'must be a time from 00:00 to 23:59, or, as an end, 24:00' : message) }
}

/** All faults of a document: those that the runtime refuses, then those of parts that routing does not read. Never throws. */
export function checkWholePolicy(document: unknown): readonly PolicyIssue[] {
  const faults = checkPolicy(document)
  const known = new Set(faults.map(({ path }) => path.join('.')))
  return [...faults, ...faultsOf(document, UNREAD).filter(({ path }) => !known.has(path.join('.')))].map(inWords)
}
