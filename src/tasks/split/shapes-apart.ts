import type { PromptDocument } from '../document.js'
import { shapeDistance } from '../output-shape.js'

const shapesOf = (documents: readonly PromptDocument[]): readonly PromptDocument['shape'][] => documents.map((document) => document.shape)

/** From this distance of shapes on answers are of different kinds. */
const FAR = 0.5

/** True where the answers of two sets of documents look different. */
export function shapedApart(a: readonly PromptDocument[], b: readonly PromptDocument[]): boolean {
  return shapeDistance(shapesOf(a), shapesOf(b)) >= FAR
}
