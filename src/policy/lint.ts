import { isJsonObject } from '../domain/json.js'
import { didYouMean } from '../text/nearest.js'
import type { Condition, PolicyDocument, Route } from './document.js'
import { checkWholePolicy } from './full-check.js'
import type { PolicyIssue } from './shape.js'
import { KNOWN_FIELDS } from './known-fields.js'
import type { FieldTree } from './known-fields.js'

/** `error`: the policy cannot be relied on. `warning`: it can, but something in it has no effect or soon will. */
export interface LintIssue extends PolicyIssue {
  readonly severity: 'error' | 'warning'
}

/**
 * Everything that can be said against a policy without running it: what `checkWholePolicy` says (dangling names and secrets in URLs included),
 * unknown fields, cycles of redirects and fallbacks, routes that nothing can reach, expiry at `now`.
 * Takes the parsed document. Pure; never throws.
 */
export function lintPolicy(document: unknown, now: Date): readonly LintIssue[] {
  const faults = checkWholePolicy(document).map((issue): LintIssue => ({ ...issue, severity: 'error' }))
  const unknown = unknownFields(document, KNOWN_FIELDS, [])
  return faults.length > 0 ? [...faults, ...unknown] : [...unknown, ...semantics(document as PolicyDocument, now)]
}

function unknownFields(value: unknown, tree: FieldTree, path: readonly (string | number)[]): readonly LintIssue[] {
  if (Array.isArray(value)) return tree.items === undefined ? [] : value.flatMap((item: unknown, at) => unknownFields(item, tree.items ?? {}, [...path, at]))
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = tree.fields !== undefined && Object.hasOwn(tree.fields, key) ? tree.fields[key] : tree.any
    if (inner !== undefined) return unknownFields(item, inner, [...path, key])
    return tree.fields === undefined ? [] : [{ severity: 'error' as const, path: [...path, key], message: `is not a field of a policy.${didYouMean(key, Object.keys(tree.fields))}` }]
  })
}

function semantics(policy: PolicyDocument, now: Date): readonly LintIssue[] {
  const issues: LintIssue[] = []
  const add = (severity: LintIssue['severity'], path: LintIssue['path'], message: string): void => { issues.push({ severity, path, message }) }
  if (now.getTime() >= Date.parse(policy.metadata.valid_until)) add('error', ['metadata', 'valid_until'], `has passed (${policy.metadata.valid_until}): every request gets the route ${policy.defaults.on_expired ?? policy.defaults.route}. Run the audit again.`)
  if (policy.metadata.valid_from !== undefined && Date.parse(policy.metadata.valid_from) >= Date.parse(policy.metadata.valid_until)) add('error', ['metadata', 'valid_from'], 'is not before valid_until')
  const used = new Set(policy.routes.flatMap((route) => [route.target.model, ...(route.fallback ?? []).map((step) => step.model)]))
  for (const name of Object.keys(policy.models)) if (!used.has(name)) add('warning', ['models', name], 'is used by no route')
  const usedProviders = new Set(Object.values(policy.models).map((model) => model.provider))
  for (const name of Object.keys(policy.providers)) if (!usedProviders.has(name)) add('warning', ['providers', name], 'serves no model')

  for (const [path, name] of classifiersAsked(policy)) if (!Object.hasOwn(policy.classifiers ?? {}, name)) add('warning', path, `names ${JSON.stringify(name)}, which the policy does not define: each request must bring what it says`)
  policy.limits?.max_share?.forEach((cap, at) => {
    const redirect = policy.routes.find((route) => route.id === cap.on_exceeded)
    if (redirect !== undefined && policy.models[redirect.target.model]?.tier === cap.tier) add('warning', ['limits', 'max_share', at, 'on_exceeded'], `is a route of the same tier, ${cap.tier}: the cap has no effect`)
  })
  policy.routes.forEach((route, at) => {
    const chain = [route.target.model, ...(route.fallback ?? []).map((step) => step.model)]
    chain.forEach((model, place) => { if (chain.indexOf(model) !== place) add('error', ['routes', at, 'fallback', place - 1, 'model'], `is a fallback cycle: ${chain.slice(chain.indexOf(model), place + 1).join(' → ')}`) })
    const loop = redirectLoop(policy, route)
    if (loop !== undefined) add('error', ['routes', at, 'rollout', 'otherwise'], `is a cycle of redirects: ${loop.join(' → ')}`)
    const first = policy.routes.find((other, place) => other !== route && isAlways(other) && (other.priority < route.priority || (other.priority === route.priority && place < at)))
    if (first !== undefined && policy.defaults.route !== route.id && policy.defaults.on_expired !== route.id) add('warning', ['routes', at], `is never reached: the route ${first.id} before it matches everything`)
  })
  if (!policy.routes.some(isAlways) && policy.routes.find((route) => route.id === policy.defaults.route)?.rollout !== undefined) add('warning', ['defaults', 'route'], 'is a route with a rollout: what is outside it has nowhere else to go')
  return issues
}

/** Every classifier that a condition names, with its place. */
function classifiersAsked(policy: PolicyDocument): readonly (readonly [path: PolicyIssue['path'], name: string])[] {
  const visit = (condition: Condition, path: PolicyIssue['path']): readonly (readonly [PolicyIssue['path'], string])[] => {
    if ('all' in condition) return condition.all.flatMap((part, at) => visit(part, [...path, 'all', at]))
    if ('any' in condition) return condition.any.flatMap((part, at) => visit(part, [...path, 'any', at]))
    if ('not' in condition) return visit(condition.not, [...path, 'not'])
    return 'classifier' in condition ? [[[...path, 'classifier'], condition.classifier]] : []
  }
  return [...(policy.constraints ?? []).flatMap((one, at) => visit(one.when, ['constraints', at, 'when'])), ...policy.routes.flatMap((route, at) => visit(route.match, ['routes', at, 'match']))]
}

function isAlways(route: Route): boolean {
  const always = (condition: Condition): boolean => 'always' in condition || ('any' in condition && condition.any.some(always)) || ('all' in condition && condition.all.every(always))
  return always(route.match) && route.schedule === undefined && route.rollout === undefined
}

function redirectLoop(policy: PolicyDocument, start: Route): readonly string[] | undefined {
  const visited: string[] = []
  let route: Route | undefined = start
  while (route?.rollout !== undefined && route.rollout.stage !== 'full') {
    if (visited.includes(route.id)) return route.id === start.id ? [...visited, route.id] : undefined
    visited.push(route.id)
    const next: string = route.rollout.otherwise ?? policy.defaults.route
    route = policy.routes.find((one) => one.id === next)
  }
  return undefined
}
