import type { ChatRequest } from '../domain/message.js'
import { systemText } from '../domain/message.js'
import { promptFingerprint } from '../text/prompt-fingerprint.js'
import { remembered } from '../text/remembered.js'
import { usual } from '../text/usual.js'

/** What a request shows of its task without its words. */
export interface Structure {
  /** `field=value` of its explicit task tag. */
  readonly tag: string | undefined
  /** Tool names, sorted, each once. */
  readonly tools: readonly string[]
  /** What the response format asks for; '' for free text. */
  readonly format: string
  /** See text/fingerprint; undefined without a system prompt. */
  readonly fingerprint: string | undefined
}

/** Names of the tools of a request, sorted by code unit, each once. */
export function toolNames(request: ChatRequest): readonly string[] {
  return request.tools === undefined ? NONE : namesOf(request.tools)
}

const NONE: readonly string[] = []
const namesOf = usual((tools: NonNullable<ChatRequest['tools']>): readonly string[] => [...new Set(tools.map((tool) => tool.name))].sort())

/** The response format as `json_object`, or `json_schema`, its name and its properties; '' for free text. */
export function formatKey(request: ChatRequest): string {
  const format = request.responseFormat
  if (format === undefined) return ''
  if (format.type === 'json_object') return 'json_object'
  const properties = format.schema['properties']
  return `json_schema ${format.name} ${typeof properties === 'object' && properties !== null ? Object.keys(properties).sort().join(',') : ''}`
}

/** Equal for calls of equal structure: JSON text of tag, tools, format and fingerprint, null for what is absent. */
export function structuralKey({ tag, tools, format, fingerprint }: Structure): string {
  return JSON.stringify([tag ?? null, tools, format, fingerprint ?? null])
}

/** What a structure is without its tag, as JSON text of tools, format and fingerprint. Fingerprints of the latest prompts are remembered. */
export function structureText(request: ChatRequest): string {
  const system = systemText(request)
  const fingerprint = system === undefined ? undefined : fingerprintOf(system)
  if (fingerprint !== undefined && request.tools === undefined && request.responseFormat === undefined) return bareText(fingerprint)
  return JSON.stringify([toolNames(request), formatKey(request), fingerprint ?? null])
}

/** Most calls have a system prompt and nothing else. */
const bareText = remembered((fingerprint) => JSON.stringify([[], '', fingerprint]), 8_000)
const fingerprintOf = remembered(promptFingerprint, 8_000)

/** The structure of a request that carries a tag, or none. */
export function structureOf(request: ChatRequest, tag: string | undefined): Structure {
  const system = systemText(request)
  return { tag, tools: toolNames(request), format: formatKey(request), fingerprint: system === undefined ? undefined : promptFingerprint(system) }
}
