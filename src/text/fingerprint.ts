import { maskSlots } from './mask.js'
import { sha256Hex } from './sha256.js'

/** Hex digits of a SHA-256 over the UTF-8 bytes of a text; `digits` in [1,64]. */
export function shortHash(text: string, digits = 12): string {
  return sha256Hex(text).slice(0, digits)
}

/**
 * Name of a system prompt that outlives its slots: `tf1:` and 12 hex digits.
 *
 * 1. Normalise the text to Unicode NFC.
 * 2. Replace, in this order: `http(s)` URLs by `{url}`, e-mail addresses by `{email}`, UUIDs by `{uuid}`, ISO 8601 dates
 *    and times and `d/m/y` or `d.m.y` dates by `{date}`, what stands in double quotes (at most 200 characters, one line)
 *    or free-standing single quotes (at most 80) with its quotes by `{quoted}`, every maximal run of letters, digits, `_`
 *    and `-` that holds a digit by `{n}` if it is digits alone (a leading `-` allowed), else by `{id}`;
 *    then `{n}` and `{id}` joined by single `.`, `,` or `:` by one `{id}`, or one `{n}` if all of them are `{n}`. The patterns stand in mask.ts.
 * 3. Fold each run of white space to one space and trim.
 * 4. Take the first 12 hex digits of the SHA-256 of the UTF-8 bytes.
 */
export function promptFingerprint(system: string): string {
  const masked = maskedPrompt(system)
  const known = fingerprints.get(masked)
  if (known !== undefined) return known
  const fingerprint = fingerprintOf(masked)
  if (fingerprints.size >= REMEMBERED) fingerprints.clear()
  fingerprints.set(masked, fingerprint)
  return fingerprint
}

/** Steps 1 to 3. */
export function maskedPrompt(system: string): string {
  const slots = maskSlots(system.normalize('NFC'))
  return (/\s\s|[^\S ]/u.test(slots) ? slots.replace(/\s+/gu, ' ') : slots).trim()
}

/** Step 4. */
export function fingerprintOf(masked: string): string {
  return `tf1:${shortHash(masked)}`
}

/** Millions of calls share a few masked prompts. */
const fingerprints = new Map<string, string>()
const REMEMBERED = 1_000
