import { answersApart } from './answer-kind.js'
import type { PromptDocument } from '../document.js'
import { shapeDistance } from '../output-shape.js'

type Answers = readonly Pick<PromptDocument, 'answer' | 'shape' | 'system'>[]

const SHAPED = 0.5
const SHOWN = 200
/** Share of the pairs of values from which on they are believed to say what is wanted. */
export const TELLS = 0.5

/** True where answers look different or are clearly of other kinds. */
export function answeredApart(a: Answers, b: Answers): boolean {
  const shapes = (answers: Answers): readonly PromptDocument['shape'][] => answers.slice(0, SHOWN).map(({ shape }) => shape)
  return answersApart(a, b) || shapeDistance(shapes(a), shapes(b)) >= SHAPED
}

/** Share of the pairs of values whose answers are of different kinds, in [0,1]; 0 for a single one. Each list holds the answers that came with one value. */
export function tellingPairs(byValue: readonly Answers[]): number {
  const pairs = byValue.flatMap((a, at) => byValue.slice(at + 1).map((b) => answeredApart(a, b)))
  return pairs.filter(Boolean).length / Math.max(1, pairs.length)
}
