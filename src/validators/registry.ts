import { AuditError } from '../domain/error.js'
import type { Validator } from '../domain/score.js'
import { editDistance } from '../text/nearest.js'
import { date } from './date.js'
import { exact } from './exact.js'
import { json } from './json.js'
import { label } from './label.js'
import { number } from './number.js'
import { similarity } from './similarity.js'
import { toolCall } from './tool-call.js'

/** All validators that need no model, by name. */
export const validators = { exact, label, number, json, tool_call: toolCall, date, similarity } satisfies Record<string, Validator>

export type ValidatorName = keyof typeof validators

/** Name and version, as results name a validator: `label@1`. */
export function validatorId(validator: Validator): string {
  return `${validator.name}@${validator.version}`
}

/** The validator of a name, or of a `name@version` of the version at hand. Throws an AuditError that names the known ones, nearest first. */
export function findValidator(name: string): Validator {
  const known: readonly Validator[] = Object.values(validators)
  const found = known.find((validator) => name === validator.name || name === validatorId(validator))
  if (found) return found
  const names = known.map((validator) => (name.includes('@') ? validatorId(validator) : validator.name))
  const asked = name.slice(0, 60)
  const nearest = names.map((each) => ({ each, gap: editDistance(asked.toLowerCase(), each) })).sort((a, b) => a.gap - b.gap).map(({ each }) => each)
  throw new AuditError('unknown-validator', `There is no validator “${asked}”.`, `Known validators: ${nearest.join(', ')}.`)
}
