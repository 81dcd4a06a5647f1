import { isJsonObject } from '../domain/json.js'
import type { JsonObject, JsonValue } from '../domain/json.js'
import { canonicalJson } from '../text/canonical.js'

/** The objects of a JSON list; empty for anything else. */
export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item: JsonValue) => isJsonObject(item)) : []
}

export function stringOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Text of a content field: a string, or blocks whose texts are joined by newlines. */
export function contentText(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content
  return objectsOf(content).flatMap((block) => (block['type'] === 'text' ? [stringOf(block['text'])] : [])).join('\n')
}

/** Equal for the same tools in either wire format. */
export function toolText(tools: readonly { readonly name: JsonValue | undefined; readonly description: JsonValue | undefined; readonly parameters: JsonValue | undefined }[]): string {
  return tools.length === 0 ? '' : canonicalJson(tools.map(({ name, description, parameters }) => [name ?? null, description ?? null, parameters ?? null]))
}

/** A number of tokens: a positive integer, undefined when absent or null, 'bad' otherwise. */
export function tokenLimit(value: JsonValue | undefined): number | undefined | 'bad' {
  if (value === undefined || value === null) return undefined
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 'bad'
}
