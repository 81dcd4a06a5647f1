import { asciiBytes } from './ascii-bytes.js'
import { isDigit, isRun, joinMasks, MASKS, maskSlots } from './mask.js'

/** Characters without which a mask cannot match, as bits: one look at each character of a text spares it most patterns. */
const [DIGIT, DASH, AT, COLON, QUOTE, APOSTROPHE, BRACE, NEVER] = [1, 2, 4, 8, 16, 32, 64, 128]
const SIGNS = Uint8Array.from({ length: 128 }, (_, code) => (isDigit(code) ? DIGIT : { '-': DASH, '@': AT, ':': COLON, '"': QUOTE, "'": APOSTROPHE, '{': BRACE }[String.fromCharCode(code)] ?? 0))
/** What each of `MASKS` needs: URLs, addresses, UUIDs, two kinds of dates, and quotes of three kinds, of which one is beyond ASCII. */
const NEEDS = [COLON, AT, DASH, DIGIT | DASH, DIGIT, QUOTE, NEVER, APOSTROPHE]

function signsOf(bytes: Uint8Array, length: number): number {
  let signs = 0
  for (let at = 0; at < length; at++) signs |= SIGNS[bytes[at] ?? 0] ?? 0
  return signs
}

/** Masks identifiers and numbers in a text of ASCII, whose bytes come first in `bytes`. */
function maskIds(text: string, bytes: Uint8Array): string {
  let masked = ''
  let done = 0
  const end = text.length
  for (let at = 0; at < end; at++) {
    if (!isDigit(bytes[at] ?? 0)) continue
    let [from, to] = [at, at + 1]
    while (from > done && isRun(bytes[from - 1] ?? 0)) from--
    let digits = true
    for (; to < end && isRun(bytes[to] ?? 0); to++) digits &&= isDigit(bytes[to] ?? 0)
    digits &&= from === at || (from === at - 1 && text[from] === '-')
    masked += text.slice(done, from) + (digits ? '{n}' : '{id}')
    done = to
    at = to
  }
  return done === 0 ? text : masked + text.slice(done)
}

/** What `maskSlots` gives, at a third of the cost for texts of ASCII; the policy runtime does without it, for its size. */
export function quickMask(text: string): string {
  const bytes = asciiBytes(text)
  if (bytes === undefined) return maskSlots(text)
  // Masks take signs away, and bring none but braces.
  const signs = signsOf(bytes, text.length)
  let masked = text
  MASKS.forEach(({ pattern, mask, may }, at) => {
    const needs = NEEDS[at] ?? 0
    if ((signs & needs) === needs && may(masked)) masked = masked.replace(pattern, mask)
  })
  const left = masked === text ? bytes : asciiBytes(masked)
  if ((signs & DIGIT) !== 0 && left !== undefined) masked = maskIds(masked, left)
  return masked === text && (signs & BRACE) === 0 ? text : joinMasks(masked)
}
