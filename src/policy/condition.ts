import type { Condition } from './document.js'
import { OPERATORS } from './operators.js'
import { readField } from './request.js'
import type { PolicyRequest } from './request.js'

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
  if (value === undefined) {
    onMissing(condition.field)
    return false
  }
  // One operator a leaf; without one that is known nothing holds.
  for (const name in condition) if (name !== 'field') return OPERATORS[name]?.holds(value, condition[name as 'eq'] as never) ?? false
  return false
}

/** Looks up what the caller's own classifiers said. */
export function broughtBy({ classifiers }: PolicyRequest): Classify {
  return (name) => (classifiers !== undefined && Object.hasOwn(classifiers, name) ? classifiers[name] : undefined)
}
