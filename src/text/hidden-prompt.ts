import { fingerprintOf, maskedPrompt, shortHash } from './fingerprint.js'
import { quickMask } from './quick-mask.js'

/** Prompts beyond these go by the fingerprint of what is shown of them. */
const MOST = 200_000

/** Fingerprints by the digest of what is shown of a prompt: the prompts themselves are to be forgotten. */
const fingerprints = new Map<string, string>()

/** Keeps the fingerprint of a system prompt in which something was hidden: a gateway sees the prompt itself, and must find its route by it. */
export function rememberHidden(shown: string, original: string): void {
  if (fingerprints.size < MOST) fingerprints.set(shortHash(shown), fingerprintOf(maskedPrompt(original, quickMask)))
}

/** The fingerprint of the prompt of which this is shown; undefined where nothing was hidden in it. */
export function hiddenFingerprint(shown: string): string | undefined {
  return fingerprints.size === 0 ? undefined : fingerprints.get(shortHash(shown))
}
