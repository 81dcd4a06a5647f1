import { shortHash } from '../text/fingerprint.js'

/**
 * Place of a key in [0,100), the same for the same salt and key in every runtime:
 * `uint32_be(sha256(salt + "\n" + key)[0:4]) / 2^32 × 100`. A request is in a canary of p percent when its place is below p,
 * so that a growing p only ever adds keys.
 */
export function bucket(salt: string, key: string): number {
  return (Number.parseInt(shortHash(`${salt}\n${key}`, 8), 16) / 2 ** 32) * 100
}
