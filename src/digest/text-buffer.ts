/** UTF-8 that grows, and takes texts as JSON without making a string of them first. */
export interface TextBuffer {
  /** Bytes so far. */
  readonly used: () => number
  /** Adds a text as it is; halves of pairs, which have no UTF-8, as U+FFFD each. */
  readonly raw: (text: string) => void
  /** Adds a text as JSON.stringify writes it. */
  readonly json: (text: string) => void
  /** The bytes from a place on; valid until the next text. */
  readonly view: (from: number) => Uint8Array<ArrayBuffer>
  /** Forgets all bytes. */
  readonly clear: () => void
  /** A copy of all bytes, which are forgotten. */
  readonly take: () => Uint8Array<ArrayBuffer>
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Bytes that JSON.stringify writes otherwise, as it writes them. */
const ESCAPES = Array.from({ length: 256 }, (_, code) => (code < 0x20 || code === QUOTE || code === BACKSLASH ? Buffer.from(JSON.stringify(String.fromCharCode(code)).slice(1, -1)) : undefined))
/** Bytes that each of them takes more than one. */
const MORE = Uint8Array.from(ESCAPES, (escape) => (escape === undefined ? 0 : escape.length - 1))
/** Longer pieces are moved at once rather than byte by byte. */
const MOVED = 24
/** Shorter texts are written character by character: to leave the engine for them costs as much as some fifty of them. */
const SHORT = 40

/** Of four bytes at once: below 0x20, a quote or a backslash in any of them sets its highest bit. With one bit turned over, a quote is below 0x21, too, and a space is not. */
function signs(word: number): number {
  const low = word ^ 0x02020202
  const backslash = word ^ 0x5c5c5c5c
  return ((low - 0x21212121) & ~low) | ((backslash - 0x01010101) & ~backslash)
}

export function createTextBuffer(start: number): TextBuffer {
  let bytes = Buffer.from(new ArrayBuffer(Math.ceil(start / 4) * 4))
  let words = new Int32Array(bytes.buffer)
  let used = 0
  let places = new Uint32Array(256)

  function reserve(more: number): void {
    if (used + more <= bytes.length) return
    const larger = Buffer.from(new ArrayBuffer(Math.ceil(Math.max(bytes.length * 2, used + more) / 4) * 4))
    bytes.copy(larger, 0, 0, used)
    bytes = larger
    words = new Int32Array(bytes.buffer)
  }

  /** Writes a short text of plain ASCII; false for others, of which nothing counts as written. */
  function wroteShort(text: string, escaped: boolean): boolean {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > 0x7f || (escaped && MORE[code] !== 0)) return false
      bytes[used + at] = code
    }
    used += text.length
    return true
  }

  function raw(text: string): void {
    reserve(text.length * 3)
    if (text.length > SHORT || !wroteShort(text, false)) used += bytes.write(text, used)
  }

  /** Looks for what must be escaped from the place `used` on; gives how many are in `places`. */
  function findEscapes(end: number): number {
    let found = 0
    let at = used
    const look = (to: number): void => {
      for (; at < to; at++) {
        if (MORE[bytes[at] ?? 0] === 0) continue
        if (found === places.length) {
          const larger = new Uint32Array(found * 2)
          larger.set(places)
          places = larger
        }
        places[found++] = at
      }
    }
    look(Math.min(end, (at + 3) & ~3))
    while (at + 16 <= end) {
      const place = at >> 2
      const hits = signs(words[place] ?? 0) | signs(words[place + 1] ?? 0) | signs(words[place + 2] ?? 0) | signs(words[place + 3] ?? 0)
      if ((hits & 0x80808080) === 0) at += 16
      else look(at + 16)
    }
    look(end)
    return found
  }

  /** Writes the escapes of what `findEscapes` found up to `used`, from behind, so that all is moved once. */
  function escape(found: number): void {
    let more = 0
    for (let index = 0; index < found; index++) more += MORE[bytes[places[index] ?? 0] ?? 0] ?? 0
    reserve(more)
    let [from, to] = [used, used + more]
    used += more
    for (let index = found - 1; index >= 0; index--) {
      const place = places[index] ?? 0
      const length = from - place - 1
      if (length > MOVED) bytes.copyWithin(to - length, place + 1, from)
      else for (let back = 1; back <= length; back++) bytes[to - back] = bytes[from - back] ?? 0
      to -= length
      const written = ESCAPES[bytes[place] ?? 0]
      if (written) for (let back = written.length - 1; back >= 0; back--) bytes[--to] = written[back] ?? 0
      from = place
    }
  }

  return {
    used: () => used,
    raw,
    json: (text) => {
      reserve(text.length * 3 + 2)
      bytes[used++] = QUOTE
      if (text.length > SHORT || !wroteShort(text, true)) {
        const written = bytes.write(text, used)
        // Halves of pairs have no UTF-8: JSON writes their numbers.
        if (written !== text.length && !text.isWellFormed()) return raw(JSON.stringify(text).slice(1))
        const found = findEscapes(used + written)
        used += written
        if (found > 0) escape(found)
      }
      reserve(1)
      bytes[used++] = QUOTE
    },
    view: (from) => bytes.subarray(from, used),
    clear: () => {
      used = 0
    },
    take: () => {
      const all = new Uint8Array(bytes.subarray(0, used))
      used = 0
      return all
    },
  }
}
