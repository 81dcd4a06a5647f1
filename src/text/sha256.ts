/** The first 32 bits of the fractional parts of a root of the first primes: FIPS 180-4 names its constants so. */
function primeRoots(count: number, power: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) prime = false
    if (prime) found.push(((n ** power) % 1) * 2 ** 32 | 0)
  }
  return found
}

const START = primeRoots(8, 1 / 2)
const ROUNDS = Int32Array.from(primeRoots(64, 1 / 3))
const utf8 = new TextEncoder()
const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by))
/** Typed arrays are read within their bounds throughout. */
const word = (words: Int32Array, at: number): number => words[at] as number

/**
 * SHA-256 (FIPS 180-4) of the UTF-8 bytes of a text, as 64 hex digits. Synchronous in a browser, where WebCrypto is not, and a
 * fifth of the size of a general library: the policy runtime has 20 KB for everything.
 */
export function sha256Hex(text: string): string {
  const bytes = utf8.encode(text)
  const blocks = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6))
  new Uint8Array(blocks.buffer).set(bytes)
  blocks.setUint8(bytes.length, 0x80)
  blocks.setUint32(blocks.byteLength - 8, Math.floor(bytes.length / 2 ** 29))
  blocks.setUint32(blocks.byteLength - 4, bytes.length << 3)
  const hash = Int32Array.from(START)
  const words = new Int32Array(64)
  for (let block = 0; block < blocks.byteLength; block += 64) {
    for (let at = 0; at < 64; at++) {
      if (at < 16) words[at] = blocks.getInt32(block + 4 * at)
      else {
        const early = word(words, at - 15)
        const late = word(words, at - 2)
        words[at] = word(words, at - 16) + (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) + word(words, at - 7) + (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10))
      }
    }
    let a = word(hash, 0), b = word(hash, 1), c = word(hash, 2), d = word(hash, 3), e = word(hash, 4), f = word(hash, 5), g = word(hash, 6), h = word(hash, 7)
    for (let at = 0; at < 64; at++) {
      const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + word(ROUNDS, at) + word(words, at)) | 0
      const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    const mixed = [a, b, c, d, e, f, g, h]
    for (let at = 0; at < 8; at++) hash[at] = word(hash, at) + (mixed[at] ?? 0)
  }
  return Array.from(hash, (value) => (value >>> 0).toString(16).padStart(8, '0')).join('')
}
