/** 53 bits of some bytes, by two multiply-and-xor chains. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b)
    b ^= b >>> 13
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x21f0aaad)
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x735a2d97)
  return ((a ^ (a >>> 15)) >>> 0) * 2 ** 21 + (((b ^ (b >>> 16)) >>> 0) >>> 11)
}

/** Numbers that were seen, and how often: open addressing, 12 bytes a place. */
function createSeen(): { readonly get: (hash: number) => number | undefined; readonly set: (hash: number, copies: number) => void } {
  let hashes = new Float64Array(1 << 10).fill(-1)
  let copies = new Uint32Array(1 << 10)
  let used = 0
  const placeOf = (hash: number): number => {
    let at = (hash % 0x7fffffff) & (hashes.length - 1)
    while (hashes[at] !== -1 && hashes[at] !== hash) at = (at + 1) & (hashes.length - 1)
    return at
  }
  const set = (hash: number, count: number): void => {
    const at = placeOf(hash)
    if (hashes[at] === -1) used++
    hashes[at] = hash
    copies[at] = count
    if (used * 10 < hashes.length * 7) return
    const [oldHashes, oldCopies] = [hashes, copies]
    hashes = new Float64Array(oldHashes.length * 2).fill(-1)
    copies = new Uint32Array(oldHashes.length * 2)
    used = 0
    oldHashes.forEach((old, index) => { if (old !== -1) set(old, oldCopies[index] ?? 0) })
  }
  return {
    get: (hash) => {
      const at = placeOf(hash)
      return hashes[at] === -1 ? undefined : copies[at]
    },
    set,
  }
}

/**
 * Gives ids that have been seen a suffix (`#2`, `#3`, …) that no other id has had so far; '' for new ones. Only hashes of ids are kept:
 * that two of a million different ids are taken for one, and one of them gets a needless suffix, has a chance of 1 in 18,000.
 */
export function createIdCounter(): (ids: Uint8Array, start: number, end: number) => string {
  const seen = createSeen()
  const suffixed = (id: Uint8Array, suffix: string): number => {
    const bytes = Buffer.concat([id, Buffer.from(suffix)])
    return hashBytes(bytes, 0, bytes.length)
  }
  return (ids, start, end) => {
    const hash = hashBytes(ids, start, end)
    const copies = seen.get(hash)
    if (copies === undefined) {
      seen.set(hash, 1)
      return ''
    }
    for (let copy = copies + 1; ; copy++) {
      const suffix = `#${copy}`
      const own = suffixed(ids.subarray(start, end), suffix)
      seen.set(hash, copy)
      if (seen.get(own) !== undefined) continue
      seen.set(own, 1)
      return suffix
    }
  }
}
