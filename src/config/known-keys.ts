import { isJsonObject, type JsonObject } from '../domain/json.js'

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])

/** The branches of a schema that may hold an object or a list. */
function branches(schema: unknown): readonly JsonObject[] {
  if (!isJsonObject(schema)) return []
  const unions = [...listOf(schema['anyOf']), ...listOf(schema['oneOf']), ...listOf(schema['allOf'])]
  return [schema, ...unions.flatMap(branches)]
}

function child(schema: JsonObject, key: string): unknown {
  const properties = schema['properties']
  if (isJsonObject(properties) && Object.hasOwn(properties, key)) return properties[key]
  return /^\d+$/.test(key) ? schema['items'] : schema['additionalProperties']
}

/** The keys that a JSON Schema knows at a place of the document; none where the user chooses the names. */
export function knownKeys(schema: unknown, path: readonly string[]): readonly string[] {
  const here = path.reduce<readonly JsonObject[]>((at, key) => at.flatMap((one) => branches(child(one, key))), branches(schema))
  return [...new Set(here.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : [])))]
}
