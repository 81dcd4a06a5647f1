import type { Case } from '../../domain/case.js'
import type { ChatRequest, ModelOutput } from '../../domain/message.js'
import type { PlannedEmbeddings, PlannedProvider } from '../../domain/plan.js'
import { vectorsOf } from '../../providers/index.js'
import { trialKey } from '../../replay/address.js'
import type { ReplayCall, Replayed, Replayer } from '../../replay/replayer.js'
import { digest } from '../../sample/content.js'
import { comparedTexts } from '../../validators/index.js'

/** References whose vectors one call asks for: fixed by the drawn order, so that a run that goes on finds them on record. */
const BATCH = 32
/** Characters of a text that go to the model: some 2,000 tokens, which every such model takes. */
export const MOST_TEXT = 8000
/** Fewer pairs of unrelated answers do not show what chance looks like. */
const FEWEST_PAIRS = 5
/** Where answers to different prompts are as near as this, a model of vectors does not tell texts apart, least of all right from wrong. */
const BLIND = 0.95

/** The vectors of some cases' texts, each text asked for once. */
export interface TextVectors {
  /** Has the vectors that a score of this output needs; paid from the budget, recorded like any other call. */
  readonly prepare: (one: Case, output: ModelOutput) => Promise<'ready' | 'refused'>
  /** Likeness in [0,1) of two texts: their cosine above that of answers to different prompts; undefined where a vector is missing, or what chance looks like is unknown. */
  readonly likeness: (given: string, expected: string) => number | undefined
}

export interface TextVectorsParts {
  readonly planned: PlannedEmbeddings
  readonly provider: PlannedProvider | undefined
  /** Those that may be sent, in their drawn order. */
  readonly cases: readonly Case[]
  readonly replayer: Replayer
  readonly signal: AbortSignal
  readonly onReplayed: (replayed: Replayed) => void
}

/** The request for the vectors of some texts. */
export function embeddingRequest(texts: readonly string[]): ChatRequest {
  return { purpose: 'embedding', messages: [{ role: 'user', parts: texts.map((text) => ({ type: 'text', text: text.slice(0, MOST_TEXT) })) }] }
}

const referenceOf = (one: Case) => (one.gold === undefined ? { output: one.reference } : { gold: one.gold })

/** The expected texts of some cases, each once. */
export function referenceTexts(cases: readonly Case[]): readonly string[] {
  return [...new Set(cases.flatMap((one) => comparedTexts({ text: '', toolCalls: [] }, referenceOf(one))))]
}

/** Asks for vectors through a replayer: references by the batch in their order, an answer when it comes. */
export function createTextVectors({ planned: { model, price }, provider, cases, replayer, signal, onReplayed }: TextVectorsParts): TextVectors {
  const vectors = new Map<string, Float32Array>()
  const asked = new Map<string, Promise<'ready' | 'refused'>>()
  const keyOf = (text: string): string => digest(text.slice(0, MOST_TEXT))

  async function ask(texts: readonly string[]): Promise<'ready' | 'refused'> {
    if (!provider || texts.length === 0) return 'ready'
    const request = embeddingRequest(texts)
    const key = trialKey({ api: provider.api, baseUrl: provider.baseUrl, model: model.model, request, maxOutputTokens: 0 })
    const call: ReplayCall = { key, model, request, maxOutputTokens: 0, capIsOurs: true, price }
    const launch = await replayer.launch(call, signal)
    if (launch.kind === 'refused') return 'refused'
    // What is not on record, in a decision without calls, was never asked for: those texts have no vectors.
    const replayed = launch.kind === 'missing' ? undefined : await launch.result
    if (replayed === 'refused') return 'refused'
    if (!replayed) return 'ready'
    const { outcome } = replayed.trial
    onReplayed(replayed)
    const found = outcome.status === 'answered' ? vectorsOf(outcome.output.text, texts.length) : undefined
    for (const [i, text] of texts.entries()) {
      const vector = found?.[i]
      if (vector) vectors.set(keyOf(text), unit(vector))
    }
    return 'ready'
  }

  const once = (id: string, texts: () => readonly string[]): Promise<'ready' | 'refused'> => {
    const known = asked.get(id) ?? ask(texts())
    asked.set(id, known)
    return known
  }
  const batch = (at: number): Promise<'ready' | 'refused'> => once(`batch ${at}`, () => referenceTexts(cases.slice(at * BATCH, (at + 1) * BATCH)))

  let floor: number | undefined
  const chance = (): number | undefined => (floor ??= meanOfNeighbours(referenceTexts(cases.slice(0, BATCH)).flatMap((text) => vectors.get(keyOf(text)) ?? [])))

  return {
    prepare: async (one, output) => {
      const place = cases.indexOf(one)
      if (place < 0) return 'ready' // a constraint keeps it from the model
      const [own, ...expected] = comparedTexts(output, referenceOf(one))
      if (own === undefined || expected.includes(own)) return 'ready'
      for (const at of new Set([0, Math.floor(place / BATCH)])) if ((await batch(at)) === 'refused') return 'refused'
      return vectors.has(keyOf(own)) ? 'ready' : once(keyOf(own), () => [own])
    },
    likeness: (given, expected) => {
      const [a, b, byChance] = [vectors.get(keyOf(given)), vectors.get(keyOf(expected)), chance()]
      if (!a || !b || a.length !== b.length || byChance === undefined || byChance >= BLIND) return undefined
      return Math.min(0.999, Math.max(0, (dot(a, b) - byChance) / (1 - byChance)))
    },
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  return length === 0 ? vector : vector.map((value) => value / length)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Mean cosine of neighbours in the drawn order, which answer different prompts: what two answers of the task have in common by chance; not below 0; undefined for too few. */
function meanOfNeighbours(vectors: readonly Float32Array[]): number | undefined {
  const pairs = vectors.slice(1).map((vector, i) => dot(vector, vectors[i] ?? vector))
  return pairs.length < FEWEST_PAIRS ? undefined : Math.max(0, pairs.reduce((sum, cosine) => sum + cosine, 0) / pairs.length)
}
