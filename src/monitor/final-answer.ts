import type { ModelOutput } from '../domain/message.js'
import { labelKey } from '../validators/fold.js'
import { bracketed } from '../validators/words/form.js'

const BOXED = /\\boxed\{([^{}\n]{1,40})\}/gu
const MOST = 40
const WORDS = 6

/** What an answer comes to, where it says so in a few words: what it boxes or brackets last, else the whole of a short one. Folded; undefined for free text. */
export function finalAnswer({ text, toolCalls }: ModelOutput): string | undefined {
  if (toolCalls.length > 0) return toolCalls.map(({ name }) => name).join('+').slice(0, MOST)
  const end = text.slice(-2000)
  const marked = [...end.matchAll(BOXED)].at(-1)?.[1] ?? bracketed(end).at(-1)?.key
  const whole = text.trim()
  const said = marked ?? (whole.length <= MOST && whole.split(/\s+/u).length <= WORDS ? whole : undefined)
  const key = said === undefined ? '' : labelKey(said).slice(0, MOST)
  return key === '' ? undefined : key
}
