import type { AuditConfig } from '../config/schema.js'
import type { Case } from '../domain/case.js'
import type { Constraint, FieldCondition } from '../domain/constraint.js'
import type { JsonValue } from '../domain/json.js'
import { parseModelRef } from '../domain/model.js'
import { REDACT_RULES, redactField, type Placeholders } from '../ingest/index.js'
import { constrainedFields } from '../pipeline/task/may-go.js'
import type { PolicyDocument } from '../policy/document.js'
import { fieldAt } from '../sample/field.js'
import { holds, offers, type ProviderTraits } from '../sample/constraint.js'
import type { PinnedCase, PinnedRoute } from './regression-set.js'

/** A constraint of the configuration, or of the policy; `when` is undefined where a set cannot say whether it applies. */
interface AskRule {
  readonly when: FieldCondition | undefined
  readonly require: Constraint['require']
}

/** What is recorded of a case of the fields that constraints name, hidden as the rest of the set is. */
export function pinnedFields(one: Case, fields: readonly string[], placeholders: Placeholders): Readonly<Record<string, JsonValue>> {
  const given = constrainedFields(one)
  return Object.fromEntries(fields.flatMap((field) => {
    const value = fieldAt(given, field)
    return value === undefined || value === null ? [] : [[field, redactField(field.slice(field.lastIndexOf('.') + 1), value, REDACT_RULES, placeholders)] as const]
  }))
}

/** Operators that a configuration has, too; a policy has more. */
const READ = ['eq', 'ne', 'in', 'not_in', 'exists']

/** Constraints of today: those of the configuration, and those that the policy publishes, for a machine may have the policy alone. */
function rulesOf(config: AuditConfig, policy: PolicyDocument | undefined): readonly AskRule[] {
  const published = (policy?.constraints ?? []).map(({ when, require }): AskRule => ({
    when: 'field' in when && READ.some((operator) => operator in when) ? (when as unknown as FieldCondition) : undefined,
    require: { compliance: require.compliance ?? [], regions: require.regions ?? [] },
  }))
  return [...config.constraints, ...published]
}

function traitsOf(name: string, config: AuditConfig, policy: PolicyDocument | undefined): ProviderTraits {
  const own = (table: Readonly<Record<string, { readonly regions?: readonly string[]; readonly compliance?: readonly string[] }>> | undefined) => (table && Object.hasOwn(table, name) ? table[name] : undefined)
  const said = own(config.providers) ?? own(policy?.providers)
  return { regions: said?.regions ?? [], compliance: said?.compliance ?? [] }
}

/** Wider than what this tool writes (`PLACEHOLDER`): a value that another tool hid may be any, too. */
const HIDDEN = /<[^<>\s]+_\d+>/

/** Whether a constraint may apply to a case: a field that the set does not record, or a value that it hides, may be any. */
function mayApply({ when }: AskRule, route: PinnedRoute, one: PinnedCase): boolean {
  if (when === undefined || !route.fields?.includes(when.field)) return true
  const value = one.fields?.[when.field]
  return (when.exists === undefined && typeof value === 'string' && HIDDEN.test(value)) || holds(when, value)
}

/** Whether constraints let all that a check asks of a case go where it goes: to the routed model, to the incumbent, to the model of vectors. */
export function createMayAsk(config: AuditConfig, policy: PolicyDocument | undefined): (route: PinnedRoute, one: PinnedCase, embeddings: string | undefined) => boolean {
  const rules = rulesOf(config, policy)
  const lacking = new Map<string, readonly AskRule[]>()
  const lackedBy = (provider: string): readonly AskRule[] => {
    const known = lacking.get(provider) ?? rules.filter(({ require }) => !offers(traitsOf(provider, config, policy), require))
    lacking.set(provider, known)
    return known
  }
  return (route, one, embeddings) => {
    const models = [route.model, ...(one.control === undefined ? [route.incumbent] : []), ...(embeddings === undefined ? [] : [embeddings])]
    return models.flatMap((ref) => parseModelRef(ref)?.provider ?? []).every((provider) => lackedBy(provider).every((rule) => !mayApply(rule, route, one)))
  }
}
