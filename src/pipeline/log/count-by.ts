/**
 * How many of some calls have each of a list of names, the most frequent first; calls without a name are not counted.
 * @param placeOf the place of a row's name in `names`
 */
export function countBy(rows: ArrayLike<number>, placeOf: (row: number) => number, names: readonly (string | undefined)[]): readonly (readonly [name: string, calls: number])[] {
  const places = new Uint32Array(names.length)
  for (let at = 0; at < rows.length; at++) {
    const place = placeOf(rows[at] ?? 0)
    places[place] = (places[place] ?? 0) + 1
  }
  const counts = new Map<string, number>()
  places.forEach((n, place) => {
    const name = names[place]
    if (n > 0 && name !== undefined) counts.set(name, (counts.get(name) ?? 0) + n)
  })
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}
