import type { PromptDocument } from './document.js'
import { latentSpace } from './words/lsa.js'
import { wordClassifier } from './words/word-classifier.js'
import type { WordClassifier } from './words/word-classifier.js'
import { hasOwnVocabulary, wordProfile } from './words/word-profile.js'
import type { WordProfile } from './words/word-profile.js'

const APART = 0.45
const ROUNDS = 20
const FIT = 2_000
const MIN_PART = 30

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function sumOf(vectors: readonly Float64Array[], size: number): Float64Array {
  const sum = new Float64Array(size)
  for (const vector of vectors) for (let at = 0; at < size; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0)
  return sum
}

function farthest(vectors: readonly Float64Array[], from: Float64Array): Float64Array {
  return vectors.reduce((far, vector) => (dot(vector, from) < dot(far, from) ? vector : far), vectors[0] ?? from)
}

/** Spherical 2-means from the two ends of the cloud. */
function halve(vectors: readonly Float64Array[], members: readonly number[]): readonly [number[], number[]] {
  const at = (member: number): Float64Array => vectors[member] ?? new Float64Array(0)
  const own = members.map(at)
  const size = own[0]?.length ?? 0
  let left = farthest(own, sumOf(own, size))
  let right = farthest(own, left)
  let halves: readonly [number[], number[]] = [[...members], []]
  for (let round = 0; round < ROUNDS; round++) {
    const nearLeft = members.map((member) => dot(at(member), left) >= dot(at(member), right))
    halves = [members.filter((_, i) => nearLeft[i]), members.filter((_, i) => !nearLeft[i])]
    if (halves[0].length === 0 || halves[1].length === 0) break
    const [l, r] = [sumOf(halves[0].map(at), size), sumOf(halves[1].map(at), size)]
    const [normL, normR] = [Math.sqrt(dot(l, l)) || 1, Math.sqrt(dot(r, r)) || 1]
    left = l.map((value) => value / normL)
    right = r.map((value) => value / normR)
  }
  return halves
}

/** Mean cosine between the halves over the geometric mean of those within: 1 when the cut means nothing, 0 when nothing is shared. */
function kinship(vectors: readonly Float64Array[], [a, b]: readonly [readonly number[], readonly number[]]): number {
  const size = vectors[0]?.length ?? 0
  const [sumA, sumB] = [a, b].map((members) => sumOf(members.map((member) => vectors[member] ?? new Float64Array(size)), size)) as [Float64Array, Float64Array]
  const within = (sum: Float64Array, n: number): number => Math.max(1e-9, (dot(sum, sum) - n) / (n * (n - 1)))
  return dot(sumA, sumB) / (a.length * b.length) / Math.sqrt(within(sumA, a.length) * within(sumB, b.length))
}

interface Texts {
  readonly vectors: readonly Float64Array[]
  readonly tokens: readonly (readonly string[])[]
}

function cut(texts: Texts, members: readonly number[], least: number): readonly (readonly number[])[] {
  if (members.length < 2 * least) return [members]
  const halves = halve(texts.vectors, members)
  if (halves[0].length < least || halves[1].length < least || kinship(texts.vectors, halves) > APART) return [members]
  const [a, b] = halves.map((half) => wordProfile(half.map((member) => texts.tokens[member] ?? []))) as [WordProfile, WordProfile]
  if (!hasOwnVocabulary(a, b) && !hasOwnVocabulary(b, a)) return [members]
  return halves.flatMap((half) => cut(texts, half, least))
}

/** Documents cut into parts, and how a further one finds its part. */
export interface ResidualParts {
  readonly parts: readonly (readonly PromptDocument[])[]
  /** Undefined when there is one part. */
  readonly classifier: WordClassifier | undefined
}

/**
 * Cuts documents without a template where their words fall clearly apart, by bisecting spherical k-means on latent
 * vectors, and where one side has a vocabulary of its own: how a question begins is no task. Texts that share nothing stay together. `least` is the smallest part, in documents; below thirty any cut looks like a find. Beyond `FIT` documents a sample is fitted
 * on, evenly drawn in the order given.
 */
export function splitResidual(documents: readonly PromptDocument[], least: number): ResidualParts {
  const smallest = Math.max(MIN_PART, least, Math.ceil(0.05 * documents.length))
  const whole = { parts: [documents], classifier: undefined }
  if (documents.length < 2 * smallest) return whole
  const tokens = documents.map((document) => document.userTokens)
  const { vectors, columnWeights } = latentSpace(tokens, FIT)
  const parts = cut({ vectors, tokens }, documents.map((_, index) => index), smallest)
  if (parts.length === 1) return whole
  const centroids = parts.map((part) => {
    const sum = sumOf(part.flatMap((member) => vectors[member] ?? []), vectors[0]?.length ?? 0)
    const norm = Math.sqrt(dot(sum, sum)) || 1
    return columnWeights(sum.map((value) => value / norm))
  })
  return { parts: parts.map((part) => part.flatMap((index) => documents[index] ?? [])), classifier: wordClassifier(centroids) }
}
