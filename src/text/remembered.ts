/** Characters of texts that are remembered at most: prompts may be long. */
const MOST_CHARACTERS = 1 << 22

/**
 * Remembers the latest results of a pure function of a text, `most` of them or somewhat more than half as many, so that a prompt sent a thousand times is worked on once.
 * What was not asked for during half of that is forgotten, so that texts which come once do not drive out those which come again.
 */
export function remembered<T>(of: (text: string) => T, most: number): (text: string) => T {
  let known = new Map<string, T>()
  let older = new Map<string, T>()
  let characters = 0
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = older.get(text) ?? of(text)
    if (known.size >= most / 2 || characters > MOST_CHARACTERS / 2) {
      older = known
      known = new Map()
      characters = 0
    }
    known.set(text, value)
    characters += text.length
    return value
  }
}
