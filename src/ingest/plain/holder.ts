import type { JsonObject } from '../../domain/json.js'
import { fieldOf, nameOf } from '../read/field.js'
import { objectOf } from '../read/json-text.js'
import { keysUnder } from '../read/shape.js'
import { PLAIN_COLUMNS } from './columns.js'

/** Columns under which people keep what a call was made with. */
const HOLDERS = ['config', 'modelconfig', 'llmconfig', 'params', 'parameters', 'modelparameters', 'modelparams', 'invocationparams', 'settings', 'options', 'prompt', 'llm', 'modelinfo', 'metadata']
/** What models are called: in metadata, `model` may be that of a car. */
const MODEL = /gpt|claude|gemini|llama|mi[sx]tral|grok|qwen|deepseek|command|nova|titan|gemma|phi-|^o\d|kimi|glm|sonnet|haiku|opus/i

/** The object of a row that names its model, where the row itself does not; undefined when none does. */
export function modelHolder(row: JsonObject): JsonObject | undefined {
  for (const key of keysUnder(row, HOLDERS)) {
    const value = row[key]
    const held = typeof value === 'object' || (typeof value === 'string' && /^\s*\{/.test(value)) ? objectOf(value) : undefined
    const model = held && nameOf(fieldOf(held, PLAIN_COLUMNS.model))
    if (held && model !== undefined && (key.toLowerCase() !== 'metadata' || MODEL.test(model))) return held
  }
  return undefined
}
