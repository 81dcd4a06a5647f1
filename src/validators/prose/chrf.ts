/** Longest n-gram, and how much more recall weighs than precision: the published defaults. */
const ORDER = 6
const BETA = 2

/**
 * chrF: the F-score of character n-grams, n = 1..6, β = 2, whitespace left out, precision and recall averaged over the orders that
 * both texts have. In [0,1]; 0 when a text is empty. Maja Popović, “chrF: character n-gram F-score for automatic MT evaluation”, WMT 2015.
 */
export function chrf(hypothesis: string, reference: string): number {
  const given = inked(hypothesis)
  const expected = inked(reference)
  let precision = 0
  let recall = 0
  const orders = Math.min(ORDER, given.starts.length - 1, expected.starts.length - 1)
  for (let n = 1; n <= orders; n += 1) {
    const matched = overlap(counts(given, n), counts(expected, n))
    precision += matched / (given.starts.length - n)
    recall += matched / (expected.starts.length - n)
  }
  if (precision === 0 || recall === 0) return 0
  const p = precision / orders
  const r = recall / orders
  return ((1 + BETA * BETA) * p * r) / (BETA * BETA * p + r)
}

/** A text without whitespace, and where its code points start; its end is the last start. */
interface Inked {
  readonly text: string
  readonly starts: readonly number[]
}

function inked(text: string): Inked {
  const dense = text.replace(/\s+/g, '')
  const starts = [0]
  for (const char of dense) starts.push((starts.at(-1) ?? 0) + char.length)
  return { text: dense, starts }
}

function counts({ text, starts }: Inked, n: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let i = 0; i + n < starts.length; i += 1) {
    const gram = text.slice(starts[i], starts[i + n])
    found.set(gram, (found.get(gram) ?? 0) + 1)
  }
  return found
}

function overlap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0
  for (const [gram, count] of a) shared += Math.min(count, b.get(gram) ?? 0)
  return shared
}
