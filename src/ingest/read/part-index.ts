/** Which parts belong together, by hashes of their keys: 12 bytes a part, and 12 to 24 for each key of its own. */
export interface PartIndex {
  /** Adds a part: what it is known by, and what it belongs to where the log has it. Numbers count from 0. */
  readonly add: (keys: readonly string[], parent: string | undefined) => void
  /** The parts in groups, each in order, in the order of their first parts. */
  readonly groups: () => Generator<Uint32Array>
}

/** 53 bits of a text by two multiply-and-xor chains, never 0. */
function hashOf(text: string): number {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b ^= b >>> 13
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x21f0aaad)
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x735a2d97)
  return ((a ^ (a >>> 15)) >>> 0) * 2 ** 21 + (((b ^ (b >>> 16)) >>> 0) >>> 11) || 1
}

function grown<A extends Float64Array | Uint32Array>(array: A, make: (length: number) => A): A {
  const larger = make(Math.ceil(array.length * 1.5))
  larger.set(array)
  return larger
}

const wordsOf = (length: number): Uint32Array => new Uint32Array(length)
const numbersOf = (length: number): Float64Array => new Float64Array(length)

/** Two keys with one hash, one chance in 18,000 among a million, put two groups into one: who settles must tell by the keys themselves. */
export function createPartIndex(): PartIndex {
  let used = 0
  let roots = wordsOf(1 << 8)
  let parents = numbersOf(1 << 8)
  let places = 0
  let hashes = numbersOf(1 << 9)
  let firsts = wordsOf(1 << 9)

  const placeOf = (hash: number): number => {
    let at = (hash % 0x7fffffff) & (hashes.length - 1)
    while (hashes[at] !== 0 && hashes[at] !== hash) at = (at + 1) & (hashes.length - 1)
    return at
  }
  const rootOf = (index: number): number => {
    let root = index
    for (let next = roots[root] ?? root; next !== root; next = roots[root] ?? root) root = next
    for (let at = index; at !== root;) {
      const next = roots[at] ?? root
      roots[at] = root
      at = next
    }
    return root
  }
  const join = (one: number, other: number): void => {
    const [a, b] = [rootOf(one), rootOf(other)]
    roots[Math.max(a, b)] = Math.min(a, b)
  }
  function own(hash: number, index: number): void {
    const at = placeOf(hash)
    if (hashes[at] === hash) return join(firsts[at] ?? index, index)
    hashes[at] = hash
    firsts[at] = index
    places++
    if (places * 10 < hashes.length * 7) return
    const [oldHashes, oldFirsts] = [hashes, firsts]
    hashes = numbersOf(oldHashes.length * 2)
    firsts = wordsOf(oldHashes.length * 2)
    for (let old = 0; old < oldHashes.length; old++) {
      const known = oldHashes[old] ?? 0
      if (known === 0) continue
      const place = placeOf(known)
      hashes[place] = known
      firsts[place] = oldFirsts[old] ?? 0
    }
  }

  return {
    add: (keys, parent) => {
      if (used === roots.length) {
        roots = grown(roots, wordsOf)
        parents = grown(parents, numbersOf)
      }
      roots[used] = used
      parents[used] = parent === undefined ? 0 : hashOf(parent)
      for (const key of keys) own(hashOf(key), used)
      used++
    },
    groups: function* () {
      for (let index = 0; index < used; index++) {
        const parent = parents[index] ?? 0
        const at = parent === 0 ? 0 : placeOf(parent)
        if (parent !== 0 && hashes[at] === parent) join(firsts[at] ?? index, index)
      }
      hashes = numbersOf(2)
      firsts = wordsOf(2)
      parents = numbersOf(2)
      // Parts of one group as a chain, by its root the last so far.
      const next = wordsOf(used).fill(used)
      const lasts = wordsOf(used)
      for (let index = 0; index < used; index++) {
        const root = rootOf(index)
        if (root !== index) next[lasts[root] ?? root] = index
        lasts[root] = index
      }
      for (let root = 0; root < used; root++) {
        if (rootOf(root) !== root) continue
        const group: number[] = []
        for (let index = root; index < used; index = next[index] ?? used) group.push(index)
        yield Uint32Array.from(group)
      }
    },
  }
}
