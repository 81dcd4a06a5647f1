import type { JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { arrayOf } from '../read/json-text.js'

const PARTS: ReadonlySet<JsonValue | undefined> = new Set(['text', 'image', 'image_url', 'input_text', 'input_image', 'output_text', 'tool_use', 'tool_result', 'document', 'thinking', 'redacted_thinking', 'reasoning', 'tool_call', 'tool_call_response'])
/** Blocks of Bedrock carry their kind as the name of their only field. */
const BLOCKS: ReadonlySet<string | undefined> = new Set(['text', 'toolUse', 'toolResult', 'reasoningContent', 'cachePoint', 'guardContent', 'image', 'document'])

/** The parts of a content that an instrumentation wrote as JSON text; every other text is given back as it is. */
export function partsInText(content: JsonValue | undefined): JsonValue | undefined {
  const list = typeof content === 'string' && /^\s*\[/.test(content) ? arrayOf(content) : undefined
  return list !== undefined && list.length > 0 && list.every(isPart) ? [...list] : content
}

function isPart(part: JsonValue): boolean {
  if (!isJsonObject(part)) return false
  const keys = Object.keys(part)
  return PARTS.has(part['type']) || (keys.length === 1 && BLOCKS.has(keys[0]))
}
