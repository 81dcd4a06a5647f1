/** A share or a difference of shares with sign, in points; '–' when unknown. */
export function points(value: number | undefined): string {
  return value === undefined ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`
}

export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The middle value, the lower one of two; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

/** Counts of equal words, most frequent first: `a 12, b 8`. */
export function counted(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([word, count]) => `${word} ${count}`).join(', ')
}
