/** What the patterns of the masks need to know about characters, written out so that no engine's own tables take part. */
export interface Alphabet {
  /** Body of a character class: every character on which the SQL masks are proven to agree with those of text/mask.ts. */
  readonly known: string
  /** Body of a class: the letters and numbers (\p{L}, \p{N}) among them. */
  readonly word: string
  /** Body of a class: the numbers (\p{N}) among them. */
  readonly number: string
}

/** Scripts and signs that prompts are written in; what is missing here (marks that combine, rare scripts) is fingerprinted at this end. */
const BLOCKS: readonly (readonly [from: number, to: number])[] = [
  [0x09, 0x0a], [0x0d, 0x0d], [0x20, 0x7e], [0xa0, 0x24f], [0x370, 0x3ff], [0x400, 0x52f], [0x1e00, 0x1eff], [0x2000, 0x20cf], [0x2100, 0x27bf],
  [0x2900, 0x297f], [0x2b00, 0x2bff], [0x3000, 0x30ff], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xfe0f, 0xfe0f], [0xff00, 0xffef], [0x1f000, 0x1faff],
]
/** Folds to `s` where case is ignored, and then counts as part of a word. */
const LONG_S = 0x17f

/** Characters that may join the one before when a text is normalised to NFC. */
function joining(): ReadonlySet<number> {
  const found = new Set<number>()
  for (let code = 0xa0; code < 0x1faff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const parts = [...String.fromCodePoint(code).normalize('NFD')]
    for (const part of parts.slice(1)) found.add(part.codePointAt(0) ?? 0)
  }
  return found
}

const escaped = (code: number): string => {
  const char = String.fromCodePoint(code)
  return /[\\\]^[-]/u.test(char) ? `\\${char}` : char
}

/** Body of a character class for ascending code points, as ranges. */
function classOf(codes: readonly number[]): string {
  let body = ''
  for (let at = 0; at < codes.length; at++) {
    const from = codes[at] ?? 0
    while (codes[at + 1] === (codes[at] ?? 0) + 1) at++
    const to = codes[at] ?? 0
    body += to === from ? escaped(from) : `${escaped(from)}${to === from + 1 ? '' : '-'}${escaped(to)}`
  }
  return body
}

function create(): Alphabet {
  const joins = joining()
  const known: number[] = []
  for (const [from, to] of BLOCKS) {
    for (let code = from; code <= to; code++) {
      const char = String.fromCodePoint(code)
      const isVariation = code === 0xfe0f
      if (code !== LONG_S && !joins.has(code) && (isVariation || !/\p{M}/u.test(char)) && char.normalize('NFC') === char) known.push(code)
    }
  }
  const among = (pattern: RegExp): string => classOf(known.filter((code) => pattern.test(String.fromCodePoint(code))))
  return { known: classOf(known), word: among(/[\p{L}\p{N}]/u), number: among(/\p{N}/u) }
}

let made: Alphabet | undefined

/** The alphabet by the tables of the running JavaScript engine, which are those of the masks. Computed once. */
export function alphabet(): Alphabet {
  made ??= create()
  return made
}
