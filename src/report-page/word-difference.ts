/** A run of words that both texts have, or that only one has. */
export interface Piece {
  readonly text: string
  readonly only: 'both' | 'first' | 'second'
}

const MOST_WORDS = 600

/** Longest common subsequence of words, marks and the gaps between them; long texts are compared by their beginnings alone. */
export function wordDifference(first: string, second: string): readonly Piece[] {
  const [a, b] = [first, second].map((text) => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.slice(0, MOST_WORDS) ?? []) as [string[], string[]]
  const width = b.length + 1
  const best = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) best[i * width + j] = a[i] === b[j] ? (best[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0)
  }
  const pieces: { text: string; only: Piece['only'] }[] = []
  const put = (text: string | undefined, only: Piece['only']): void => {
    const last = pieces.at(-1)
    if (last?.only === only) last.text += text ?? ''
    else pieces.push({ text: text ?? '', only })
  }
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      put(a[i], 'both')
      i += 1
      j += 1
    } else if (j >= b.length || (i < a.length && (best[(i + 1) * width + j] ?? 0) >= (best[i * width + j + 1] ?? 0))) put(a[i++], 'first')
    else put(b[j++], 'second')
  }
  return pieces
}
