import type { Usage } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'

/** One message of a conversation that an application for chats exports. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  /** Text, or a list of parts. */
  readonly content: JsonValue
  readonly model?: string | undefined
  readonly at?: JsonValue | undefined
  readonly usage?: Usage | undefined
  /** Why the message is not what the model saw or wrote. */
  readonly lacks?: 'tools' | 'files' | 'end' | 'success' | undefined
}

/** A conversation from its beginning along the branch that was open last. */
export interface Chat {
  readonly id?: string | undefined
  readonly at?: JsonValue | undefined
  readonly turns: readonly Turn[]
}

/** The nodes from the first to this one, by the field that names the one before; stops where a node names itself or an earlier one. */
export function pathTo(leaf: string | undefined, nodes: ReadonlyMap<string, JsonObject>, parentField: string): readonly JsonObject[] {
  const path: JsonObject[] = []
  const seen = new Set<string>()
  for (let at = leaf; at !== undefined && !seen.has(at);) {
    seen.add(at)
    const node = nodes.get(at)
    if (node === undefined) break
    path.push(node)
    const parent = node[parentField]
    at = typeof parent === 'string' ? parent : undefined
  }
  return path.reverse()
}

export const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : [])
