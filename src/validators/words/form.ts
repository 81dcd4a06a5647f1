import { labelKey } from '../fold.js'

const QUOTED_BRACKETS = /["'`“‘]\[([^[\]\n]{1,40})\]["'`”’]/g
const BRACKETS = /\[([^[\]\n]{1,60})\](?!\()/g

const NONE: ReadonlySet<string> = new Set()

/**
 * The labels that a prompt wants to see in square brackets, as keys: it must quote at least two of them so,
 * as in: answer "[Yes]" or "[No]". Empty when the prompt asks for no such thing.
 */
export function demandedBrackets(input: string | undefined): ReadonlySet<string> {
  if (input === undefined || !input.includes('[')) return NONE
  const keys = new Set([...input.slice(-100_000).matchAll(QUOTED_BRACKETS)].map((match) => labelKey(match[1] ?? '')))
  return keys.size > 1 ? keys : NONE
}

/** True when the prompt asks for the answer in a LaTeX box. */
export function demandsBox(input: string | undefined): boolean {
  return input?.includes('\\boxed') ?? false
}

const LETTER_ONLY = /\b(?:only|just) (?:with )?(?:the |a |one |a single )?(?:option |answer |choice )?letter\b|\bletter (?:only|alone)\b|\b(?:a |one )?single letter\b/i

/** True when the prompt wants an option's letter in a LaTeX box, or nothing but the letter: what reads it finds none in the option's words. */
export function asksForLetter(input: string): boolean {
  return demandsBox(input) || LETTER_ONLY.test(input.slice(-20_000))
}

/** What a text sets in square brackets, with its place; Markdown links are none. At most the last 1,000. */
export function bracketed(text: string): readonly { readonly at: number; readonly key: string; readonly end: number }[] {
  if (!text.includes('[')) return []
  const found: { at: number; key: string; end: number }[] = []
  for (const match of text.matchAll(BRACKETS)) {
    found.push({ at: match.index, key: labelKey(match[1] ?? ''), end: match.index + match[0].length })
    if (found.length > 2000) found.splice(0, 1000)
  }
  return found.slice(-1000)
}
