import type { JsonValue } from '../../src/domain/json.js'
import type { ModelOutput, ToolCall } from '../../src/domain/message.js'
import type { ValidationContext, Validator } from '../../src/domain/score.js'

/** An output in words. */
export function says(text: string, more: Partial<ModelOutput> = {}): ModelOutput {
  return { text, toolCalls: [], ...more }
}

/** An output that calls tools; arguments are written as JSON. */
export function calls(...made: readonly (readonly [string, JsonValue])[]): ModelOutput {
  return { text: '', toolCalls: made.map(([name, given]): ToolCall => ({ name, arguments: JSON.stringify(given) })) }
}

/** Score of a text against a gold. */
export function valueOf(validator: Validator, text: string, gold: JsonValue, context: ValidationContext = {}): number | null {
  return validator.validate(says(text), { gold }, context).value
}
