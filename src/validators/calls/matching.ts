/**
 * The first of `wanted` that finds no partner when each of `offered` may serve only one; undefined when all can be served. Augmenting
 * paths (Kuhn 1955), so that a partner that several could have goes to the one that needs it.
 */
export function unmatched<W, O>(wanted: readonly W[], offered: readonly O[], fits: (wanted: W, offered: O) => boolean): W | undefined {
  const servedBy = new Map<number, number>()

  function serve(index: number, tried: Set<number>): boolean {
    const one = wanted[index]
    if (one === undefined) return false
    for (const [at, other] of offered.entries()) {
      if (tried.has(at) || !fits(one, other)) continue
      tried.add(at)
      const holder = servedBy.get(at)
      if (holder === undefined || serve(holder, tried)) {
        servedBy.set(at, index)
        return true
      }
    }
    return false
  }

  return wanted.find((_, index) => !serve(index, new Set()))
}
