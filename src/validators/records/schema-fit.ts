import { isJsonObject } from '../../domain/json.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isArray } from '../accepted.js'
import { own } from './json-agreement.js'

const DEEPEST = 100
/** Alternatives within alternatives multiply: past this many checks a value is taken to fit. */
const MOST_CHECKS = 200_000

/**
 * Why a value does not fit a JSON Schema, with the path; undefined when it fits. Understands type, enum, const, properties, required,
 * additionalProperties, items, anyOf, oneOf (as anyOf), allOf and local $ref; other keywords demand nothing.
 */
export function schemaMisfit(value: JsonValue, schema: JsonObject): string | undefined {
  const root = schema
  let checks = 0

  function misfit(given: JsonValue, rule: JsonValue | undefined, path: string, depth: number): string | undefined {
    checks += 1
    if (!isJsonObject(rule) || depth > DEEPEST || checks > MOST_CHECKS) return rule === false ? `${path} is not allowed` : undefined
    const target = own(rule, '$ref')
    if (typeof target === 'string') return misfit(given, resolved(root, target), path, depth + 1)
    return wrongType(given, own(rule, 'type'), path)
      ?? wrongChoice(given, rule, path)
      ?? wrongParts(given, rule, path, depth)
      ?? wrongCombination(given, rule, path, depth)
  }

  function wrongParts(given: JsonValue, rule: JsonObject, path: string, depth: number): string | undefined {
    if (isArray(given)) {
      const items = own(rule, 'items')
      return items === undefined ? undefined : firstOf(given, (item, i) => misfit(item, items, `${path}.${i}`, depth + 1))
    }
    return isJsonObject(given) ? wrongFields(given, rule, path, depth) : undefined
  }

  function wrongFields(given: JsonObject, rule: JsonObject, path: string, depth: number): string | undefined {
    const required = own(rule, 'required')
    const missing = isArray(required) ? required.find((key) => typeof key === 'string' && !Object.hasOwn(given, key)) : undefined
    if (missing !== undefined) return `${path}.${String(missing).slice(0, 40)} is missing`
    const declared = own(rule, 'properties')
    const properties = isJsonObject(declared) ? declared : {}
    const rest = own(rule, 'additionalProperties')
    return firstOf(Object.keys(given), (key) => {
      const field = own(given, key)
      const fieldRule = Object.hasOwn(properties, key) ? own(properties, key) : rest
      return field === undefined ? undefined : misfit(field, fieldRule, `${path.slice(0, 80)}.${key.slice(0, 40)}`, depth + 1)
    })
  }

  function wrongCombination(given: JsonValue, rule: JsonObject, path: string, depth: number): string | undefined {
    const all = own(rule, 'allOf')
    const wrong = isArray(all) ? firstOf(all, (each) => misfit(given, each, path, depth + 1)) : undefined
    if (wrong !== undefined) return wrong
    for (const alternatives of [own(rule, 'anyOf'), own(rule, 'oneOf')]) {
      if (isArray(alternatives) && alternatives.length > 0 && alternatives.every((each) => misfit(given, each, path, depth + 1) !== undefined)) return `${path} fits no alternative`
    }
    return undefined
  }

  return misfit(value, schema, '$', 0)
}

function firstOf<T>(items: readonly T[], check: (item: T, index: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const wrong = check(item, i)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongType(given: JsonValue, type: JsonValue | undefined, path: string): string | undefined {
  if (type === undefined) return undefined
  const types = isArray(type) ? type : [type]
  return types.some((each) => isType(given, each)) ? undefined : `${path} must be ${types.map(String).join(' or ').slice(0, 60)}`
}

function isType(given: JsonValue, type: JsonValue): boolean {
  switch (type) {
    case 'string': return typeof given === 'string'
    case 'number': case 'float': return typeof given === 'number'
    case 'integer': return typeof given === 'number' && Number.isInteger(given)
    case 'boolean': return typeof given === 'boolean'
    case 'null': return given === null
    case 'array': case 'tuple': return isArray(given)
    case 'object': case 'dict': return isJsonObject(given)
    default: return true
  }
}

function wrongChoice(given: JsonValue, rule: JsonObject, path: string): string | undefined {
  const choices = own(rule, 'enum')
  const only = own(rule, 'const')
  const isScalar = given === null || typeof given !== 'object'
  if (isScalar && isArray(choices) && !choices.includes(given)) return `${path} is none of the allowed values`
  return isScalar && only !== undefined && only !== given ? `${path} is not the allowed value` : undefined
}

function resolved(root: JsonObject, reference: string): JsonValue | undefined {
  if (!reference.startsWith('#')) return undefined
  let here: JsonValue | undefined = root
  for (const step of reference.slice(1).split('/').filter((part) => part !== '').slice(0, 20)) {
    here = isJsonObject(here) ? own(here, step.replaceAll('~1', '/').replaceAll('~0', '~')) : undefined
  }
  return here
}
