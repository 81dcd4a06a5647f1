/** Where a line stands, in bytes. */
export interface LinePlace {
  /** Number of the file. */
  readonly file: number
  readonly offset: number
  readonly length: number
}

/** Places by content address: as a Map, in a fifth of its memory, for there are as many as calls. */
export interface AddressTable {
  /** @param key 32 lower-case hex digits */
  readonly get: (key: string) => LinePlace | undefined
  readonly set: (key: string, place: LinePlace) => void
  readonly delete: (key: string) => void
}

/** Words of 32 bits in an address. */
const WORDS = 4
const FREE = 0
const HELD = 1
const DELETED = 2
const FIRST_SLOTS = 1024
/** Slots that are in use at most, deleted ones included. */
const FULLEST = 0.6

interface Columns {
  readonly state: Uint8Array
  readonly words: Uint32Array
  readonly file: Uint32Array
  readonly offset: Float64Array
  readonly length: Uint32Array
}

const columns = (slots: number): Columns => ({
  state: new Uint8Array(slots), words: new Uint32Array(slots * WORDS), file: new Uint32Array(slots), offset: new Float64Array(slots), length: new Uint32Array(slots),
})

export const isAddress = (key: string): boolean => /^[0-9a-f]{32}$/.test(key)

/** Open addressing with steps of one: an address is a digest, so its first word is spread already. */
export function createAddressTable(): AddressTable {
  let slots = FIRST_SLOTS
  let at = columns(slots)
  let used = 0
  const sought = new Uint32Array(WORDS)

  /** The slot of the sought address, or the free one where it would stand. */
  function slotOf(): number {
    for (let slot = (sought[0] ?? 0) % slots; ; slot = (slot + 1) % slots) {
      if (at.state[slot] === FREE) return slot
      if (at.state[slot] === HELD && sought.every((word, n) => at.words[slot * WORDS + n] === word)) return slot
    }
  }
  function seek(key: string): number {
    for (let n = 0; n < WORDS; n++) sought[n] = Number.parseInt(key.slice(8 * n, 8 * n + 8), 16)
    return slotOf()
  }
  function put(slot: number, { file, offset, length }: LinePlace): void {
    if (at.state[slot] === FREE) used += 1
    at.state[slot] = HELD
    at.words.set(sought, slot * WORDS)
    at.file[slot] = file
    at.offset[slot] = offset
    at.length[slot] = length
  }
  const placeAt = (of: Columns, slot: number): LinePlace => ({ file: of.file[slot] ?? 0, offset: of.offset[slot] ?? 0, length: of.length[slot] ?? 0 })
  function grow(): void {
    const before = at
    const was = slots
    slots *= 2
    at = columns(slots)
    used = 0
    for (let slot = 0; slot < was; slot++) {
      if (before.state[slot] !== HELD) continue
      sought.set(before.words.subarray(slot * WORDS, (slot + 1) * WORDS))
      put(slotOf(), placeAt(before, slot))
    }
  }

  return {
    get: (key) => {
      const slot = seek(key)
      return at.state[slot] === HELD ? placeAt(at, slot) : undefined
    },
    set: (key, place) => {
      if (used >= FULLEST * slots) grow()
      put(seek(key), place)
    },
    delete: (key) => {
      const slot = seek(key)
      if (at.state[slot] === HELD) at.state[slot] = DELETED
    },
  }
}
