import type { PolicyDocument } from '../document.js'
import { cascades } from './resolve.js'
import type { HeldPart, Loss } from './target.js'

/** What every target loses of a policy but for the parts that it holds. */
export function generalLosses(policy: PolicyDocument, holds: readonly HeldPart[]): readonly Loss[] {
  const losses: Loss[] = []
  const add = (field: string, how: Loss['how'], message: string): void => { losses.push({ field, how, message }) }
  const lost = (part: HeldPart): boolean => !holds.includes(part)
  for (const route of policy.routes) {
    const at = `routes.${route.id}`
    if (!('always' in route.match)) add(`${at}.match`, 'application', `requests carry the label ${route.id}: the application decides by cheapest-viable/policy, or by what it knows of them`)
    if (route.schedule !== undefined && lost('schedule')) add(`${at}.schedule`, 'application', 'the target has no time windows: the application sends the label only within them')
    if (cascades(route) && lost('confidence')) add(`${at}.escalate.low_confidence`, 'dropped', 'the target cannot doubt an answer: the label goes to the model that the cascade ends with, and saves nothing')
    else if (route.escalate?.low_confidence !== undefined && lost('confidence')) add(`${at}.escalate.low_confidence`, 'application', 'the target does not look into answers')
    if (route.escalate?.validation_failure !== undefined) add(`${at}.escalate.validation_failure`, 'application', 'the target does not look into answers')
    if (route.fallback?.some((step) => step.on.some((reason) => reason === 'validation_failure' || reason === 'low_confidence' || reason === 'refusal'))) add(`${at}.fallback`, 'approximated', 'falls back after errors of the call only, not after answers')
    else if ((route.fallback?.length ?? 0) > 0 && lost('fallback')) add(`${at}.fallback`, 'application', 'the target does not fall back to another model')
    if (route.target.as_asked === true) add(`${at}.target.as_asked`, 'approximated', `the label goes to ${route.target.model}; requests that should keep their model are sent without it, past the target`)
    if (route.target.params !== undefined && lost('params')) add(`${at}.target.params`, 'application', 'the application sets the parameters')
    if (route.target.timeout_ms !== undefined && lost('timeout')) add(`${at}.target.timeout_ms`, 'dropped', 'the target has no timeout for a model')
    if (route.rollout !== undefined && route.rollout.stage === 'canary') add(`${at}.rollout`, lost('rollout') ? 'application' : 'approximated', lost('rollout') ? 'the target does not split traffic' : lost('sticky') ? 'the share holds, but each request is drawn anew: a user is not kept on one side' : 'the share holds and keys stay on their side, but it is another side than in the policy')
    if ((route.rollout?.stage === 'shadow' || route.rollout?.shadow !== undefined) && lost('shadow')) add(`${at}.rollout.shadow`, 'dropped', 'the target sends no copies')
    if (route.evidence !== undefined && lost('evidence')) add(`${at}.evidence`, 'dropped', 'there is no place for it')
  }
  for (const one of policy.constraints ?? []) add(`constraints.${one.id}`, 'pre-resolved', `the label says whether it applies: …@${one.id}`)
  for (const [name, provider] of Object.entries(policy.providers)) if (provider.budget !== undefined && lost('budget')) add(`providers.${name}.budget`, 'dropped', 'the target keeps no budgets by provider')
  for (const [key, model] of Object.entries(policy.models)) if (model.omit_params !== undefined && lost('omitted')) add(`models.${key}.omit_params`, 'application', `the application leaves out ${model.omit_params.join(', ')}, which the model refuses`)
  if (policy.limits?.max_share !== undefined) add('limits.max_share', 'dropped', 'no target knows a cap on the share of a tier')
  if (policy.limits?.budgets !== undefined) add('limits.budgets', 'dropped', 'budgets of all traffic or of a user are not exported')
  if (policy.alerts !== undefined) add('alerts', 'dropped', 'alerts are the monitor’s')
  if (policy.classifiers !== undefined) add('classifiers', 'application', 'the application asks them and sets the label')
  if (lost('expiry')) add('metadata.valid_until', 'dropped', `the target goes on after ${policy.metadata.valid_until}: take the export out by then`)
  return losses
}
