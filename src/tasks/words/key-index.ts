/** Numbers that get a place each, in the order in which they come first. */
export interface KeyIndex {
  /** The place of a whole number from 0; a new one gets the next. */
  readonly placeOf: (key: number) => number
  /** The numbers by place. */
  readonly keys: () => Float64Array
}

/** Open addressing over plain arrays: a Map would box every number beyond 31 bits, and there are millions of them. */
export function createKeyIndex(): KeyIndex {
  let slots = new Int32Array(1 << 12).fill(-1)
  let keys = new Float64Array(1 << 11)
  let used = 0
  const slotOf = (key: number): number => {
    let at = (Math.imul(key % 0x7fffffff, 0x9e3779b1) >>> 8) & (slots.length - 1)
    for (let place = slots[at] ?? -1; place >= 0 && keys[place] !== key; place = slots[at] ?? -1) at = (at + 1) & (slots.length - 1)
    return at
  }
  const grow = (): void => {
    const more = new Float64Array(keys.length * 2)
    more.set(keys)
    keys = more
    slots = new Int32Array(slots.length * 2).fill(-1)
    for (let place = 0; place < used; place++) slots[slotOf(keys[place] ?? 0)] = place
  }
  return {
    placeOf: (key) => {
      const known = slots[slotOf(key)] ?? -1
      if (known >= 0) return known
      if (used === keys.length) grow()
      keys[used] = key
      slots[slotOf(key)] = used
      return used++
    },
    keys: () => keys.subarray(0, used),
  }
}
