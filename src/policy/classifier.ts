import type { LinearClassifier } from './document.js'

/** What a classifier says of a text; score in [0,1], margin the lead over the second label. */
export interface Classified {
  readonly label: string
  readonly score: number
  readonly margin: number
}

/** `base64` of little-endian float32 as numbers; undefined when it is not exactly `count` finite ones. */
export function floats(base64: string, count: number): Float32Array | undefined {
  let bytes: string
  try {
    bytes = atob(base64)
  } catch {
    return undefined
  }
  if (bytes.length !== 4 * count) return undefined
  const view = new DataView(new ArrayBuffer(bytes.length))
  for (let at = 0; at < bytes.length; at++) view.setUint8(at, bytes.charCodeAt(at))
  const numbers = Float32Array.from({ length: count }, (_, at) => view.getFloat32(4 * at, true))
  return numbers.every(Number.isFinite) ? numbers : undefined
}

const utf8 = new TextEncoder()

/** FNV-1a, 32 bits, over UTF-8 bytes (Fowler, Noll & Vo 1991). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

/**
 * Prepares a linear classifier: words are maximal runs of letters and numbers of the lower-cased beginning of a text,
 * features the hashed words and pairs of neighbours, weighted by count × idf and scaled to length 1; the score is the
 * softmax, rounded to six decimals. Sums run over ascending feature numbers, so that all runtimes add alike.
 */
export function createClassifier(given: LinearClassifier): (text: string) => Classified {
  const { dims, labels, bias, ngrams } = given
  const idf = floats(given.idf, dims) ?? new Float32Array(dims)
  const weights = floats(given.weights, dims * labels.length) ?? new Float32Array(dims * labels.length)
  const limit = given.max_chars ?? 2000
  return (text) => {
    const head = text.length <= limit ? text : Array.from(text.slice(0, 2 * limit)).slice(0, limit).join('')
    const words = head.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    const counts = new Map<number, number>()
    const count = (feature: string): void => {
      const at = fnv1a(feature) % dims
      counts.set(at, (counts.get(at) ?? 0) + 1)
    }
    words.forEach((word, at) => {
      count(word)
      const next = words[at + 1]
      if (ngrams === 2 && next !== undefined) count(`${word} ${next}`)
    })
    const features = [...counts].sort(([a], [b]) => a - b).map(([at, times]) => [at, times * (idf[at] ?? 0)] as const)
    let squares = 0
    for (const [, value] of features) squares += value * value
    const length = Math.sqrt(squares)
    const sums = labels.map((_, row) => {
      let sum = bias[row] ?? 0
      if (length > 0) for (const [at, value] of features) sum += (value / length) * (weights[row * dims + at] ?? 0)
      return sum
    })
    const top = Math.max(...sums)
    const powers = sums.map((sum) => Math.exp(sum - top))
    let total = 0
    for (const power of powers) total += power
    const scores = powers.map((power) => Math.floor((power / total) * 1e6 + 0.5) / 1e6)
    let best = 0
    scores.forEach((score, row) => { if (score > (scores[best] ?? 0)) best = row })
    const second = Math.max(0, ...scores.filter((_, row) => row !== best))
    return { label: labels[best] ?? '', score: scores[best] ?? 0, margin: Math.floor(((scores[best] ?? 0) - second) * 1e6 + 0.5) / 1e6 }
  }
}
