import { communities } from './words/communities.js'
import type { PromptDocument } from './document.js'
import { gatheredParts } from './words/gathered-parts.js'
import { kinOf } from './apart/inside-wording.js'
import { latentVectors } from './words/lsa.js'
import { neighbourGraph } from './words/neighbour-graph.js'
import { countOf, steadyParts } from './words/steady-parts.js'
import { shapeTokens } from './words/text-shape.js'
import { tokenHash } from './words/token-hashes.js'
import { classReader, classScorer, wordClassifier } from './words/word-classifier.js'
import type { WordClassifier } from './words/word-classifier.js'
import { tellingWords } from './words/word-profile.js'

const FIT = 1_200
const MIN_PART = 30
/** Neighbours of a text: the share of the log that the smallest part should have, so that a log twice as large falls into the same parts; and at least so many. */
const NEAR = 0.05
const FEWEST_NEAR = 20
/** Finer than modularity's own cut, which takes small sources for one in a log of many (Fortunato and Barthélemy 2007); what is cut too fine is joined again. */
const RESOLUTION = Math.SQRT2
const SIGMAS = 2

/** A text by what it says and how it looks. */
interface Sketch {
  readonly tokens: readonly string[]
  readonly shape: readonly string[]
  /** Hashes of both, as the classifier reads them. */
  readonly hashes: Int32Array
}

function sketchOf(document: PromptDocument): Sketch {
  const shape = shapeTokens(document.user)
  return { tokens: document.userTokens, shape, hashes: Int32Array.from([...document.userTokens, ...shape], tokenHash) }
}

/** Hashes by which a text without a template finds its part: those of its words, and how it looks. */
export function residualHashes(user: string, words: Int32Array): Int32Array {
  const shape = shapeTokens(user)
  const hashes = new Int32Array(words.length + shape.length)
  hashes.set(words)
  hashes.set(Int32Array.from(shape, tokenHash), words.length)
  return hashes
}

function evenly<T>(items: readonly T[], count: number): readonly T[] {
  return items.length <= count ? items : items.filter((_, at) => Math.floor((at * count) / items.length) !== Math.floor(((at - 1) * count) / items.length))
}

interface Cloud {
  readonly sketches: readonly Sketch[]
  readonly cut: (resolution: number) => Int32Array
}

function cloudOf(sketches: readonly Sketch[], least: number): Cloud {
  const near = Math.min(Math.max(FEWEST_NEAR, Math.floor(NEAR * sketches.length)), Math.floor(sketches.length / 2))
  const vectors = latentVectors(sketches.map(({ tokens }) => tokens), sketches.map(({ shape }) => shape))
  const graph = neighbourGraph(vectors, near)
  return { sketches, cut: (resolution) => gatheredParts(vectors, communities(graph, resolution), least) }
}

function learnt({ sketches }: Cloud, parts: Int32Array): WordClassifier {
  return wordClassifier(sketches.map(({ hashes }) => hashes), parts, countOf(parts))
}

/** How a half of a cloud, cut alone, sees all of its texts: its own where it put them, the others as it reads them. */
function seenByHalf(whole: Cloud, odd: number): Int32Array {
  const half = cloudOf(whole.sketches.filter((_, at) => at % 2 === odd), MIN_PART / 2)
  const parts = half.cut(RESOLUTION)
  const read = classReader(learnt(half, parts))
  return Int32Array.from(whole.sketches, ({ hashes }, at) => (at % 2 === odd ? parts[(at - odd) / 2] ?? 0 : read(hashes)))
}

/** Parts of a cloud that come out apart in both halves, too; undefined where there is one. */
function steadyCut(whole: Cloud): Int32Array | undefined {
  const parts = whole.cut(RESOLUTION)
  if (countOf(parts) < 2) return undefined
  const steady = steadyParts(parts, [seenByHalf(whole, 0), seenByHalf(whole, 1)])
  return countOf(steady) < 2 ? undefined : steady
}

/** Documents cut into parts, and how a further one finds its part. */
export interface ResidualParts {
  readonly parts: readonly (readonly PromptDocument[])[]
  /** Undefined when there is one part. */
  readonly classifier: WordClassifier | undefined
}

/** Says of two parts whether their telling words alone, as the other half taught them, tell their texts better than chance. */
function toldByWords({ sketches }: Cloud, parts: Int32Array): (a: number, b: number) => boolean {
  const count = countOf(parts)
  const said = sketches.map(({ tokens }) => Int32Array.from(tellingWords(tokens), tokenHash))
  const scores: Float64Array[] = []
  for (const odd of [0, 1]) {
    const score = classScorer(wordClassifier(said.filter((_, at) => at % 2 !== odd), parts.filter((_, at) => at % 2 !== odd), count))
    said.forEach((hashes, at) => { if (at % 2 === odd) scores[at] = score(hashes) })
  }
  const scored = Array.from({ length: count }, (_, part) => scores.filter((__, at) => parts[at] === part))
  const right = (own: number, other: number): number => {
    const texts = scored[own] ?? []
    return texts.reduce((sum, score) => sum + (Math.sign((score[own] ?? 0) - (score[other] ?? 0)) + 1) / 2, 0) / Math.max(1, texts.length)
  }
  const size = (part: number): number => Math.max(1, scored[part]?.length ?? 0)
  return (a, b) => (right(a, b) + right(b, a)) / 2 > 0.5 + (SIGMAS / 4) * Math.sqrt(1 / size(a) + 1 / size(b))
}

/** Parts that say the same, as far as their words go, are one: how a question begins, or how long it is, makes no task. */
function ownWorded(cloud: Cloud, parts: Int32Array): Int32Array {
  const kin = kinOf(countOf(parts), toldByWords(cloud, parts))
  return parts.map((part) => kin[part] ?? part)
}

/** Without the parts that have fewer documents than `least`; undefined where one is left. */
function classifierOf(whole: Cloud, parts: Int32Array, least: number): WordClassifier | undefined {
  const sizes = new Map<number, number>()
  for (const part of parts) sizes.set(part, (sizes.get(part) ?? 0) + 1)
  const kept = [...sizes].filter(([, size]) => size >= least).map(([part]) => part).sort((a, b) => a - b)
  if (kept.length < 2) return undefined
  const held = whole.sketches.flatMap((sketch, at) => { const part = kept.indexOf(parts[at] ?? -1); return part < 0 ? [] : [{ sketch, part }] })
  return wordClassifier(held.map(({ sketch }) => sketch.hashes), Int32Array.from(held, ({ part }) => part), kept.length)
}

/**
 * Cuts documents without a template where they fall apart by what they say and how they look: communities of a graph of nearest neighbours in a latent
 * space, cut finely; parts that halves of the texts, cut alone, do not tell apart are joined again. Texts that share nothing stay together. `least` is the smallest part, in documents; of fewer than sixty any cut looks like a find. Beyond `FIT` documents a sample is learnt from, evenly drawn in the order given.
 */
export function splitResidual(documents: readonly PromptDocument[], least: number): ResidualParts {
  const whole = { parts: [documents], classifier: undefined }
  if (documents.length < 2 * Math.max(MIN_PART, least)) return whole
  const cloud = cloudOf(evenly(documents, FIT).map(sketchOf), MIN_PART)
  const parts = steadyCut(cloud)
  const classifier = parts === undefined ? undefined : classifierOf(cloud, ownWorded(cloud, parts), MIN_PART)
  if (classifier === undefined) return whole
  const read = classReader(classifier)
  const placed = documents.map((document) => read(sketchOf(document).hashes))
  return { parts: classifier.weights.map((_, part) => documents.filter((__, at) => placed[at] === part)), classifier }
}
