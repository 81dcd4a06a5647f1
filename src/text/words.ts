const WORD = /\{[a-z]+\}|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu
const TOKEN = /\{[a-z]+\}|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*|\p{N}+|\n|[^\s]/gu
const MASK = /^\{[a-z]+\}$/u

/** Lower-case words of a text, in order, without masks, numbers and punctuation; any script. */
export function words(text: string): readonly string[] {
  return (text.toLowerCase().match(WORD) ?? []).filter((word) => !MASK.test(word))
}

/** The same one after the other, for whom the first few may do. */
export function* eachWord(text: string): Generator<string> {
  for (const [word] of text.toLowerCase().matchAll(WORD)) if (!MASK.test(word)) yield word
}

/**
 * Lower-case tokens of a text, in order: words, masks such as `{n}`, numbers, single punctuation marks, and `\n` once for each run of line breaks.
 * What a template is compared by: unlike `words`, it keeps the marks that structure a prompt.
 */
export function tokens(text: string): readonly string[] {
  return (text.toLowerCase().match(TOKEN) ?? []).filter((token, at, all) => token !== '\n' || all[at - 1] !== '\n')
}

/** True for a mask as `maskSlots` writes it. */
export function isMask(token: string): boolean {
  return MASK.test(token)
}
