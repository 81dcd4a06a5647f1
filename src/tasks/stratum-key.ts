import type { LlmCall } from '../domain/call.js'
import { quickMask } from '../text/quick-mask.js'
import { contractOf } from './contract.js'
import { askedFor } from './document.js'
import { quickHash } from './words/quick-hash.js'
import type { TagOf } from './apart/tag-of.js'

/** Quick name of a masked system prompt: two prompts have the same if their published fingerprints (text/fingerprint) are the same. */
export function promptKey(system: string): string {
  return quickHash(quickMask(system.normalize('NFC')).replace(/\s+/gu, ' ').trim())
}

/** Hash of what tells calls apart exactly and cheaply: tag, tools, response format, masked system prompt. Calls with one key are of one task, or told apart by their user text alone. */
export function stratumKey(call: Pick<LlmCall, 'request' | 'metadata'>, tagOf: TagOf = () => undefined): string {
  const asked = askedFor(call, tagOf)
  return quickHash(JSON.stringify([asked.tag ?? null, contractOf(asked), asked.system === undefined ? null : promptKey(asked.system)]))
}
