import { asciiBytes } from '../../text/ascii-bytes.js'
import { tokens } from '../../text/words.js'

const [OFFSET, PRIME] = [0x811c9dc5, 0x01000193]

/** FNV-1a over the UTF-16 units of a token; 32 bits, signed. */
export function tokenHash(token: string): number {
  let hash = OFFSET
  for (let at = 0; at < token.length; at++) hash = Math.imul(hash ^ token.charCodeAt(at), PRIME)
  return hash
}

const [SPACE, LETTER, DIGIT, BREAK, OPEN, OTHER] = [0, 1, 2, 3, 4, 5]
/** What each ASCII character is to `tokens`. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (character === '\n') return BREAK
  if (/\s/u.test(character)) return SPACE
  if (/[a-z]/iu.test(character)) return LETTER
  if (/\d/u.test(character)) return DIGIT
  return character === '{' ? OPEN : OTHER
})
const [APOSTROPHE, CLOSE] = [39, 125]
const BREAK_HASH = tokenHash('\n')

let hashes = new Int32Array(1 << 12)

/** `tokenHash` of each of the tokens of a text (text/words), in order. The tokens themselves are not made: they would cost many times as much. */
export function tokenHashes(text: string): Int32Array {
  const bytes = asciiBytes(text)
  return bytes === undefined ? Int32Array.from(tokens(text), tokenHash) : hashesOfAscii(bytes, text.length)
}

/** Lower case of an ASCII letter, and of nothing else: `{` to DEL stay, and so do digits and marks below `A`. */
function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

/** Where the mask that opens at a place ends, 0 where none does. */
function maskEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1
  while (at < end && KINDS[bytes[at] ?? 0] === LETTER) at++
  return at > start + 1 && at < end && bytes[at] === CLOSE ? at + 1 : 0
}

/** Where the word that begins at a place ends: letters, and single apostrophes between them. */
function wordEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; ; at++) {
    while (at < end && KINDS[bytes[at] ?? 0] === LETTER) at++
    if (at + 1 >= end || bytes[at] !== APOSTROPHE || KINDS[bytes[at + 1] ?? 0] !== LETTER) return at
  }
}

function runEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1
  while (at < end && KINDS[bytes[at] ?? 0] === DIGIT) at++
  return at
}

function hashesOfAscii(bytes: Uint8Array, end: number): Int32Array {
  if (hashes.length < end) hashes = new Int32Array(end * 2)
  let found = 0
  let isBreak = false
  for (let at = 0; at < end;) {
    const kind = KINDS[bytes[at] ?? 0]
    if (kind === SPACE) {
      at++
      continue
    }
    if (kind === BREAK) {
      if (!isBreak) hashes[found++] = BREAK_HASH
      isBreak = true
      at++
      continue
    }
    isBreak = false
    const to = kind === LETTER ? wordEnd(bytes, at, end) : kind === DIGIT ? runEnd(bytes, at, end) : (kind === OPEN && maskEnd(bytes, at, end)) || at + 1
    let hash = OFFSET
    for (; at < to; at++) hash = Math.imul(hash ^ lower(bytes[at] ?? 0), PRIME)
    hashes[found++] = hash
  }
  return hashes.slice(0, found)
}
