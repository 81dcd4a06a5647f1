import { isJsonObject } from '../domain/json.js'
import type { JsonValue } from '../domain/json.js'
import type { Condition, FieldCondition } from './document.js'
import { readField } from './request.js'
import { matcherOf } from './pattern.js'
import type { PolicyRequest } from './request.js'

export { compilePattern } from './pattern.js'

/** What a classifier said, whoever asked it. */
type Classify = (name: string) => { readonly label: string; readonly score: number; readonly margin?: number } | undefined

/**
 * Whether a request meets a condition. A leaf on an absent field is false (`not` around it is then true);
 * `onMissing` hears of every absent field that was asked for: parts are looked at in their order, and no further than is needed.
 * Linear in the size of the request.
 */
export function matches(condition: Condition, request: PolicyRequest, onMissing: (field: string) => void = () => {}, classify: Classify = broughtBy(request)): boolean {
  if ('all' in condition) return condition.all.every((part) => matches(part, request, onMissing, classify))
  if ('any' in condition) return condition.any.some((part) => matches(part, request, onMissing, classify))
  if ('not' in condition) return !matches(condition.not, request, onMissing, classify)
  if ('always' in condition) return true
  if ('classifier' in condition) {
    const found = classify(condition.classifier)
    if (found === undefined) onMissing(`classifiers.${condition.classifier}`)
    return found !== undefined && found.label === condition.label && found.score >= condition.min_score && (found.margin ?? 0) >= (condition.min_margin ?? 0)
  }
  const value = readField(request, condition.field)
  if (condition.exists !== undefined) return (value !== undefined) === condition.exists
  if (value === undefined) onMissing(condition.field)
  return value !== undefined && leafHolds(condition, value)
}

function leafHolds(leaf: FieldCondition, value: JsonValue): boolean {
  if (leaf.eq !== undefined) return sameJson(value, leaf.eq)
  if (leaf.ne !== undefined) return !sameJson(value, leaf.ne)
  if (leaf.in !== undefined) return leaf.in.some((one) => sameJson(value, one))
  if (leaf.not_in !== undefined) return !leaf.not_in.some((one) => sameJson(value, one))
  if (typeof value === 'number') {
    if (leaf.lt !== undefined) return value < leaf.lt
    if (leaf.lte !== undefined) return value <= leaf.lte
    if (leaf.gt !== undefined) return value > leaf.gt
    return leaf.gte !== undefined && value >= leaf.gte
  }
  if (typeof value !== 'string') return false
  if (leaf.regex !== undefined) return matcherOf(leaf.regex)(value)
  if (leaf.starts_with !== undefined) return value.startsWith(leaf.starts_with)
  const text = lowered(value)
  if (leaf.keywords_any !== undefined) return leaf.keywords_any.some((word) => text.includes(word.toLowerCase()))
  return leaf.keywords_all !== undefined && leaf.keywords_all.every((word) => text.includes(word.toLowerCase()))
}

let last = { text: '', lower: '' }

/** Many conditions in a row look at the same text. */
function lowered(text: string): string {
  if (last.text !== text) last = { text, lower: text.toLowerCase() }
  return last.lower
}

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => sameJson(one, b[at]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}

/** Looks up what the caller's own classifiers said. */
export function broughtBy({ classifiers }: PolicyRequest): Classify {
  return (name) => (classifiers !== undefined && Object.hasOwn(classifiers, name) ? classifiers[name] : undefined)
}
