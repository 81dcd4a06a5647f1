/** A text as its reader sees it, and where each of its characters stands in the original. */
export interface PlainView {
  readonly text: string
  /** Of each character of `text` its offset in the original; one more for the end. */
  readonly starts: Uint32Array
}

/** What is written for a character: escapes of JSON (in strings within strings, too), of addresses and of HTML, line ends that a backslash hides, wide forms. */
const WRITTEN = /\\+(?:\r?\n[ \t]*|[nrt"'/]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})|%(?:25)*[2-7][0-9A-Fa-f]|&(?:amp|quot|lt|gt|nbsp|commat|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])|#[xX][2-7][0-9a-fA-F]);|[\u00A0\u2007\u2009\u202F\u2010-\u2015\u2212\u3000\uFF01-\uFF5E]/g
const NAMED: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', nbsp: ' ', commat: '@' }
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t' }

/** The text without escapes, so that what stands beside one is seen; undefined when it has none. Linear in its length. */
export function plainView(text: string): PlainView | undefined {
  let plain = ''
  let starts: Uint32Array | undefined
  let from = 0
  const copy = (to: number): void => {
    if (!starts) return
    for (let at = from; at < to; at++) starts[plain.length + at - from] = at
    plain += text.slice(from, to)
  }
  for (const match of text.matchAll(WRITTEN)) {
    starts ??= new Uint32Array(text.length + 1)
    copy(match.index)
    const character = meant(match[0])
    starts.fill(match.index, plain.length, plain.length + character.length)
    plain += character
    from = match.index + match[0].length
  }
  if (!starts) return undefined
  copy(text.length)
  starts[plain.length] = text.length
  return { text: plain, starts }
}

function meant(written: string): string {
  const first = written[0]
  if (first === '%') return String.fromCharCode(Number.parseInt(written.slice(-2), 16))
  if (first === '&') return NAMED[written.slice(1, -1)] ?? String.fromCharCode(Number(written.slice(2, -1).replace(/^[xX]/, '0x')))
  if (first === '\\') {
    const rest = written.replace(/^\\+/, '')
    if (/^\r?\n/.test(rest)) return ''
    return rest.length > 1 ? String.fromCharCode(Number.parseInt(rest.slice(1), 16)) : CONTROL[rest] ?? rest
  }
  const code = written.charCodeAt(0)
  if (code >= 0xFF01) return String.fromCharCode(code - 0xFEE0)
  return code >= 0x2010 && code <= 0x2015 || code === 0x2212 ? '-' : ' '
}
