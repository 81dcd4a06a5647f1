import { maskSlots } from './mask.js'
import { sha256Hex } from './sha256.js'

/** Hex digits of a SHA-256 over the UTF-8 bytes of a text; `digits` in [1,64]. */
export function shortHash(text: string, digits = 12): string {
  return sha256Hex(text).slice(0, digits)
}

/** Steps 1 to 3 of the fingerprint of a prompt (text/prompt-fingerprint); `mask` is that or one that gives the same. */
export function maskedPrompt(system: string, mask = maskSlots): string {
  const slots = mask(system.normalize('NFC'))
  return (/\s\s|[^\S ]/u.test(slots) ? slots.replace(/\s+/gu, ' ') : slots).trim()
}

/** Step 4. */
export function fingerprintOf(masked: string): string {
  return `tf1:${shortHash(masked)}`
}
