import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import type { SourceRef } from '../../domain/call.js'
import type { AdapterRecord } from '../adapter.js'

/** How one coding agent writes its sessions. Their calls are counted, not replayed: none keeps the tools that were offered, most not the system prompt. */
export interface Agent {
  readonly is: (record: JsonObject) => boolean
  /** May throw Excluded for the line. */
  readonly parse: (record: JsonObject, source: SourceRef) => readonly AdapterRecord[]
}

/** One format for all of them; what their lines become together is told by the role of its parts. */
export const SESSIONS = 'agent-session'

export const WHY = 'a session of a coding agent holds neither the tools that were offered nor the whole of what the model was sent: its tokens and cost count, its calls cannot be replayed'

export const objectIn = (record: JsonObject, key: string): JsonObject => {
  const value: JsonValue | undefined = record[key]
  return isJsonObject(value) ? value : {}
}
