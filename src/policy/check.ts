import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import { floats } from './classifier.js'
import { compilePattern } from './condition.js'
import { API_VERSION, DAYS, FALLBACK_REASONS, FIELD_PATTERN, ID_PATTERN, OPERATORS, PERIOD_PATTERN, TAG_PATTERN, TIERS } from './document.js'
import type { LinearClassifier, PolicyDocument } from './document.js'
import { instantMs } from './instant.js'

type Path = readonly (string | number)[]

/** A place in a document and what is wrong there. */
export interface PolicyIssue {
  readonly path: Path
  readonly message: string
}

/**
 * What a value must be: the name of a check, `@table` for the name of an entry of a table, `low..high` for a number, `low...high` for a whole one, `a|b` for one
 * of some words, `[shape, least]` for a list, or a map by key. In a map `key!` must be there, `*` stands for every key,
 * and with `closed` no other key is allowed.
 */
type Shape = string | readonly [Shape, number] | { readonly [key: string]: Shape }

const TAGS: Shape = ['tag', 0]
const REQUIREMENT: Shape = { closed: '', capabilities: TAGS, compliance: TAGS, regions: TAGS }
const PERCENT = '0..100'
const MOST = Number.MAX_SAFE_INTEGER
const WHOLE = `1...${MOST}`
const words = (list: readonly string[]): string => list.join('|')

const POLICY: Shape = {
  'metadata!': { 'id!': 'id', 'valid_until!': 'instant', valid_from: 'instant' },
  'providers!': { '*': { regions: TAGS, compliance: TAGS, 'type!': 'text', budget: { 'limit_usd!': 'usd', 'period!': 'period', on_exceeded: 'skip|alert' } } },
  'models!': { '*': { 'provider!': '@providers', 'id!': 'text', 'tier!': words(TIERS), capabilities: TAGS } },
  classifiers: { '*': 'classifier' },
  constraints: [{ 'id!': 'id', 'when!': 'condition', 'require!': REQUIREMENT }, 0],
  'routes!': [{
    'id!': 'route', 'priority!': `0...${MOST}`, 'match!': 'condition', require: REQUIREMENT,
    schedule: { closed: '', timezone: 'zone', days: [words(DAYS), 1], from: 'clock', to: 'end' },
    'target!': { 'model!': '@models', as_asked: 'flag', params: 'map', timeout_ms: WHOLE, max_output_tokens: WHOLE },
    fallback: [{ 'model!': '@models', 'on!': [words(FALLBACK_REASONS), 1] }, 0],
    escalate: { low_confidence: { 'signal!': 'mean_logprob', 'below!': '-1000..0' } },
    rollout: { 'stage!': 'shadow|canary|full', 'percent!': PERCENT, otherwise: '@routes', key: 'field', salt: 'text', shadow: { 'percent!': PERCENT, 'model!': '@models' } },
  }, 1],
  'defaults!': { 'route!': '@routes', on_expired: '@routes', on_missing_signal: 'no_match|error', token_counter: 'chars_div_4|o200k_base|cl100k_base' },
  limits: {
    max_share: [{ 'tier!': words(TIERS), 'percent!': PERCENT, window: 'period', on_exceeded: '@routes' }, 0],
    budgets: [{ 'scope!': 'total|user', 'limit_usd!': 'usd', 'period!': 'period', 'on_exceeded!': 'alert|deny|cheapest_viable|incumbent' }, 0],
  },
  alerts: [{ 'id!': 'id', 'metric!': 'text', 'window!': 'period' }, 0],
}

const CLASSIFIER: Shape = { 'type!': 'text' }
const LINEAR: Shape = {
  'dims!': '1...1000000', 'labels!': ['text', 2], 'bias!': [`-${MOST}..${MOST}`, 2], 'ngrams!': '1...2', input: 'prompt.last_user|prompt.system', max_chars: '1...100000',
  'idf!': 'text', 'weights!': 'text',
}

const like = (pattern: RegExp) => (value: unknown): boolean => typeof value === 'string' && pattern.test(value)
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** Checks of single values by name, and what they ask for. */
const CHECKS: Readonly<Record<string, readonly [(value: unknown) => boolean, string]>> = {
  text: [like(/[^]/), 'a text'],
  word: [like(/^[^][^]/u), 'a text of two characters or more'],
  id: [like(ID_PATTERN), 'an id: lower-case letters, digits, ".", "_", "-", at most 63'],
  tag: [like(TAG_PATTERN), 'lower-case letters, digits, "_", "-"'],
  instant: [(value) => typeof value === 'string' && !Number.isNaN(instantMs(value)), 'a time of RFC 3339, e.g. 2027-01-31T00:00:00Z'],
  period: [like(PERIOD_PATTERN), 'a length of time such as 15m, 1h, 1d or 1mo'],
  usd: [(value) => typeof value === 'number' && value > 0 && value < Infinity, 'an amount in USD above 0'],
  flag: [(value) => typeof value === 'boolean', 'true or false'],
  map: [isJsonObject, 'a map'],
  field: [like(FIELD_PATTERN), 'a field of a request'],
  clock: [like(CLOCK), 'a time from 00:00 to 23:59'],
  end: [(value) => value === '24:00' || like(CLOCK)(value), 'a time from 00:00 to 24:00'],
  zone: [isTimeZone, 'an IANA time zone'],
}

/**
 * Takes a parsed document as a policy. Checks all that the router relies on, references included, and nothing else;
 * throws AuditError (exit 2) that names the first faults. For unknown fields and other slips see lint.
 */
export function loadPolicy(document: unknown): PolicyDocument {
  const issues = checkPolicy(document)
  if (issues.length === 0) return document as PolicyDocument
  const shown = issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`)
  throw new AuditError('policy-invalid', `Not a valid routing policy: ${shown.join('; ')}${issues.length > 5 ? `; and ${issues.length - 5} more` : ''}.`, 'Correct the fields named, or write the policy anew with `audit run`.')
}

/** The faults for which `loadPolicy` refuses a document; empty when it is sound. Never throws. */
export function checkPolicy(document: unknown): readonly PolicyIssue[] {
  if (!isJsonObject(document)) return [{ path: [], message: 'must be a map' }]
  const issues: PolicyIssue[] = []
  const fault = (path: Path, message: string): void => { issues.push({ path, message }) }
  const { routes, apiVersion } = document
  const seen = new Set<unknown>()
  const names = (table: string): readonly unknown[] => {
    if (table === 'routes') return Array.isArray(routes) ? routes.map((route: unknown) => (isJsonObject(route) ? route['id'] : undefined)) : []
    return isJsonObject(document[table]) ? Object.keys(document[table]) : []
  }

  const visit = (value: unknown, shape: Shape, path: Path): void => {
    if (typeof shape === 'string') return single(value, shape, path)
    if (isList(shape)) {
      if (!Array.isArray(value) || value.length < shape[1]) return fault(path, `must be a list${shape[1] > 0 ? ' that is not empty' : ''}`)
      return value.forEach((item: unknown, at) => visit(item, shape[0], [...path, at]))
    }
    if (!isJsonObject(value)) return fault(path, 'must be a map')
    for (const [key, inner] of Object.entries(shape)) {
      const name = key.replace('!', '')
      if (name === '*') for (const [each, item] of Object.entries(value)) visit(item, inner, [...path, each])
      else if (key !== 'closed' && (name !== key || value[name] !== undefined)) visit(Object.hasOwn(value, name) ? value[name] : undefined, inner, [...path, name])
    }
    if ('closed' in shape) for (const key of Object.keys(value)) if (!Object.hasOwn(shape, key) && !Object.hasOwn(shape, `${key}!`)) fault([...path, key], 'is not a field here')
  }
  const single = (value: unknown, shape: string, path: Path): void => {
    const check = CHECKS[shape]
    const range = /^(-?\d+)(\.{2,3})(\d+)$/.exec(shape)
    if (check) { if (!check[0](value)) fault(path, `must be ${check[1]}`) }
    else if (range) {
      const [, low, dots, high] = range
      const whole = dots === '...'
      if (typeof value !== 'number' || !(value >= Number(low) && value <= Number(high)) || (whole && value % 1 !== 0)) fault(path, `must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}`)
    }
    else if (shape.startsWith('@')) { if (!names(shape.slice(1)).includes(value)) fault(path, `names the ${shape.slice(1, -1)} ${JSON.stringify(value)}, which the policy does not have`) }
    else if (shape === 'condition') condition(value, path, 0)
    else if (shape === 'classifier') classifier(value, path)
    else if (shape === 'route') {
      single(value, 'id', path)
      if (seen.has(value)) fault(path, `is the id of two routes: ${JSON.stringify(value)}`)
      seen.add(value)
    } else if (typeof value !== 'string' || !shape.split('|').includes(value)) fault(path, `must be one of ${shape.replaceAll('|', ', ')}`)
  }

  const condition = (value: unknown, path: Path, depth: number): void => {
    if (!isJsonObject(value)) return fault(path, 'must be a condition')
    if (depth > 32) return fault(path, 'is nested too deeply')
    const keys = Object.keys(value)
    const [key = ''] = keys
    if ('field' in value) return leaf(value, path)
    if ('classifier' in value) {
      visit(value, { closed: '', 'classifier!': 'text', 'label!': 'text', 'min_score!': '0..1', min_margin: '0..1' }, path)
    } else if (keys.length === 1 && (key === 'all' || key === 'any')) {
      const parts = value[key]
      if (!Array.isArray(parts) || parts.length === 0) return fault([...path, key], 'must be a list that is not empty')
      parts.forEach((part: unknown, at) => condition(part, [...path, key, at], depth + 1))
    } else if (keys.length === 1 && key === 'not') condition(value[key], [...path, key], depth + 1)
    else if (keys.length !== 1 || key !== 'always' || value[key] !== true) fault(path, 'must have exactly one of all, any, not, always: true, or a field with an operator')
  }
  const leaf = (value: Readonly<Record<string, unknown>>, path: Path): void => {
    const operators = Object.keys(value).filter((key) => key !== 'field')
    const [operator = ''] = operators
    if (!like(FIELD_PATTERN)(value['field'])) fault([...path, 'field'], `is not a field of a request: ${JSON.stringify(value['field'])}`)
    if (operators.length !== 1) return fault(path, 'must have exactly one operator')
    const at = [...path, operator]
    const operand = value[operator]
    single(operator, words(OPERATORS), at)
    if (/^[lg]te?$/.test(operator)) { if (typeof operand !== 'number') fault(at, 'must be a number') }
    else if (operator.endsWith('in')) { if (!Array.isArray(operand) || operand.length === 0) fault(at, 'must be a list that is not empty') }
    else if (operator.startsWith('keywords_')) visit(operand, ['word', 1], at)
    else if (operator === 'exists') single(operand, 'flag', at)
    else if (operator === 'starts_with') single(operand, 'text', at)
    else if (operator === 'regex') {
      try {
        compilePattern(String(operand))
      } catch (error) {
        fault(at, error instanceof AuditError ? error.message : 'is not a usable regex')
      }
    }
  }

  /** Kinds other than `linear` are the caller's matter. */
  const classifier = (value: unknown, path: Path): void => {
    const before = issues.length
    visit(value, isJsonObject(value) && value['type'] === 'linear' ? LINEAR : CLASSIFIER, path)
    if (issues.length > before || !isJsonObject(value) || value['type'] !== 'linear') return
    const { dims, labels, bias, idf, weights } = value as unknown as LinearClassifier
    const size = dims * labels.length
    if (bias.length !== labels.length) fault([...path, 'bias'], 'must be one number for each label')
    if (size > 4e6) return fault([...path, 'dims'], 'is too large')
    if (floats(idf, dims) === undefined) fault([...path, 'idf'], `must be base64 of ${dims} float32`)
    if (floats(weights, size) === undefined) fault([...path, 'weights'], `must be base64 of ${size} float32`)
  }

  const later = typeof apiVersion === 'string' && /^llm-routing-policy\/v(?:[2-9]|\d{2,6})$/.test(apiVersion)
  if (apiVersion !== API_VERSION) fault(['apiVersion'], later ? `is ${apiVersion}, a later version than this program knows (${API_VERSION}): update the program` : `must be ${API_VERSION}`)
  if (document['kind'] !== 'RoutingPolicy') fault(['kind'], 'must be RoutingPolicy')
  visit(document, POLICY, [])
  return issues
}

const isList = (shape: Shape): shape is readonly [Shape, number] => Array.isArray(shape)

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
