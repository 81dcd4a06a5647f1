import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import { compilePattern } from './condition.js'
import { API_VERSION, DAYS, FALLBACK_REASONS, FIELD_PATTERN, ID_PATTERN, OPERATORS, TAG_PATTERN, TIERS } from './document.js'
import type { PolicyDocument } from './document.js'

export { createRouter } from './evaluate.js'
export { bucket } from './bucket.js'
export type { Router, RoutingContext, RoutingDecision, RoutingError, RoutingReason, RoutingTarget, TraceStep } from './evaluate.js'
export type { PolicyRequest, RouterState } from './request.js'
export type { ClassifierCondition, Condition, Constraint, FallbackReason, FallbackStep, FieldCondition, ModelEntry, PolicyDocument, ProviderEntry, Requirement, Rollout, Route, RouteEvidence, Schedule, ShareCap, Tier } from './document.js'

/** A place in a document and what is wrong there. */
export interface PolicyIssue {
  readonly path: readonly (string | number)[]
  readonly message: string
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

/** The faults for which `loadPolicy` refuses a document, in document order; empty when it is sound. Never throws. */
export function checkPolicy(document: unknown): readonly PolicyIssue[] {
  const issues: PolicyIssue[] = []
  type Path = readonly (string | number)[]
  const fault = (path: Path, message: string): void => { issues.push({ path, message }) }
  const get = (value: unknown, key: string): unknown => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined)
  const text = (value: unknown, path: Path): void => { if (typeof value !== 'string' || value === '') fault(path, 'must be a text') }
  const optional = (value: unknown, check: () => void): void => { if (value !== undefined) check() }
  const instant = (value: unknown, path: Path): void => { if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) fault(path, 'must be a date and time') }
  const id = (value: unknown, path: Path): void => { if (typeof value !== 'string' || !ID_PATTERN.test(value)) fault(path, 'must be an id: lower-case letters, digits, ".", "_", "-", at most 63') }
  const number = (value: unknown, path: Path, low: number, high: number): void => { if (typeof value !== 'number' || !(value >= low && value <= high)) fault(path, `must be a number from ${low} to ${high}`) }
  const oneOf = (value: unknown, known: readonly string[], path: Path): void => { if (typeof value !== 'string' || !known.includes(value)) fault(path, `must be one of ${known.join(', ')}`) }
  const list = (value: unknown, path: Path, check: (item: unknown, at: Path) => void, least = 0): void => {
    if (!Array.isArray(value) || value.length < least) return fault(path, least > 0 ? 'must be a list that is not empty' : 'must be a list')
    value.forEach((item: unknown, at) => check(item, [...path, at]))
  }
  const entries = (value: unknown, path: Path, check: (item: unknown, at: Path) => void): void => {
    if (!isJsonObject(value)) return fault(path, 'must be a map')
    for (const [key, item] of Object.entries(value)) check(item, [...path, key])
  }
  const tags = (value: unknown, path: Path): void => list(value, path, (tag, at) => { if (typeof tag !== 'string' || !TAG_PATTERN.test(tag)) fault(at, 'must be lower-case letters, digits, "_", "-"') })
  const requirement = (value: unknown, path: Path): void => entries(value, path, (item, at) => {
    oneOf(at.at(-1), ['capabilities', 'compliance', 'regions'], at)
    tags(item, at)
  })
  const reference = (value: unknown, known: ReadonlySet<unknown>, kind: string, path: Path): void => { if (!known.has(value)) fault(path, `names the ${kind} ${JSON.stringify(value)}, which the policy does not have`) }

  const condition = (value: unknown, path: Path, depth: number): void => {
    if (!isJsonObject(value)) return fault(path, 'must be a condition')
    if (depth > 32) return fault(path, 'is nested too deeply')
    const keys = Object.keys(value)
    const [key = ''] = keys
    if ('field' in value) return leaf(value, path)
    if ('classifier' in value) {
      text(value['classifier'], [...path, 'classifier'])
      text(value['label'], [...path, 'label'])
      if (typeof value['min_score'] !== 'number') fault([...path, 'min_score'], 'must be a number')
      for (const one of keys) oneOf(one, ['classifier', 'label', 'min_score', 'min_margin'], [...path, one])
      return
    }
    if (keys.length !== 1) return fault(path, 'must have exactly one of all, any, not, always, or a field with an operator')
    if (key === 'all' || key === 'any') list(value[key], [...path, key], (part, at) => condition(part, at, depth + 1), 1)
    else if (key === 'not') condition(value[key], [...path, key], depth + 1)
    else if (key !== 'always' || value[key] !== true) fault(path, 'must be all, any, not, always: true, or a field with an operator')
  }
  const leaf = (value: Readonly<Record<string, unknown>>, path: Path): void => {
    const operators = Object.keys(value).filter((key) => key !== 'field')
    const [operator = ''] = operators
    if (typeof value['field'] !== 'string' || !FIELD_PATTERN.test(value['field'])) fault([...path, 'field'], `is not a field of a request: ${JSON.stringify(value['field'])}`)
    if (operators.length !== 1) return fault(path, 'must have exactly one operator')
    const at = [...path, operator]
    const operand = value[operator]
    oneOf(operator, OPERATORS, at)
    if (['lt', 'lte', 'gt', 'gte'].includes(operator)) { if (typeof operand !== 'number') fault(at, 'must be a number') }
    else if (operator === 'in' || operator === 'not_in') list(operand, at, () => {}, 1)
    else if (operator.startsWith('keywords_')) list(operand, at, (word, place) => { if (typeof word !== 'string' || word.length < 2) fault(place, 'must be a text of two characters or more') }, 1)
    else if (operator === 'exists') { if (typeof operand !== 'boolean') fault(at, 'must be true or false') }
    else if (operator === 'starts_with') text(operand, at)
    else if (operator === 'regex') {
      try {
        compilePattern(String(operand))
      } catch (error) {
        fault(at, error instanceof AuditError ? error.message : 'is not a usable regex')
      }
    }
  }
  const schedule = (value: unknown, path: Path): void => entries(value, path, (item, at) => {
    const key = at.at(-1)
    if (key === 'days') list(item, at, (day, place) => oneOf(day, DAYS, place), 1)
    else if (key === 'from' || key === 'to') { if (typeof item !== 'string' || !/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(item)) fault(at, 'must be a time from 00:00 to 24:00') }
    else if (key === 'timezone') { if (!isTimeZone(item)) fault(at, 'must be an IANA time zone') }
    else fault(at, 'is not a field of a schedule')
  })

  if (!isJsonObject(document)) return [{ path: [], message: 'must be a map' }]
  if (document['apiVersion'] !== API_VERSION) fault(['apiVersion'], `must be ${API_VERSION}`)
  if (document['kind'] !== 'RoutingPolicy') fault(['kind'], 'must be RoutingPolicy')
  const { metadata, defaults, providers, models, constraints, routes, limits } = document
  id(get(metadata, 'id'), ['metadata', 'id'])
  instant(get(metadata, 'valid_until'), ['metadata', 'valid_until'])
  optional(get(metadata, 'valid_from'), () => instant(get(metadata, 'valid_from'), ['metadata', 'valid_from']))
  entries(providers, ['providers'], (provider, path) => {
    for (const key of ['regions', 'compliance']) optional(get(provider, key), () => tags(get(provider, key), [...path, key]))
    text(get(provider, 'type'), [...path, 'type'])
  })
  const providerNames = new Set(isJsonObject(providers) ? Object.keys(providers) : [])
  const modelNames = new Set(isJsonObject(models) ? Object.keys(models) : [])
  const routeIds = new Set<unknown>(Array.isArray(routes) ? routes.map((route: unknown) => get(route, 'id')) : [])
  entries(models, ['models'], (model, path) => {
    reference(get(model, 'provider'), providerNames, 'provider', [...path, 'provider'])
    text(get(model, 'id'), [...path, 'id'])
    oneOf(get(model, 'tier'), TIERS, [...path, 'tier'])
    optional(get(model, 'capabilities'), () => tags(get(model, 'capabilities'), [...path, 'capabilities']))
  })
  optional(constraints, () => list(constraints, ['constraints'], (constraint, path) => {
    id(get(constraint, 'id'), [...path, 'id'])
    condition(get(constraint, 'when'), [...path, 'when'], 0)
    requirement(get(constraint, 'require'), [...path, 'require'])
  }))
  const seen = new Set<unknown>()
  list(routes, ['routes'], (route, path) => {
    const name = get(route, 'id')
    id(name, [...path, 'id'])
    if (seen.has(name)) fault([...path, 'id'], `is the id of two routes: ${JSON.stringify(name)}`)
    seen.add(name)
    number(get(route, 'priority'), [...path, 'priority'], 0, Number.MAX_SAFE_INTEGER)
    condition(get(route, 'match'), [...path, 'match'], 0)
    optional(get(route, 'require'), () => requirement(get(route, 'require'), [...path, 'require']))
    optional(get(route, 'schedule'), () => schedule(get(route, 'schedule'), [...path, 'schedule']))
    reference(get(get(route, 'target'), 'model'), modelNames, 'model', [...path, 'target', 'model'])
    optional(get(route, 'fallback'), () => list(get(route, 'fallback'), [...path, 'fallback'], (step, at) => {
      reference(get(step, 'model'), modelNames, 'model', [...at, 'model'])
      list(get(step, 'on'), [...at, 'on'], (reason, place) => oneOf(reason, FALLBACK_REASONS, place), 1)
    }))
    const rollout = get(route, 'rollout')
    optional(rollout, () => {
      oneOf(get(rollout, 'stage'), ['shadow', 'canary', 'full'], [...path, 'rollout', 'stage'])
      number(get(rollout, 'percent'), [...path, 'rollout', 'percent'], 0, 100)
      optional(get(rollout, 'otherwise'), () => reference(get(rollout, 'otherwise'), routeIds, 'route', [...path, 'rollout', 'otherwise']))
      const key = get(rollout, 'key')
      optional(key, () => { if (typeof key !== 'string' || !FIELD_PATTERN.test(key)) fault([...path, 'rollout', 'key'], 'is not a field of a request') })
      optional(get(rollout, 'salt'), () => text(get(rollout, 'salt'), [...path, 'rollout', 'salt']))
    })
  }, 1)
  reference(get(defaults, 'route'), routeIds, 'route', ['defaults', 'route'])
  optional(get(defaults, 'on_expired'), () => reference(get(defaults, 'on_expired'), routeIds, 'route', ['defaults', 'on_expired']))
  optional(get(defaults, 'on_missing_signal'), () => oneOf(get(defaults, 'on_missing_signal'), ['no_match', 'error'], ['defaults', 'on_missing_signal']))
  optional(get(limits, 'max_share'), () => list(get(limits, 'max_share'), ['limits', 'max_share'], (cap, path) => {
    oneOf(get(cap, 'tier'), TIERS, [...path, 'tier'])
    number(get(cap, 'percent'), [...path, 'percent'], 0, 100)
    optional(get(cap, 'on_exceeded'), () => reference(get(cap, 'on_exceeded'), routeIds, 'route', [...path, 'on_exceeded']))
  }))
  return issues
}

function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
