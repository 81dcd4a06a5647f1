const [QUOTE, BACKSLASH, COMMA, COLON, MINUS, PLUS, DOT, LETTER_U] = [34, 92, 44, 58, 45, 43, 46, 117]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [123, 125, 91, 93]
/** What may follow a backslash: `"\/bfnrt`. */
const ESCAPED = new Set([34, 92, 47, 98, 102, 110, 114, 116])

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9
const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isHex = (code: number): boolean => isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70)

/** Behind the string whose quote is at a place; −1 where it is none. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code < 32) return -1
    if (code !== BACKSLASH) continue
    const escaped = text.charCodeAt(++at)
    if (escaped === LETTER_U) {
      for (let digit = 0; digit < 4; digit++) if (!isHex(text.charCodeAt(++at))) return -1
    } else if (!ESCAPED.has(escaped)) return -1
  }
  return -1
}

function digitsEnd(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at === start ? -1 : at
}

/** Behind the number that begins at a place; −1 where there is none. */
function numberEnd(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start
  at = text.charCodeAt(at) === 48 ? at + 1 : digitsEnd(text, at)
  if (at >= 0 && text.charCodeAt(at) === DOT) at = digitsEnd(text, at + 1)
  if (at < 0 || (text.charCodeAt(at) | 32) !== 101) return at
  const sign = text.charCodeAt(at + 1)
  return digitsEnd(text, sign === MINUS || sign === PLUS ? at + 2 : at + 1)
}

/** Behind a value that is no container; −1 where there is none. */
function scalarEnd(text: string, start: number): number {
  switch (text.charCodeAt(start)) {
    case QUOTE: return stringEnd(text, start)
    case 116: return text.startsWith('true', start) ? start + 4 : -1
    case 102: return text.startsWith('false', start) ? start + 5 : -1
    case 110: return text.startsWith('null', start) ? start + 4 : -1
    default: return numberEnd(text, start)
  }
}

/**
 * True for the texts that JSON.parse takes, of any depth. It takes longer than JSON.parse for such a text and far less for others:
 * each failure of JSON.parse leaves an error, a stack and a copy of the text to the collector.
 */
export function isJsonText(text: string): boolean {
  /** The brackets that are open. */
  const open: number[] = []
  let at = 0
  const skip = (): number => {
    while (isSpace(text.charCodeAt(at))) at++
    return text.charCodeAt(at)
  }
  /** Goes behind a key and its colon. */
  const key = (): boolean => {
    at = skip() === QUOTE ? stringEnd(text, at) : -1
    if (at < 0 || skip() !== COLON) return false
    at++
    return true
  }
  for (;;) {
    const first = skip()
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
      at++
      const isEmpty = skip() === (first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)
      if (!isEmpty) {
        open.push(first)
        if (first === OPEN_OBJECT && !key()) return false
        continue
      }
      at++
    } else {
      at = scalarEnd(text, at)
      if (at < 0) return false
    }
    // Behind a value: what closes, or a comma and the next.
    for (;;) {
      const next = skip()
      const inside = open.at(-1)
      if (inside === undefined) return at === text.length
      if (next === COMMA) {
        at++
        if (inside === OPEN_OBJECT && !key()) return false
        break
      }
      if (next !== (inside === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)) return false
      open.pop()
      at++
    }
  }
}
