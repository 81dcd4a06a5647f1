import type { JsonObject, JsonValue } from '../../domain/json.js'
import { arrayOf } from './json-text.js'

const KEYED = /^([\p{L}_][\p{L}\p{N}_.-]{0,63})\s?:\s?(?!\/\/)(.+)$/su

/** Tags as text, without the `User-Agent: …` that gateways mix in; a single string may list them with commas. */
export function readTags(value: JsonValue | undefined): readonly string[] {
  const list = arrayOf(value) ?? (typeof value === 'string' ? value.split(/[,;]/) : [])
  const tags = list.flatMap((item) => (typeof item === 'string' ? [item.trim()] : []))
  return tags.filter((tag) => tag !== '' && !/^user-agent:/i.test(tag))
}

/** The `key:value` tags as metadata. */
export function tagMetadata(tags: readonly string[]): JsonObject {
  return Object.fromEntries(tags.flatMap((tag) => {
    const [, key, value] = KEYED.exec(tag) ?? []
    return key !== undefined && value !== undefined ? [[key, value]] : []
  }))
}
