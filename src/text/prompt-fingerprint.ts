import { fingerprintOf, maskedPrompt } from './fingerprint.js'
import { hiddenFingerprint } from './hidden-prompt.js'
import { quickMask } from './quick-mask.js'
import { remembered } from './remembered.js'

/** Millions of calls share a few masked prompts. */
const fingerprintOfMasked = remembered(fingerprintOf, 1_000)

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
 *
 * Where parts of the prompt were hidden, that of the prompt as it was.
 */
export function promptFingerprint(system: string): string {
  return hiddenFingerprint(system) ?? fingerprintOfMasked(maskedPrompt(system, quickMask))
}
