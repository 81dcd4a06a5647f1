import type { PromptDocument } from '../document.js'

/** Tokens at either end of a text that are looked at. */
const EDGE = 60
/** Pairs of tokens in so many of the texts are the frame. */
const FIXED = 0.9
/** Tokens in a slot, at most. */
const LONGEST = 4
const SLOT = ' … '

/** Beginning and end of a text, where it says what is wanted: what stands between them is what is worked on. */
export function edges(list: readonly string[]): readonly string[] {
  return list.length <= 2 * EDGE ? list : [...list.slice(0, EDGE), ...list.slice(-EDGE)]
}

const pairAt = (list: readonly string[], at: number): string | undefined => (at < 0 || at + 1 >= list.length ? undefined : `${list[at] ?? ''} ${list[at + 1] ?? ''}`)

/** What stands, in one to four tokens, between two tokens before and two after it, where both pairs are known; by place, the first at each. */
function slots(list: readonly string[], isKnown: (pair: string) => boolean): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (let at = 2; at < list.length; at++) {
    const before = pairAt(list, at - 2)
    // What follows a colon is a field, as in an example: it holds what is worked on.
    if (before === undefined || !isKnown(before) || [':', '=', '\n', '>'].includes(list[at - 1] ?? '')) continue
    for (let size = 1; size <= LONGEST; size++) {
      const after = pairAt(list, at + size)
      if (after === undefined || !isKnown(after)) continue
      const place = `${before}${SLOT}${after}`
      if (!found.has(place)) found.set(place, list.slice(at, at + size).join(' '))
      break
    }
  }
  return found
}

/** True for a place in a wording, and not one at the head of a text. */
export const isSlot = (place: string): boolean => place.includes(SLOT)

/** Reads the slots of the wording that some documents share: what stands between pairs of tokens that nearly all of them hold. */
export function slotReader(documents: readonly Pick<PromptDocument, 'userTokens'>[]): (document: Pick<PromptDocument, 'userTokens'>) => ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  for (const { userTokens } of documents) {
    const list = edges(userTokens)
    for (const pair of new Set(list.map((_, at) => pairAt(list, at) ?? ''))) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return ({ userTokens }) => slots(edges(userTokens), (pair) => (counts.get(pair) ?? 0) >= FIXED * documents.length)
}

/** What the tokens of a text say at one slot; undefined where it has none such. */
export function slotValue(place: string, userTokens: readonly string[]): string | undefined {
  const pairs = place.split(SLOT)
  return slots(edges(userTokens), (pair) => pairs.includes(pair)).get(place)
}

/** A slot and what fills it, as a runtime can look for it. */
export function slotText(place: string, value: string): string {
  return `${place.split(SLOT)[0]?.split(' ')[1] ?? ''} ${value}`
}
