import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import { floats } from './classifier.js'
import { API_VERSION, DAYS, FALLBACK_REASONS, FIELD_PATTERN, ID_PATTERN, PERIOD_PATTERN, TAG_PATTERN, TIERS } from './document.js'
import type { LinearClassifier, PolicyDocument } from './document.js'
import { instantMs } from './instant.js'
import { OPERATORS } from './operators.js'
import { ANY, faultsOf, FLAG, kind, NUMBER, range, readable, TEXT } from './shape.js'
import type { Around, PolicyIssue, Shape } from './shape.js'

export type { PolicyIssue } from './shape.js'

const MOST = Number.MAX_SAFE_INTEGER
const INSTANT = kind('a time of RFC 3339', (value) => typeof value === 'string' && !Number.isNaN(instantMs(value)))
const USD = range(Number.MIN_VALUE, Number.MAX_VALUE)
const PERCENT = range(0, 100)
const WHOLE = range(1, MOST, 1)
const TAGS: Shape = [TAG_PATTERN, 0]
const REQUIREMENT: Shape = { '!': ANY, capabilities: TAGS, compliance: TAGS, regions: TAGS }
const SHADOW: Shape = { 'percent!': PERCENT, 'model!': '@models' }
const TIER = TIERS.join('|')

const CLASSIFIED: Shape = { '!': ANY, 'classifier!': TEXT, 'label!': TEXT, 'min_score!': range(0, 1), min_margin: range(0, 1) }
const COMBINED: Readonly<Record<string, Shape>> = { all: [condition], any: [condition], not: condition, always: kind('true', (value) => value === true) }

function condition(value: unknown, { path, depth, visit }: Around): string | undefined {
  if (depth > 32) return 'is nested too deeply'
  if (!isJsonObject(value)) return 'must be a condition'
  const keys = Object.keys(value).filter((key) => key !== 'field')
  const [key = ''] = keys
  const isLeaf = 'field' in value
  const known = Object.keys(isLeaf ? OPERATORS : COMBINED)
  if (isLeaf) visit(value['field'], FIELD_PATTERN, [...path, 'field'], depth)
  if ('classifier' in value && !isLeaf) visit(value, CLASSIFIED, path, depth)
  else if (keys.length !== 1) return `must have exactly one ${isLeaf ? 'operator' : 'of all, any, not, always, field, classifier'}`
  else visit(value[key], known.includes(key) ? (isLeaf ? OPERATORS[key]?.operand : COMBINED[key]) ?? ANY : () => `is none of ${known}`, [...path, key], depth + 1)
  return undefined
}

const LINEAR: Shape = {
  'dims!': range(1, 1e6, 1), 'labels!': [TEXT], 'bias!': [NUMBER], 'ngrams!': range(1, 2, 1), input: 'prompt.last_user|prompt.system', max_chars: range(1, 1e5, 1),
  'idf!': TEXT, 'weights!': TEXT,
}

/** Kinds other than `linear` are the caller's matter. */
function classifier(value: unknown, { path, depth, visit }: Around): string | undefined {
  const linear = isJsonObject(value) && value['type'] === 'linear'
  visit(value, linear ? LINEAR : { 'type!': TEXT }, path, depth)
  if (!linear) return undefined
  const { dims, labels, bias, idf, weights } = value as unknown as LinearClassifier
  if (!Array.isArray(labels) || !Array.isArray(bias)) return undefined
  if (labels.length < 2 || bias.length !== labels.length) return 'must have two labels or more, and a bias for each'
  const size = dims * labels.length
  return !(size <= 4e6) || !floats(idf, dims) || !floats(weights, size) ? 'must have base64 of dims float32 as idf and labels × dims as weights, at most 4 million' : undefined
}

const POLICY: Shape = {
  'apiVersion!': kind(`${API_VERSION}, the version that this program knows: update it for a later one`, (value) => value === API_VERSION),
  'kind!': 'RoutingPolicy',
  'metadata!': { 'id!': ID_PATTERN, 'valid_until!': INSTANT, valid_from: INSTANT },
  'providers!': { '*': { regions: TAGS, compliance: TAGS, 'type!': TEXT, budget: { 'limit_usd!': USD, 'period!': PERIOD_PATTERN, on_exceeded: 'skip|alert' } } },
  'models!': { '*': { 'provider!': '@providers', 'id!': TEXT, 'tier!': TIER, capabilities: TAGS } },
  classifiers: { '*': classifier },
  constraints: [{ 'id!': ID_PATTERN, 'when!': condition, 'require!': REQUIREMENT }, 0],
  'routes!': [{
    'id!': (value, { path, depth, visit, seen }) => {
      visit(value, ID_PATTERN, path, depth)
      return seen.size === seen.add(value).size ? `is the id of two routes: ${JSON.stringify(value)}` : undefined
    },
    'priority!': range(0, MOST, 1), 'match!': condition, require: REQUIREMENT,
    schedule: {
      '!': ANY, days: [DAYS.join('|')], from: /^(?:[01]\d|2[0-3]):[0-5]\d$/, to: /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
      timezone: readable((timeZone) => new Intl.DateTimeFormat('en', { timeZone })),
    },
    'target!': { 'model!': '@models', as_asked: FLAG, params: {}, timeout_ms: WHOLE, max_output_tokens: WHOLE },
    fallback: [{ 'model!': '@models', 'on!': [FALLBACK_REASONS.join('|')] }, 0],
    escalate: { low_confidence: { 'signal!': 'mean_logprob', 'below!': range(-1000, 0) } },
    rollout: { 'stage!': 'shadow|canary|full', 'percent!': PERCENT, otherwise: '@routes', key: FIELD_PATTERN, salt: TEXT, shadow: SHADOW },
  }],
  'defaults!': { 'route!': '@routes', on_expired: '@routes', on_missing_signal: 'no_match|error' },
  limits: {
    max_share: [{ 'tier!': TIER, 'percent!': PERCENT, window: PERIOD_PATTERN, on_exceeded: '@routes' }, 0],
    budgets: [{ 'scope!': 'total|user', 'limit_usd!': USD, 'period!': PERIOD_PATTERN, 'on_exceeded!': 'alert|deny|cheapest_viable|incumbent' }, 0],
  },
}

/**
 * Takes a parsed document as a policy. Checks all that the router relies on, references included, and nothing else;
 * throws AuditError (exit 2) that names the first faults. For unknown fields and other slips see lint.
 */
export function loadPolicy(document: unknown): PolicyDocument {
  const issues = checkPolicy(document)
  if (issues.length === 0) return document as PolicyDocument
  throw new AuditError('policy-invalid', `Not a valid routing policy: ${issues.slice(0, 5).map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}; ${issues.length} in all.`, 'See audit policy lint.')
}

/** The faults for which `loadPolicy` refuses a document; empty when it is sound. Never throws. */
export function checkPolicy(document: unknown): readonly PolicyIssue[] {
  return faultsOf(document, POLICY)
}
