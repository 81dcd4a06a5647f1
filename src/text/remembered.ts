/** Remembers the latest results of a pure function of a text, `most` of them, so that a prompt sent a thousand times is worked on once. */
export function remembered<T>(of: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = of(text)
    if (known.size >= most) known.clear()
    known.set(text, value)
    return value
  }
}
