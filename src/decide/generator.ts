/** Uniform numbers in [0,1), 32 bits each; the same seed gives the same numbers everywhere. */
export type Generator = () => number

/**
 * A small seeded generator for simulations: xoshiro128** (Blackman & Vigna 2021, ACM Trans. Math. Softw. 47), its state
 * filled from the seed by a Weyl sequence through the 32-bit finaliser of MurmurHash3. Not for secrets.
 */
export function createGenerator(seed: number): Generator {
  let weyl = seed >>> 0
  const fill = (): number => {
    weyl = (weyl + 0x9e3779b9) >>> 0
    let x = weyl
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    return (x ^ (x >>> 16)) >>> 0
  }
  let a = fill()
  let b = fill()
  let c = fill()
  let d = fill()
  return () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return scrambled / 0x1_0000_0000
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits))
}
