// Marks that have no width or only turn the writing direction: invisible to a reader, fatal to a comparison.
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g

// Sequences that colour a terminal, and control characters other than tab and line ends.
const TERMINAL = new RegExp(`${String.fromCharCode(27)}\\[[\\d;?]{0,20}[A-Za-z]`, 'g')
const CONTROL = /(?![\t\n\r])\p{Cc}/gu

/** True when no character needs folding: most answers, and then the costly steps can be left out. */
export function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text)
}

const HEAD = 100_000
const TAIL = 300_000

/** Characters that NFC may change, or change others: none below U+0300, and hardly any of the punctuation that texts are full of. */
const COMPOSABLE = /[\u20d0-\u20ff]|[\u0300-\u1fff\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\u2c80-\uffff]/

/** NFC. Runs of more than 30 combining marks are broken first (UAX #15, stream-safe text), or sorting them would be quadratic. */
export function composed(text: string): string {
  if (!COMPOSABLE.test(text)) return text
  return text.replace(/\p{M}{30}(?=\p{M})/gu, '$&\u034f').normalize('NFC')
}

/** Longer texts are no answers any more; they are compared as they stand. */
const LONGEST_FOLDED = 1_000_000

/** NFC, whitespace runs as one space, trimmed; case kept. A text of more than a million characters is only trimmed. */
export function foldSpace(text: string): string {
  if (text.length > LONGEST_FOLDED) return text.trim()
  return composed(text).replace(/\s+/g, ' ').trim()
}

/**
 * Text to look for an answer in: NFC, full-width ASCII narrowed, invisible marks dropped, `\n` line ends.
 * Of more than 400,000 characters the first 100,000 and the last 300,000 are kept.
 */
export function readable(text: string): string {
  if (text.length <= HEAD && !UNUSUAL.test(text)) return text.includes('<') || text.includes('◁') ? withoutThought(text) : text
  return withoutThought(narrowed(text))
}

/** What ODD or COMPOSABLE find, in one pass: dashes, typographic quotes and the like need nothing of all that. */
const UNUSUAL = /[^\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u2002-\u200a\u2010-\u2029\u202f-\u205f\u206a-\u20cf\u2100-\u2125\u2127-\u2129\u212c-\u2328\u232b-\u2adb\u2add-\u2c7f]/
/** Control characters, marks without width, wide forms: all but what is listed, for code points and properties cost several times as much. */
const ODD = /[^\t\n -~\u00a0-\u00ac\u00ae-\u061b\u061d-\u200a\u2010-\u2029\u202f-\u205f\u206a-\u300f\u3012\u3013\u3016-\ufefe\uff00\uff5f-\uffff]/

function narrowed(text: string): string {
  const clipped = text.length > HEAD + TAIL ? `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}` : text
  if (!ODD.test(clipped)) return composed(clipped)
  return composed(clipped.replace(INVISIBLE, '').replace(TERMINAL, '').replace(CONTROL, ''))
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[【〔［]/g, '[').replace(/[】〕］]/g, ']')
    .replace(/\r\n?/g, '\n')
}

const THOUGHT = /[<◁](\/?)(?:think|thinking|thoughts?|reasoning|scratchpad)[>▷]/gi

/**
 * An answer without what its model thought aloud: what stands between `<think>` and `</think>`, before a lone closing tag, and after one that
 * is never closed. The user of such a model strips it, and what is considered there is not yet an answer.
 */
export function withoutThought(text: string): string {
  if (!/[<◁]\/?(?:think|thought|reasoning|scratchpad)/i.test(text)) return text
  let kept = ''
  let depth = 0
  let from = 0
  for (const match of text.matchAll(THOUGHT)) {
    if (match[1] === '') {
      if (depth === 0) kept += text.slice(from, match.index)
      depth += 1
    } else if (depth === 0) kept = ''
    else depth -= 1
    if (depth === 0) from = match.index + match[0].length
  }
  return depth === 0 ? kept + text.slice(from) : kept
}

const EMPHASIS = /(\*\*|__|(?<![*_\p{L}\p{N}])[*_])(?=\S)([^*_\n]{1,500}?\S|\S)\1(?![\p{L}\p{N}])/gu
const FENCE = /^```[\w+-]{0,20} ?(.*?) ?```$/s
const INLINE = /^`([^`]+)`$/
const QUOTED = /^["“„«](.*)["”“»]$/s

/**
 * A text as another that says the same may write it: a fence, backticks or quotation marks around the whole, emphasis, the form of quotation marks, of dashes
 * and of the dots of an ellipsis, and a full stop at its end do not count; words, figures, case and all else do. Takes `foldSpace` text.
 */
export function foldText(text: string): string {
  if (text.length > LONGEST_FOLDED) return text
  const bare = FENCE.exec(text)?.[1] ?? INLINE.exec(text)?.[1] ?? text
  const plain = bare.includes('*') || bare.includes('_') ? bare.replace(EMPHASIS, '$2') : bare
  const typed = isAscii(plain) ? plain : plain.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'").replace(/[–—−]/g, '-').replace(/…/g, '...').replace(/\u00a0/g, ' ')
  const inner = typed.includes('"') ? QUOTED.exec(typed)?.[1] : undefined
  return (inner === undefined || inner.includes('"') ? typed : inner).replace(/(?<!\.)[.。]$/u, '')
}

const WHOLE_FENCE = /^\s*```[\w+-]{0,20}[ \t]*\n([^]*?)\n?[ \t]*```\s*$/

/** What stands in the fence that an answer is wrapped in as a whole, else the answer. */
export function unfenced(text: string): string {
  const inner = text.includes('```') ? WHOLE_FENCE.exec(text)?.[1] : undefined
  return inner === undefined || inner.includes('```') ? text : inner
}

const OPENING = new Set(['"', "'", '`', '*', '_', '(', '[', '{', '<', '“', '„', '‘', '‚', '«', '»', '‹', '›', '「', '『', '《', '〈', '$', ' ', '\n', '\t'])
const CLOSING = new Set(['"', "'", '`', '*', '_', ')', ']', '}', '>', '”', '“', '’', '‘', '»', '«', '›', '‹', '」', '』', '》', '〉', '$', ' ', '\n', '\t', '.', ',', ';', ':', '!', '。'])

/** A label as compared: case, underscores, wrapping quotes, brackets, emphasis and end punctuation do not count. */
export function labelKey(label: string): string {
  let start = 0
  let end = label.length
  while (start < end && OPENING.has(label[start] ?? '')) start += 1
  while (end > start && CLOSING.has(label[end - 1] ?? '')) end -= 1
  const core = start < end ? label.slice(start, end) : label
  return core.toLowerCase().replace(/[\s_]+/g, ' ').trim()
}
