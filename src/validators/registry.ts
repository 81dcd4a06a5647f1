import { AuditError } from '../domain/error.js'
import type { Validator } from '../domain/score.js'
import { editDistance } from '../text/nearest.js'
import { choice } from './choice.js'
import { code } from './code.js'
import { date } from './date.js'
import { exact } from './exact.js'
import { extraction } from './extraction.js'
import { format } from './format.js'
import { json } from './json.js'
import { label } from './label.js'
import { number } from './number.js'
import { policy } from './policy.js'
import { refusal } from './refusal.js'
import { similarity } from './similarity.js'
import { sql } from './sql.js'
import { summary } from './summary.js'
import { toolCall } from './tool-call.js'
import { translation } from './translation.js'

/** All validators that need no model, by name. */
export const validators = { exact, label, choice, number, json, tool_call: toolCall, date, extraction, similarity, translation, summary, code, sql, format, refusal, policy } satisfies Record<string, Validator>

export type ValidatorName = keyof typeof validators

/** Name and version, as results name a validator: `label@1`. */
export function validatorId(validator: Validator): string {
  return `${validator.name}@${validator.version}`
}

const users = new Map<string, Validator>()

/** Makes a validator of the user's known by its name, for this process. */
export function registerValidator(validator: Validator): void {
  users.set(validator.name, validator)
}

/** The validator of a name, or of a `name@version` of the version at hand. Throws an AuditError that names the known ones, nearest first. */
export function findValidator(name: string): Validator {
  const known: readonly Validator[] = [...Object.values(validators), ...users.values()]
  const found = known.find((validator) => name === validator.name || name === validatorId(validator))
  if (found) return found
  const names = known.map((validator) => (name.includes('@') ? validatorId(validator) : validator.name))
  const asked = name.slice(0, 60)
  const nearest = names.map((each) => ({ each, gap: editDistance(asked.toLowerCase(), each) })).sort((a, b) => a.gap - b.gap).map(({ each }) => each)
  throw new AuditError('unknown-validator', `There is no validator “${asked}”.`, `Known validators: ${nearest.join(', ')}.`)
}
