import type { AuditConfig } from '../../config/schema.js'
import type { Constraint, FieldCondition } from '../../domain/constraint.js'
import type { JsonValue } from '../../domain/json.js'
import { redactField, type Placeholders } from '../../ingest/index.js'
import type { Planned } from './plan.js'

/** A plan whose constraints still hold for calls in which the values that they name are hidden: such a call would be sent where it may not. */
export function withHiddenConstraints(planned: Planned, config: AuditConfig, placeholders: Placeholders): Planned {
  if (config.redact.length === 0 || config.constraints.length === 0) return planned
  const hidden = config.constraints.map(({ when, ...rest }): Constraint => ({ ...rest, when: hiddenCondition(when, (name, value) => redactField(name, value, config.redact, placeholders)) }))
  return { ...planned, plan: { ...planned.plan, hiddenConstraints: hidden } }
}

type Value = string | number | boolean

function hiddenCondition(when: FieldCondition, hide: (name: string, value: JsonValue) => JsonValue): FieldCondition {
  const name = when.field.slice(when.field.lastIndexOf('.') + 1)
  const one = (value: Value): Value => hide(name, value) as Value
  return {
    ...when,
    ...(when.eq === undefined ? {} : { eq: one(when.eq) }), ...(when.ne === undefined ? {} : { ne: one(when.ne) }),
    ...(when.in === undefined ? {} : { in: when.in.map(one) }), ...(when.not_in === undefined ? {} : { not_in: when.not_in.map(one) }),
  }
}
