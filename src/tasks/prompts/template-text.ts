import { quickMask } from '../../text/quick-mask.js'
import { isMask, tokens } from '../../text/words.js'
import { excerpt } from '../document.js'
import { sharedTrigrams, trigrams } from './wording.js'

const PIECE = /\{[a-z]+\}|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*|\p{N}+|\n[\n\s]*|[^\s]/gu
const LONGEST = 600

/** True per token of `list` for those that stand in the middle or at the edge of a trigram which the group shares. */
function fixedTokens(list: readonly string[], fixed: ReadonlySet<string>): readonly boolean[] {
  const grams = trigrams(list).map((gram) => fixed.has(gram))
  return list.map((_, at) => grams[at] === true || grams[at - 1] === true || grams[at + 1] === true)
}

/**
 * Writes what a group of texts shares, with `{…}` for what differs, in the words of one of them; undefined when
 * they share no run of three tokens. At most 600 characters. Only what nine of ten texts hold is written, so no slot's value shows.
 */
export function templateText(texts: readonly string[]): string | undefined {
  const maskedOf = (text: string): string => quickMask(excerpt(text))
  const fixed = sharedTrigrams(texts, (text) => tokens(maskedOf(text)))
  const best = texts.slice(0, 50).map(maskedOf).reduce<string | undefined>((short, text) => (short === undefined || text.length < short.length ? text : short), undefined)
  if (best === undefined || fixed.size === 0) return undefined
  const list = tokens(best)
  const isFixed = fixedTokens(list, fixed)
  const pieces = [...best.matchAll(PIECE)]
  let text = ''
  let end = 0
  let index = -1
  for (const piece of pieces) {
    index = Math.min(index + 1, list.length - 1)
    const written = isFixed[index] === true && !isMask(piece[0]) ? piece[0] : '{…}'
    const space = best.slice(end, piece.index)
    if (!(written === '{…}' && text.trimEnd().endsWith('{…}'))) text += space + (written.startsWith('\n') ? '\n' : written)
    end = piece.index + piece[0].length
    if (text.length > LONGEST) return `${text.slice(0, LONGEST)}…`
  }
  const template = text.trim()
  return template === '' || template === '{…}' ? undefined : template
}
