/** Hashes texts that come in pieces, without joining them: as `hashText` of all of them together. One text at a time. */
export interface PieceHash {
  /** Begins anew. */
  readonly start: () => void
  /** Adds a piece of a text, from a place up to another. */
  readonly add: (text: string, from?: number, to?: number) => void
  /** 64 bits as two unsigned words. */
  readonly finish: () => readonly [number, number]
}

export function createPieceHash(): PieceHash {
  let [one, other] = [0x811c9dc5, 0x9e3779b9]
  return {
    start: () => {
      one = 0x811c9dc5
      other = 0x9e3779b9
    },
    add: (text, from = 0, to = text.length) => {
      let [a, b] = [one, other]
      for (let at = from; at < to; at++) {
        const unit = text.charCodeAt(at)
        a = Math.imul(a ^ unit, 0x01000193)
        b = Math.imul(b ^ unit, 0x85ebca6b)
        b ^= b >>> 13
      }
      one = a
      other = b
    },
    finish: () => {
      const a = Math.imul(one ^ (one >>> 16) ^ other, 0x21f0aaad)
      const b = Math.imul(other ^ (other >>> 15) ^ a, 0x735a2d97)
      return [(a ^ (a >>> 15)) >>> 0, (b ^ (b >>> 16)) >>> 0]
    },
  }
}

const whole = createPieceHash()

/** 64 bits of a text as two unsigned words, by two multiply-and-xor chains over its UTF-16 units: to tell texts apart where no one attacks it. */
export function hashText(text: string): readonly [number, number] {
  whole.start()
  whole.add(text)
  return whole.finish()
}
