import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

/** Nested objects and lists of objects by dotted name; lists of plain values stay lists. */
export function flatten(object: JsonObject, prefix = ''): JsonObject {
  return Object.fromEntries(Object.entries(object).flatMap(([key, value]): readonly (readonly [string, JsonValue | undefined])[] => {
    const name = `${prefix}${key}`
    if (isJsonObject(value)) return Object.entries(flatten(value, `${name}.`))
    if (Array.isArray(value) && value.some(isJsonObject)) return Object.entries(flatten(Object.fromEntries(value.map((item: JsonValue, at: number) => [at, item])), `${name}.`))
    return [[name, value]]
  }))
}

type Node = { [key: string]: Node | JsonValue }

const MAX_STEPS = 12

/** What stands under a dotted prefix (`llm.input_messages`) as nested data; undefined when nothing does. Numbered names become lists, in order. */
export function unflatten(attributes: JsonObject, prefix: string): JsonValue | undefined {
  const root: Node = Object.create(null) as Node
  let isFound = false
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${prefix}.`) || value === undefined || value === null) continue
    const steps = key.slice(prefix.length + 1).split('.')
    if (steps.length > MAX_STEPS) continue
    isFound = true
    place(root, steps, value)
  }
  return isFound ? settled(root) : undefined
}

function place(root: Node, steps: readonly string[], value: JsonValue): void {
  let at = root
  for (const step of steps.slice(0, -1)) {
    const next = at[step]
    const isNode = typeof next === 'object' && next !== null && !Array.isArray(next)
    const node: Node = isNode ? next as Node : Object.create(null) as Node
    if (!isNode) at[step] = node
    at = node
  }
  const last = steps.at(-1)
  if (last !== undefined && !(last in at)) at[last] = value
}

function settled(node: Node | JsonValue): JsonValue {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node as JsonValue
  const entries = Object.entries(node as Node)
  const isList = entries.length > 0 && entries.every(([key]) => /^\d{1,6}$/.test(key))
  if (isList) return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => settled(value))
  return Object.fromEntries(entries.map(([key, value]) => [key, settled(value)]))
}
