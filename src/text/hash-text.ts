/** 64 bits of a text as two unsigned words, by two multiply-and-xor chains over its UTF-16 units: to tell texts apart where no one attacks it. */
export function hashText(text: string): readonly [number, number] {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
    b ^= b >>> 13
  }
  a = Math.imul(a ^ (a >>> 16) ^ b, 0x21f0aaad)
  b = Math.imul(b ^ (b >>> 15) ^ a, 0x735a2d97)
  return [(a ^ (a >>> 15)) >>> 0, (b ^ (b >>> 16)) >>> 0]
}
