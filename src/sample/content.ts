import { createHash } from 'node:crypto'
import type { ChatRequest } from '../domain/message.js'
import { canonicalJson } from '../text/canonical.js'

/** SHA-256 of the canonical JSON of a value, as hex. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** Same digest, same question: two calls with it are exact repeats. 32 hex digits. */
export function contentDigest(request: ChatRequest): string {
  return digest(request).slice(0, 32)
}
