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

const START = 0x811c9dc5
const utf8 = new TextEncoder()
const mix = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

/** FNV-1a, 32 bits, over UTF-8 bytes (Fowler, Noll & Vo 1991), going on from the hash of what stands before. */
function fnv1a(text: string, before = START): number {
  let hash = before
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 127) {
      for (const byte of utf8.encode(text.slice(at))) hash = mix(hash, byte)
      return hash
    }
    hash = mix(hash, code)
  }
  return hash
}

/** How often each feature of a text occurs: hashed words, and pairs of neighbours where `ngrams` is 2. */
export function hashedCounts(text: string, { dims, ngrams, max_chars: limit = 2000 }: Pick<LinearClassifier, 'dims' | 'ngrams' | 'max_chars'>): Map<number, number> {
  const head = text.length <= limit ? text : Array.from(text.slice(0, 2 * limit)).slice(0, limit).join('')
  const words = head.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const counts = new Map<number, number>()
  const count = (hash: number): void => {
    const at = (hash >>> 0) % dims
    counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  words.forEach((word, at) => {
    const hash = fnv1a(word)
    count(hash)
    const next = words[at + 1]
    if (ngrams === 2 && next !== undefined) count(fnv1a(next, mix(hash, 32)))
  })
  return counts
}

/**
 * Prepares a linear classifier: words are maximal runs of letters and numbers of the lower-cased beginning of a text,
 * features the hashed words and pairs of neighbours, weighted by count × idf and scaled to length 1; the score is the
 * softmax, rounded to six decimals. Sums run over ascending feature numbers, so that all runtimes add alike.
 */
export function createClassifier(given: LinearClassifier): (text: string) => Classified {
  const { dims, labels, bias } = given
  const idf = floats(given.idf, dims) ?? new Float32Array(dims)
  const weights = floats(given.weights, dims * labels.length) ?? new Float32Array(dims * labels.length)
  let [last, said]: [string?, Classified?] = []
  const classify = (text: string): Classified => {
    const counts = hashedCounts(text, given)
    const features = Int32Array.from(counts.keys()).sort()
    const values = Float64Array.from(features, (at) => (counts.get(at) ?? 0) * (idf[at] ?? 0))
    let squares = 0
    for (const value of values) squares += value * value
    const length = Math.sqrt(squares)
    const scaled = values.map((value) => (length > 0 ? value / length : 0))
    const sums = labels.map((_, row) => {
      let sum = bias[row] ?? 0
      for (let n = 0; n < features.length; n++) sum += (scaled[n] ?? 0) * (weights[row * dims + (features[n] ?? 0)] ?? 0)
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
  // Several routes ask of the same text.
  return (text) => {
    if (said === undefined || text !== last) [last, said] = [text, classify(text)]
    return said
  }
}
