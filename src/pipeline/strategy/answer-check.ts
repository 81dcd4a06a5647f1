import { isJsonObject } from '../../domain/json.js'
import type { TaskPlan } from '../../domain/plan.js'
import type { AnswerCheck } from '../../domain/strategy.js'
import type { Case } from '../../domain/case.js'
import type { Trial } from '../../domain/trial.js'

/** The names that a schema of an object demands; none where it is no such schema. */
function requiredBy(schema: unknown): readonly string[] {
  return isJsonObject(schema) && Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : []
}

/**
 * The check that a gateway can make of the answers of a task: fixed by its requests alone, never by a score. JSON is demanded where every
 * request does; names where they all demand the same.
 */
export function answerCheckOf(plan: TaskPlan, cases: readonly Case[]): AnswerCheck {
  const json = cases.length > 0 && (plan.validator.startsWith('json@') || cases.every(({ request }) => request.responseFormat !== undefined))
  if (!json) return { json: false, required: [] }
  const demands = cases.map(({ request: { responseFormat } }) => requiredBy(responseFormat?.type === 'json_schema' ? responseFormat.schema : plan.validatorContext.schema))
  const [first = []] = demands
  return { json, required: demands.every((names) => names.join('\n') === first.join('\n')) ? first : [] }
}

/** True when a gateway would serve the answer; a failed call never is. The same check as the policy's runtime makes. */
export function passes({ outcome }: Trial, { json, required }: AnswerCheck): boolean {
  if (outcome.status === 'failed') return false
  const { text, finishReason } = outcome.output
  if (finishReason === 'refusal' || finishReason === 'content_filter') return false
  if (!json) return true
  try {
    const value: unknown = JSON.parse(text)
    return required.every((name) => isJsonObject(value) && Object.hasOwn(value, name))
  } catch {
    return false
  }
}
