import { createHash } from 'node:crypto'
import { canonicalJson } from '../text/canonical.js'
import type { PolicyDocument } from './document.js'

export const GENERATOR = 'cheapest-viable'

/** `sha256:` and 64 hex digits over the canonical document without its own digest. */
export function policyDigest(document: PolicyDocument): string {
  const { digest: _digest, ...generator } = document.metadata.generator ?? {}
  return `sha256:${createHash('sha256').update(canonicalJson({ ...document, metadata: { ...document.metadata, generator } })).digest('hex')}`
}

/** The document with its digest inside. */
export function withDigest(document: PolicyDocument): PolicyDocument {
  return { ...document, metadata: { ...document.metadata, generator: { ...document.metadata.generator, digest: policyDigest(document) } } }
}
