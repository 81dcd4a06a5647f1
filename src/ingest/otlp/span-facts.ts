import type { SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isBlank, nameOf } from '../read/field.js'
import type { Facts } from '../transcript/facts.js'
import type { Span } from './span.js'

/** What all dialects read alike from a span; attributes under a prefix become metadata by their last names. */
export function spanFacts(span: Span, format: string, source: SourceRef): Pick<Facts, 'format' | 'source' | 'id' | 'latencyMs' | 'startedAt' | 'metadata' | 'conversationId'> {
  const { attributes, resource } = span
  return {
    format,
    source,
    id: span.spanId || undefined,
    latencyMs: span.latencyMs ?? undefined,
    startedAt: span.startedAt ?? undefined,
    conversationId: nameOf(attributes['gen_ai.conversation.id'] ?? attributes['session.id']),
    metadata: present({
      ...routing(attributes),
      service: resource['service.name'],
      environment: resource['deployment.environment.name'] ?? resource['deployment.environment'],
      user_id: attributes['user.id'] ?? attributes['enduser.id'],
    }),
  }
}

/** What a policy client says of its decision (`llm_routing.route`, `.reason`, `.arm`, …), under its full names. */
function routing(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key.startsWith('llm_routing.')))
}

/** The fields that say something. */
export function present(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)))
}

/** Attributes under a prefix, without it. */
export function under(attributes: JsonObject, prefix: string): JsonObject {
  return Object.fromEntries(Object.entries(attributes).flatMap(([key, value]) => (key.startsWith(prefix) && !isBlank(value) ? [[key.slice(prefix.length), value] as const] : [])))
}

/** The first attribute under one of the names that is there. */
export function firstOf(attributes: JsonObject, names: readonly string[]): JsonValue | undefined {
  const name = names.find((one) => !isBlank(attributes[one]))
  return name === undefined ? undefined : attributes[name]
}
