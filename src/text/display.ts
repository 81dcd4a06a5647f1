import stringWidth from 'string-width'

/** Escape sequences of terminals: CSI, strings such as OSC (at most 4096 characters), and two-character ones. */
const ESCAPES = new RegExp([String.raw`\u001b\[[0-?]{0,64}[ -/]{0,16}[@-~]`, String.raw`\u001b[\]PX^_][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)`, String.raw`\u001b[ -~]`].join('|'), 'gu')
const LONE_SURROGATE = /\p{Cs}/gu
const BIDI_AND_INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/gu

/**
 * One line of text that is safe to show wherever it came from: no escape sequences, no control, invisible or direction-changing
 * characters; white space folded. Never longer than what was given.
 */
export function plain(text: string): string {
  return text.replace(LONE_SURROGATE, '').replace(ESCAPES, '').replace(BIDI_AND_INVISIBLE, '').replace(/[\p{Co}\p{Cn}\u{e0000}-\u{e007f}]/gu, '').replace(/[\s\p{Cc}]+/gu, ' ').trim()
}

/** Columns that a text takes in a terminal, by the measure of the table library too: 2 for wide characters, 0 for combining marks. */
export function columns(text: string): number {
  return stringWidth(text)
}

/** The text made safe and cut to at most `limit` columns, with `…` where something is missing. */
export function fit(text: string, limit: number): string {
  const safe = plain(text)
  if (columns(safe) <= limit) return safe
  let kept = ''
  let width = 0
  for (const char of safe) {
    width += columns(char)
    if (width > limit - 1) break
    kept += char
  }
  return limit > 0 ? `${kept.trimEnd()}…` : ''
}

/** The text made safe and cut to at most `limit` columns out of its middle, with `…` there: beginning and end stay. */
export function fitMiddle(text: string, limit: number): string {
  const safe = plain(text)
  if (columns(safe) <= limit) return safe
  const end = [...safe]
  const room = Math.max(0, Math.floor((limit - 1) / 2))
  while (end.length > 0 && columns(end.join('')) > room) end.shift()
  return `${fit(safe, limit - columns(end.join('')))}${end.join('')}`
}

/** Breaks a text into lines of at most `limit` columns, at spaces where it can; further lines start with `indent`. Made safe. */
export function wrap(text: string, limit: number, indent = ''): readonly string[] {
  const lines: string[] = []
  let line = ''
  const put = (word: string): void => {
    if (line.trim() === '') line += word
    else if (columns(line) + 1 + columns(word) <= limit) line += ` ${word}`
    else {
      lines.push(line)
      line = indent + word
    }
  }
  for (const word of plain(text).split(' ')) {
    let piece = ''
    for (const char of word) {
      if (columns(indent + piece + char) > limit) {
        put(piece)
        piece = ''
      }
      piece += char
    }
    if (piece !== '') put(piece)
  }
  return line.trim() === '' ? lines : [...lines, line]
}
