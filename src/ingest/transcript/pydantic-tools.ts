import type { JsonValue } from '../../domain/json.js'
import { arrayOf, objectOf } from '../read/json-text.js'

/** The tools of a call of Pydantic AI, which keeps them with its other parameters; those that carry the answer are tools to the model too. */
export function pydanticTools(parameters: JsonValue | undefined): JsonValue | undefined {
  const own = objectOf(parameters)
  const tools = [...arrayOf(own?.['function_tools']) ?? [], ...arrayOf(own?.['output_tools']) ?? []]
  return tools.length > 0 ? tools : undefined
}
