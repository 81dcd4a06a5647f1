import type { SplitClassifier } from '../../domain/strategy.js'
import { createClassifier, hashedCounts } from '../../policy/classifier.js'

const SHAPE = { dims: 1024, ngrams: 1 } as const
const LABELS = ['cheap', 'incumbent'] as const
const STEPS = 200
/** Shares of the cases that the incumbent is to answer, from the safest on. */
const SHARES = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1] as const

export interface SplitExample {
  /** The last message of the user. */
  readonly text: string
  /** True where the candidate scored less than the incumbent. */
  readonly lost: boolean
}

export interface TrainedSplit {
  readonly classifier: SplitClassifier
  /** Scores of the label `cheap` from which on the cheap model is asked: descending, the safest first. All above ½, where the label is the one that wins. */
  readonly minScores: readonly number[]
  /** Of one of the shares that were asked for. */
  readonly scoreAt: (share: number) => number | undefined
}

type Features = readonly (readonly [at: number, value: number])[]

interface Linear {
  readonly weights: Float64Array
  readonly bias: number
}

function idfOf(texts: readonly string[]): Float32Array {
  const seen = new Float64Array(SHAPE.dims)
  for (const text of texts) for (const at of hashedCounts(text, SHAPE).keys()) seen[at] = (seen[at] ?? 0) + 1
  return Float32Array.from(seen, (count) => Math.log((1 + texts.length) / (1 + count)) + 1)
}

function featuresOf(text: string, idf: Float32Array): Features {
  const raw = [...hashedCounts(text, SHAPE)].toSorted(([a], [b]) => a - b).map(([at, count]) => [at, count * (idf[at] ?? 0)] as const)
  const length = Math.sqrt(raw.reduce((sum, [, value]) => sum + value ** 2, 0))
  return raw.map(([at, value]) => [at, length > 0 ? value / length : 0] as const)
}

const logit = ({ weights, bias }: Linear, features: Features): number => features.reduce((sum, [at, value]) => sum + value * (weights[at] ?? 0), bias)

/**
 * Logistic regression of "the candidate lost" with a ridge of 1/n, by Nesterov's accelerated gradient: features have length 1, so that the
 * gradient's Lipschitz constant is at most ½ + 1/n and the step is fixed. Deterministic.
 */
function fit(examples: readonly { readonly features: Features; readonly lost: boolean }[]): Linear {
  const n = Math.max(1, examples.length)
  const step = 1 / (0.5 + 1 / n)
  let [weights, bias] = [new Float64Array(SHAPE.dims), 0]
  let [ahead, aheadBias] = [new Float64Array(SHAPE.dims), 0]
  for (let round = 1; round <= STEPS; round++) {
    const slope = ahead.map((weight) => weight / n)
    let biasSlope = 0
    for (const { features, lost } of examples) {
      const error = (1 / (1 + Math.exp(-logit({ weights: ahead, bias: aheadBias }, features))) - (lost ? 1 : 0)) / n
      biasSlope += error
      for (const [at, value] of features) slope[at] = (slope[at] ?? 0) + error * value
    }
    const next = ahead.map((weight, at) => weight - step * (slope[at] ?? 0))
    const nextBias = aheadBias - step * biasSlope
    const momentum = (round - 1) / (round + 2)
    ahead = next.map((weight, at) => weight + momentum * (weight - (weights[at] ?? 0)))
    aheadBias = nextBias + momentum * (nextBias - bias)
    weights = next
    bias = nextBias
  }
  return { weights, bias }
}

function base64(numbers: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * numbers.length))
  numbers.forEach((number, at) => view.setFloat32(4 * at, number, true))
  return Buffer.from(view.buffer).toString('base64')
}

/**
 * Trains the classifier of a split on some paid cases, and picks thresholds by what it says of the half that it did not see, either way round:
 * shares that go to the incumbent, descending, from nearly all down to a tenth unless said otherwise. Undefined where nothing can be learned: no loss, or nothing but losses.
 */
export function trainSplit(examples: readonly SplitExample[], shares: readonly number[] = SHARES): TrainedSplit | undefined {
  const losses = examples.filter(({ lost }) => lost).length
  if (losses === 0 || losses === examples.length) return undefined
  const idf = idfOf(examples.map(({ text }) => text))
  const known = examples.map(({ text, lost }) => ({ features: featuresOf(text, idf), lost }))
  const halves = [0, 1].map((half) => fit(known.filter((_, at) => at % 2 === half)))
  const doubts = known.map(({ features }, at) => logit(halves[(at + 1) % 2] ?? { weights: new Float64Array(SHAPE.dims), bias: 0 }, features)).toSorted((a, b) => a - b)
  const quantiles = shares.map((share) => doubts[Math.floor((1 - share) * (doubts.length - 1))] ?? 0)
  const loosest = quantiles.at(-1) ?? 0
  const { weights, bias } = fit(known)
  const classifier: SplitClassifier = {
    type: 'linear', input: 'prompt.last_user', ...SHAPE, labels: LABELS, idf: base64(idf),
    // The bias is moved so that the loosest threshold is at a score of ½, below which the other label wins.
    weights: base64(Float32Array.from([...new Float64Array(SHAPE.dims), ...weights])), bias: [0, bias - loosest - 1e-3],
  }
  const scores = quantiles.map((bound) => Math.floor(1e6 / (1 + Math.exp(bound - loosest - 1e-3))) / 1e6)
  return { classifier, minScores: [...new Set(scores)], scoreAt: (share) => scores[shares.indexOf(share)] }
}

/** How surely a question may go to the cheap model, as a policy's runtime scores it: in [0,1]; 0 where the other label wins. */
export function cheapScores(classifier: SplitClassifier): (text: string) => number {
  const classify = createClassifier(classifier)
  return (text) => {
    const { label, score } = classify(text)
    return label === LABELS[0] ? score : 0
  }
}
