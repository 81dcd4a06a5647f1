import type { SourceRef } from '../../domain/call.js'
import type { JsonObject, JsonValue } from '../../domain/json.js'
import { isJsonObject } from '../../domain/json.js'
import { isCorrectionName, isOpinionName, plainName } from '../../text/opinion-name.js'
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
      ...opinions(span),
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

/** What users said of the answer: attributes whose last name says so (`app.user_feedback`), and events that hold the result of an evaluation under such a name. */
function opinions({ attributes, events }: Span): JsonObject {
  const saysSo = (name: string): boolean => isOpinionName(plainName(name)) || isCorrectionName(plainName(name))
  const own = Object.entries(attributes).flatMap(([key, value]) => {
    const name = key.slice(key.lastIndexOf('.') + 1)
    return saysSo(name) ? [[name, value] as const] : []
  })
  const told = events.flatMap((event) => {
    const facts = event['name'] === 'gen_ai.evaluation.result' && isJsonObject(event['attributes']) ? event['attributes'] : undefined
    const name = facts?.['gen_ai.evaluation.name']
    const value = facts?.['gen_ai.evaluation.score.value'] ?? facts?.['gen_ai.evaluation.score.label']
    return typeof name === 'string' && value !== undefined && saysSo(name) ? [[name, value] as const] : []
  })
  return Object.fromEntries([...told, ...own])
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
