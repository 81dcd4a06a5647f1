/** So many characters in a row are compared. */
const WINDOW = 96
/** Of all windows one in so many is kept, by its hash alone: the same ones in every text that holds them (Schleimer, Wilkerson & Aiken 2003). */
const KEPT = 32
/** A text that more of the cases share is their prompt's form. */
const MOST_SHARE = 0.25
/** Characters of a text that are looked at. */
const MOST_CHARACTERS = 20_000
const BASE = 0x01000193

/** Hashes of the kept windows of a text, by a rolling polynomial modulo 2³². */
function windowsOf(text: string): ReadonlySet<number> {
  const kept = new Set<number>()
  const end = Math.min(text.length, MOST_CHARACTERS)
  let leaving = 1
  for (let at = 1; at < WINDOW; at++) leaving = Math.imul(leaving, BASE)
  let hash = 0
  for (let at = 0; at < end; at++) {
    if (at >= WINDOW) hash = (hash - Math.imul(text.charCodeAt(at - WINDOW), leaving)) | 0
    hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0
    if (at < WINDOW - 1) continue
    // The low bits of such a hash know the last characters only.
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    const spread = (mixed ^ (mixed >>> 12)) >>> 0
    if (spread % KEPT === 0) kept.add(spread)
  }
  return kept
}

/**
 * Which texts hold a long passage in common, a document that several questions are asked of: the name of the passage that a text shares with most
 * others, undefined where it shares none. What more than a quarter of all texts hold is the form of the prompt. Passages of 96 characters may be missed, of 300 hardly.
 */
export function sharedContexts(texts: readonly string[]): readonly (string | undefined)[] {
  const windows = texts.map(windowsOf)
  const counts = new Map<number, number>()
  for (const own of windows) for (const hash of own) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const most = MOST_SHARE * texts.length
  return windows.map((own) => {
    let best: number | undefined
    for (const hash of own) {
      const count = counts.get(hash) ?? 0
      if (count < 2 || count > most) continue
      const known = best === undefined ? 0 : (counts.get(best) ?? 0)
      if (best === undefined || count > known || (count === known && hash < best)) best = hash
    }
    return best === undefined ? undefined : String(best)
  })
}
