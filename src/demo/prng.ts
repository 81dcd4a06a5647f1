/** A seeded stream of pseudo-random numbers; the same seed gives the same stream. */
export interface Random {
  /** Uniform in [0,1). */
  readonly unit: () => number
  /** Uniform integer in [low, high], both included. */
  readonly integer: (low: number, high: number) => number
  /** One item of a list that is not empty. */
  readonly pick: <T>(items: readonly T[]) => T
  /** A new list in random order. */
  readonly shuffle: <T>(items: readonly T[]) => readonly T[]
}

/** 32-bit FNV-1a over UTF-16 code units, finished with the avalanche step of MurmurHash3. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A number in [0,1) that depends on the parts alone, so that it needs no place in a stream. */
export function hashUnit(...parts: readonly (string | number)[]): number {
  return hash32(parts.join('\u0000')) / 2 ** 32
}

/** Mulberry32 (a 32-bit counter with a multiply-xorshift output), seeded by text. */
export function createRandom(seed: string): Random {
  let state = hash32(seed)
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1))
  const pick = <T>(items: readonly T[]): T => {
    const item = items[integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('pick needs a list that is not empty')
    return item
  }
  const shuffle = <T>(items: readonly T[]): readonly T[] => {
    const keyed = items.map((item) => ({ item, order: unit() }))
    return keyed.sort((a, b) => a.order - b.order).map(({ item }) => item)
  }
  return { unit, integer, pick, shuffle }
}
