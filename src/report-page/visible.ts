/** What the eye cannot see and yet changes what it sees: controls, marks of direction, blanks without width. Joiners stay, scripts and emoji need them. */
const HIDDEN = /(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu

/** A text's parts; what is hidden in it is shown as its code point, and does nothing. */
export function visibleParts(text: string): readonly (string | { readonly hidden: string })[] {
  const parts: (string | { readonly hidden: string })[] = []
  let from = 0
  for (const { 0: char, index } of text.matchAll(HIDDEN)) {
    if (index > from) parts.push(text.slice(from, index))
    parts.push({ hidden: `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` })
    from = index + 1
  }
  return from < text.length ? [...parts, text.slice(from)] : parts
}
