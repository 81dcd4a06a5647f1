/** Edits (insert, delete, substitute) that turn `a` into `b` (Levenshtein 1966), by one rolling row. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

/** The known name that the typed one was most likely meant to be; undefined when none is close. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  // `budget` for budget_usd: whole words left out are many letters.
  const longer = typed.length < 3 ? [] : known.filter((name) => name.toLowerCase().startsWith(`${typed.toLowerCase()}_`))
  if (longer.length === 1) return longer[0]
  const limit = Math.max(2, Math.floor(typed.length / 3))
  const ranked = known
    // So many letters more or fewer cannot be closer, and a long text takes long to compare.
    .filter((name) => Math.abs(name.length - typed.length) <= limit)
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit && distance < typed.length)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  return ranked[0]?.name
}

/** ` Did you mean "x"?`, or '' when nothing is close. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const name = nearest(typed, known)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}
