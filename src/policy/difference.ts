import { canonicalJson } from '../text/canonical.js'
import type { PolicyDocument, Route } from './document.js'

/** What the logged traffic says of two policies: a row for each pair of routes and models between which calls move. */
export interface Shift {
  readonly from: { readonly route: string; readonly model: string | null }
  readonly to: { readonly route: string; readonly model: string | null }
  readonly calls: number
  readonly share: number
}

/** Pairs the rows of two simulations of the same calls; equal places are left out, the largest shifts come first. */
export function shiftsBetween(before: readonly { readonly id: string; readonly route: string; readonly model: string | null }[], after: ReadonlyMap<string, { readonly route: string; readonly model: string | null }>): readonly Shift[] {
  const shifts = new Map<string, Shift>()
  for (const { id, route, model } of before) {
    const to = after.get(id)
    if (to === undefined || (to.model === model && to.route === route)) continue
    const key = canonicalJson([route, model, to.route, to.model])
    const calls = (shifts.get(key)?.calls ?? 0) + 1
    shifts.set(key, { from: { route, model }, to: { route: to.route, model: to.model }, calls, share: calls / Math.max(1, before.length) })
  }
  return [...shifts.values()].toSorted((a, b) => b.calls - a.calls || (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
}

/** In words, for people: what the second policy has otherwise than the first. Empty when both decide alike whatever comes. */
export function policyDifference(before: PolicyDocument, after: PolicyDocument): readonly string[] {
  const said: string[] = []
  const named = (list: readonly Route[]): ReadonlyMap<string, Route> => new Map(list.map((route) => [route.id, route]))
  const [old, fresh] = [named(before.routes), named(after.routes)]
  const wire = (policy: PolicyDocument, key: string): string => { const entry = policy.models[key]; return entry ? `${entry.provider}/${entry.id}` : key }
  const target = (policy: PolicyDocument, route: Route): string => `${wire(policy, route.target.model)}${route.target.as_asked === true ? ' unless another model is asked for' : ''}`
  for (const route of after.routes) {
    const was = old.get(route.id)
    if (was === undefined) {
      said.push(`new route ${route.id} → ${target(after, route)}`)
      continue
    }
    if (target(before, was) !== target(after, route)) said.push(`route ${route.id}: ${target(before, was)} → ${target(after, route)}`)
    const chain = (policy: PolicyDocument, one: Route): string => (one.fallback ?? []).map((step) => `${wire(policy, step.model)} on ${step.on.join(', ')}`).join('; then ') || 'none'
    if (chain(before, was) !== chain(after, route)) said.push(`route ${route.id}: falls back to ${chain(after, route)} (before: ${chain(before, was)})`)
    const rollout = ({ rollout: one }: Route): string => (one === undefined || one.stage === 'full' ? 'all its traffic' : one.stage === 'canary' ? `${one.percent} % of its traffic` : `a shadow of ${one.percent} %`)
    if (rollout(was) !== rollout(route)) said.push(`route ${route.id}: ${rollout(was)} → ${rollout(route)}`)
    if (was.priority !== route.priority) said.push(`route ${route.id}: priority ${was.priority} → ${route.priority}`)
    for (const key of ['match', 'schedule', 'require', 'escalate'] as const) if (canonicalJson(was[key]) !== canonicalJson(route[key])) said.push(`route ${route.id}: another ${key}`)
    if (canonicalJson({ ...was.target, model: '' }) !== canonicalJson({ ...route.target, model: '' })) said.push(`route ${route.id}: other parameters`)
  }
  for (const route of before.routes) if (!fresh.has(route.id)) said.push(`route ${route.id} → ${target(before, route)} is gone`)
  const constraints = (policy: PolicyDocument): ReadonlyMap<string, string> => new Map((policy.constraints ?? []).map((one) => [one.id, canonicalJson([one.when, one.require])]))
  const [held, holding] = [constraints(before), constraints(after)]
  for (const [id, text] of holding) if (held.get(id) !== text) said.push(held.has(id) ? `constraint ${id} says something else` : `new constraint ${id}`)
  for (const id of held.keys()) if (!holding.has(id)) said.push(`constraint ${id} is gone`)
  const shared = Object.keys(after.providers).filter((name) => before.providers[name] !== undefined && canonicalJson(before.providers[name]) !== canonicalJson(after.providers[name]))
  for (const name of shared) said.push(`provider ${name} declares something else`)
  for (const [key, model] of Object.entries(after.models)) {
    const was = before.models[key]
    if (was !== undefined && canonicalJson(was.price_per_1m) !== canonicalJson(model.price_per_1m)) said.push(`model ${key}: another list price`)
    if (was !== undefined && (was.tier !== model.tier || canonicalJson(was.capabilities) !== canonicalJson(model.capabilities))) said.push(`model ${key}: another tier or other capabilities`)
  }
  if (canonicalJson(before.limits) !== canonicalJson(after.limits)) said.push(`other limits: ${canonicalJson(after.limits ?? {})} (before: ${canonicalJson(before.limits ?? {})})`)
  if (canonicalJson(before.alerts) !== canonicalJson(after.alerts)) said.push('other alerts')
  if (canonicalJson(before.classifiers) !== canonicalJson(after.classifiers)) said.push('other classifiers')
  if (canonicalJson(before.defaults) !== canonicalJson(after.defaults)) said.push(`other defaults: ${canonicalJson(after.defaults)} (before: ${canonicalJson(before.defaults)})`)
  if (before.metadata.valid_until !== after.metadata.valid_until) said.push(`valid until ${after.metadata.valid_until} (before: ${before.metadata.valid_until})`)
  if (before.metadata.valid_from !== after.metadata.valid_from) said.push(`valid from ${after.metadata.valid_from ?? 'the start'} (before: ${before.metadata.valid_from ?? 'the start'})`)
  return said
}
